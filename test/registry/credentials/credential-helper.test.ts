import { test } from "uvu";
import * as assert from "uvu/assert";
import type { HelperResult } from "../../../src/model/helper-result.js";
import { Secret } from "../../../src/model/secret.js";
import {
  helperAdvice,
  queryHelper,
  type HelperAnswer,
} from "../../../src/registry/credentials/credential-helper.js";

function exited(status: number, stdout: string, stderr = ""): HelperResult {
  return { kind: "exited", status, stdout: new Secret(stdout), stderr };
}

function describe(answer: HelperAnswer): string {
  if (answer.kind === "failed") return `failed: ${answer.why}`;
  if (answer.kind === "no-entry") return `no entry${answer.detail}`;
  const { credential } = answer;
  if (credential.kind === "basic") return `basic ${credential.username}:${credential.password.reveal()}`;
  return `${credential.kind} ${credential.token.reveal()}`;
}

test("each way a helper can end has one meaning", async () => {
  const cases: readonly (readonly [result: HelperResult, found: string])[] = [
    [exited(0, '{"ServerURL":"ghcr.io","Username":"me","Secret":"pw"}\n'), "basic me:pw"],
    [exited(0, '{"Username":"<token>","Secret":"refresh"}'), "identity-token refresh"],
    [exited(0, '{"Username":"","Secret":""}'), "no entry"],
    [exited(0, "{}"), "no entry"],
    [exited(0, '{"Username":"me"}'), 'failed: returned an answer without a "Username" or "Secret"'],
    [exited(0, '{"Secret":"pw"}'), 'failed: returned an answer without a "Username" or "Secret"'],
    [
      exited(0, '{"Username":7,"Secret":"pw"}'),
      'failed: returned an answer whose "Username" or "Secret" is not text',
    ],
    [exited(0, ""), "failed: returned an answer that is not JSON"],
    [exited(0, "pw"), "failed: returned an answer that is not JSON"],
    [exited(0, "null"), "failed: returned an answer that is not a JSON object"],
    [exited(0, "[]"), "failed: returned an answer that is not a JSON object"],
    [exited(1, "credentials not found in native keychain\n"), "no entry"],
    [exited(0, "credentials not found in native keychain\n"), "failed: returned an answer that is not JSON"],
    [exited(1, "credentials not found in native keychain", "no region\n"), 'no entry: "no region"'],
    // Docker's own helpers write their errors to the standard output.
    [
      exited(1, "no credentials server URL\n"),
      'failed: failed with exit status 1: "no credentials server URL"',
    ],
    [
      exited(1, "exit status 1: gpg: decryption failed: No secret key\nmore"),
      'failed: failed with exit status 1: "exit status 1: gpg: decryption failed: No secret key"',
    ],
    [exited(1, "stdout is not shown", "locked"), 'failed: failed with exit status 1: "locked"'],
    [
      exited(1, "the token abcDEF123456789= is bad"),
      'failed: failed with exit status 1: "the token *** is bad"',
    ],
    [exited(1, "user password"), "failed: failed with exit status 1"],
    [exited(1, '{"Username":"me", "Secret": "pw", "x": 1'), "failed: failed with exit status 1"],
    [exited(3, "pw", "locked\nmore"), 'failed: failed with exit status 3: "locked"'],
    [exited(3, "", "\u001b[31mred\u001b[0m\u0007"), 'failed: failed with exit status 3: "red"'],
    [{ kind: "signalled", signal: "SIGSEGV", stderr: "oops" }, 'failed: was stopped by SIGSEGV: "oops"'],
    [{ kind: "not-found" }, "failed: is not on the PATH"],
    [{ kind: "not-started", reason: "EACCES" }, "failed: could not be started (EACCES)"],
    [{ kind: "timed-out" }, "failed: did not answer within 10 seconds"],
    [{ kind: "flooded" }, "failed: wrote more than 64 KiB"],
  ];
  for (const [result, found] of cases) {
    const answer = await queryHelper(() => Promise.resolve(result), "pass", "ghcr.io", {});
    assert.is(describe(answer), found);
  }
});

test("the advice fits the helper", () => {
  const cases: readonly (readonly [name: string, advice: string])[] = [
    [
      "ecr-login",
      "check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, or the role of this machine), and that AWS_REGION",
    ],
    ["gcr", 'run "gcloud auth login"'],
    ["gcloud", 'run "gcloud auth login"'],
    ["acr-env", 'run "az acr login --name shop"'],
    [
      "desktop",
      'run "docker login shop.azurecr.io" as the user that runs gocd-pin (this store needs a login session',
    ],
    ["desktop.exe", "this store needs a login session, which CI usually does not have"],
    ["osxkeychain", "this store needs a login session"],
    ["secretservice", "this store needs a login session"],
    ["wincred", "this store needs a login session"],
    ["pass", "this store needs a login session"],
    [
      "of-the-company",
      'check that "docker login shop.azurecr.io" works for the user that runs gocd-pin, or set',
    ],
    ["constructor", 'check that "docker login shop.azurecr.io" works'],
  ];
  for (const [name, advice] of cases) {
    assert.match(helperAdvice(name, "shop.azurecr.io", "~/.docker/config.json", false), advice, name);
    assert.is(
      helperAdvice(name, "shop.azurecr.io", "~/.docker/config.json", true),
      `install docker-credential-${name} where gocd-pin runs, remove it from ~/.docker/config.json, ` +
        'or set "username" and "password" in the package repository',
    );
  }
});

test("only a helper with an allowed name is run", async () => {
  const ran: string[] = [];
  const run = (name: string): Promise<HelperResult> => {
    ran.push(name);
    return Promise.resolve(exited(0, "{}"));
  };
  const good = ["pass", "ecr-login", "acr_env", "desktop.exe", "1password"];
  const bad = ["../evil", "a/b", "a\\b", "a b", "-rf", ".", "..", "a;b", "$(a)", "a\nb", "ä", "x".repeat(65)];
  for (const name of [...good, ...bad]) {
    const answer = await queryHelper(run, name, "ghcr.io", {});
    assert.is(answer.kind, good.includes(name) ? "no-entry" : "failed", name);
  }
  assert.equal(ran, good);
});

test("a helper gets the key, the environment and its limits", async () => {
  const seen: unknown[] = [];
  await queryHelper(
    (...args) => {
      seen.push(...args);
      return Promise.resolve(exited(0, "{}"));
    },
    "pass",
    "https://index.docker.io/v1/",
    { HOME: "/home/me" },
  );
  assert.equal(seen, [
    "pass",
    "https://index.docker.io/v1/",
    { HOME: "/home/me" },
    { timeMs: 10_000, outputBytes: 65_536 },
  ]);
});

test("a helper's standard error is shown without the secret that it wrote to its standard output", async () => {
  const outputs = ['{"Username":"me","Secret":"s3cret-word"}', "s3cret-word", 'error: "s3cret-word"'];
  for (const output of outputs) {
    for (const spelling of ["s3cret-word", Buffer.from("s3cret-word").toString("base64")]) {
      const result: HelperResult = {
        kind: "exited",
        status: 1,
        stdout: new Secret(output),
        stderr: `\n\u001b[31mlogin with ${spelling} failed\nmore`,
      };
      const answer = await queryHelper(() => Promise.resolve(result), "x", "r.test", {});
      assert.equal(answer, { kind: "failed", why: 'failed with exit status 1: "login with *** failed"' });
    }
  }
});

test.run();
