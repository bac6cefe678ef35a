import { format, inspect } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Repository } from "../../../src/model/declaration.js";
import type { HelperResult } from "../../../src/model/helper-result.js";
import { Secret } from "../../../src/model/secret.js";
import { createCredentialFinder } from "../../../src/registry/credentials/credentials.js";

const SECRET = "hunter2-Zm9v";
const AUTH = Buffer.from(`me:${SECRET}`).toString("base64");
const FORBIDDEN = [
  SECRET,
  AUTH,
  AUTH.replace(/=+$/, ""),
  Buffer.from(SECRET).toString("base64").slice(0, 14),
];

const PLAIN: Repository = {
  name: "Docker",
  registryUrl: "https://ghcr.io/v2/",
  registryName: "ghcr.io",
  insecureSkipTlsVerify: false,
};
const OWN: Repository = { ...PLAIN, credentials: { usernameVariable: "U", passwordVariable: "P" } };

/** Config texts with the secret in them: valid ones, and ones with an error next to it. */
const CONFIGS: readonly string[] = [
  JSON.stringify({ auths: { "ghcr.io": { auth: AUTH } } }),
  JSON.stringify({ auths: { "ghcr.io": { username: "me", password: SECRET } } }),
  JSON.stringify({ auths: { "ghcr.io": { identitytoken: SECRET } } }),
  JSON.stringify({ auths: { "ghcr.io": { registrytoken: SECRET } } }),
  JSON.stringify({ auths: { "ghcr.io": { password: SECRET } } }),
  JSON.stringify({ auths: { "ghcr.io": { auth: `${AUTH}!` } } }),
  JSON.stringify({ auths: { "ghcr.io": { auth: Buffer.from(SECRET).toString("base64") } } }),
  JSON.stringify({ auths: { "ghcr.io": SECRET } }),
  JSON.stringify({ auths: { "gcr.io": { auth: AUTH } } }),
  JSON.stringify({ auths: SECRET }),
  JSON.stringify(SECRET),
  SECRET,
  AUTH,
  `{"auths": {"ghcr.io": {"auth": "${AUTH}"`,
  `{"auths": {"ghcr.io": {"auth": "${AUTH}" ${SECRET}}}}`,
  `{"auths": {"ghcr.io": {"auth": ${AUTH}}}}`,
];

/** What a helper may end with, the secret on its standard output. */
const RESULTS: readonly HelperResult[] = [
  `{"Username":"me","Secret":"${SECRET}"}`,
  `{"Username":"<token>","Secret":"${SECRET}"}`,
  `{"Username":"","Secret":"${SECRET}"}`,
  `{"Username":7,"Secret":"${SECRET}"}`,
  `{"Username":"me","Secret":"${SECRET}`,
  `"${SECRET}"`,
  SECRET,
].flatMap((stdout) => [
  { kind: "exited", status: 0, stdout: new Secret(stdout), stderr: "words" },
  { kind: "exited", status: 1, stdout: new Secret(stdout), stderr: "words" },
]);

async function printAll(
  repository: Repository,
  env: Readonly<Record<string, string>>,
  file: string,
  result: HelperResult,
): Promise<string> {
  const find = createCredentialFinder({
    env,
    homeDir: "/home/me",
    readFile: () => Promise.resolve({ kind: "text", text: file }),
    runHelper: () => Promise.resolve(result),
  });
  const answer = await find(repository, "org/app");
  const values = answer.ok ? [answer, ...Object.values(answer.value.credential)] : [answer, answer.failure];
  const printed = values.map((value) =>
    [
      JSON.stringify(value),
      format("%s %o", value, value),
      inspect(value, { depth: 9, showHidden: true }),
    ].join("\n"),
  );
  return [...printed, inspect(result, { depth: 9, showHidden: true })].join("\n");
}

test("no answer and no failure shows a secret or its base64 in any output", async () => {
  const silent: HelperResult = { kind: "not-found" };
  const printed: string[] = [];
  for (const text of CONFIGS) {
    printed.push(await printAll(PLAIN, {}, text, silent));
    printed.push(await printAll(PLAIN, { DOCKER_AUTH_CONFIG: text }, "{}", silent));
  }
  for (const result of RESULTS) printed.push(await printAll(PLAIN, {}, '{"credsStore":"pass"}', result));
  printed.push(await printAll(OWN, { U: "me", P: SECRET }, "{}", silent));
  printed.push(await printAll(OWN, { P: SECRET }, "{}", silent));
  assert.is(printed.length, 2 * CONFIGS.length + RESULTS.length + 2);
  assert.ok(printed.some((text) => text.includes('"kind":"basic"')));
  assert.ok(printed.some((text) => text.includes('"kind":"unauthorized"')));
  for (const text of printed) {
    for (const forbidden of FORBIDDEN) assert.not(text.includes(forbidden), text);
  }
});

test.run();
