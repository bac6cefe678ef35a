import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runHelper } from "../../src/files/programs.js";
import type { HelperResult } from "../../src/model/helper-result.js";
import {
  queryHelper,
  type HelperAnswer,
  type RunHelper,
} from "../../src/registry/credentials/credential-helper.js";

const LIMITS = { timeMs: 20_000, outputBytes: 64 * 1024 };

/** Runs `use` with a folder in which each script is an executable `docker-credential-<name>`, and removes it. */
async function withHelpers(
  scripts: Readonly<Record<string, string>>,
  use: (folder: string, env: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "helpers-"));
  try {
    for (const [name, script] of Object.entries(scripts)) {
      const path = join(folder, `docker-credential-${name}`);
      await writeFile(path, `#!/bin/sh\n${script}\n`);
      await chmod(path, 0o755);
    }
    await use(folder, { PATH: [folder, "/usr/bin", "/bin"].join(delimiter), FOLDER: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function describe(result: HelperResult): string {
  if (result.kind !== "exited") return JSON.stringify(result);
  return `${result.status} ${JSON.stringify(result.stdout.reveal())} ${JSON.stringify(result.stderr)}`;
}

test("a helper runs with the argument `get`, the key on its standard input, and the given environment", async () => {
  const script = 'echo "$# $1 [$(cat)] $COLOUR [$HOME]"; echo "why" >&2; exit 3';
  await withHelpers({ echo: script }, async (_, env) => {
    const result = await runHelper("echo", "ghcr.io", { ...env, COLOUR: "red", HOME: undefined }, LIMITS);
    assert.is(describe(result), '3 "1 get [ghcr.io] red []\\n" "why\\n"');
  });
});

test("a key is never run as a command", async () => {
  await withHelpers({ echo: "cat" }, async (folder, env) => {
    const key = `$(touch ${folder}/ran); touch ${folder}/ran\n`;
    assert.is(describe(await runHelper("echo", key, env, LIMITS)), `0 ${JSON.stringify(key)} ""`);
    assert.is(await readFile(join(folder, "ran"), "utf8").catch(() => "absent"), "absent");
  });
});

test("a helper that does not read its input can still answer", async () => {
  await withHelpers({ deaf: "exec 0<&-; echo done" }, async (_, env) => {
    assert.is(describe(await runHelper("deaf", "k".repeat(1024 * 1024), env, LIMITS)), '0 "done\\n" ""');
  });
});

test("a helper that hangs is killed, even if a program that it started holds its output open", async () => {
  const scripts = {
    parent: "sleep 5; echo late",
    stubborn: "trap '' TERM INT; exec sleep 60",
    hang: 'echo $$ > "$FOLDER/pid"; exec sleep 60',
  };
  await withHelpers(scripts, async (folder, env) => {
    for (const [name, timeMs] of Object.entries({ parent: 300, stubborn: 300, hang: 1500 })) {
      const result = await runHelper(name, "ghcr.io", env, { ...LIMITS, timeMs });
      assert.equal(result, { kind: "timed-out" }, name);
    }
    const pid = Number(await readFile(join(folder, "pid"), "utf8"));
    await waitForEnd(pid);
  });
});

/** Waits until there is no process `pid`; throws if it does not end. */
async function waitForEnd(pid: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the helper is still running");
}

test("a helper that writes too much to standard output is ended, and a long standard error is cut", async () => {
  const scripts = {
    flood: "exec cat /dev/zero",
    exact: "head -c 65536 /dev/zero",
    above: "head -c 65537 /dev/zero",
    noise: "head -c 1000000 /dev/zero >&2; echo done",
  };
  await withHelpers(scripts, async (_, env) => {
    assert.equal(await runHelper("flood", "ghcr.io", env, LIMITS), { kind: "flooded" });
    assert.equal(await runHelper("above", "ghcr.io", env, LIMITS), { kind: "flooded" });
    const exact = await runHelper("exact", "ghcr.io", env, LIMITS);
    assert.is(exact.kind === "exited" && exact.stdout.reveal().length, 65_536);
    const noise = await runHelper("noise", "ghcr.io", env, LIMITS);
    if (noise.kind !== "exited") throw new Error(noise.kind);
    assert.is(noise.stdout.reveal(), "done\n");
    assert.is(noise.stderr.length, 65_536);
  });
});

test("a helper that does not exist, cannot be run, or is ended by a signal has its own result", async () => {
  await withHelpers({ locked: "echo no", dying: "kill -KILL $$" }, async (folder, env) => {
    await chmod(join(folder, "docker-credential-locked"), 0o644);
    assert.equal(await runHelper("absent", "ghcr.io", env, LIMITS), { kind: "not-found" });
    assert.equal(await runHelper("locked", "ghcr.io", env, LIMITS), {
      kind: "not-started",
      reason: "EACCES",
    });
    const dying = await runHelper("dying", "ghcr.io", env, LIMITS);
    assert.equal(dying, { kind: "signalled", signal: "SIGKILL", stderr: "" });
  });
});

test("the registry client reads the answers of real helpers", async () => {
  // The type that the registry client declares fits, though neither module imports the other.
  const run: RunHelper = runHelper;
  const scripts = {
    good: `echo '{"ServerURL":"ghcr.io","Username":"me","Secret":"'"$(cat)"'"}'`,
    token: `echo '{"ServerURL":"ghcr.io","Username":"<token>","Secret":"'"$(cat)"'"}'`,
    none: "echo 'credentials not found in native keychain'; exit 1",
    broken: "echo '{\"Username\":'",
    failing: "echo secret; echo 'keychain is locked' >&2; exit 2",
  };
  const expected: Readonly<Record<string, string>> = {
    good: "basic me:ghcr.io",
    token: "identity-token ghcr.io",
    none: "no entry",
    broken: "failed: returned an answer that is not JSON",
    failing: 'failed: failed with exit status 2: "keychain is locked"',
    absent: "failed: is not on the PATH",
  };
  await withHelpers(scripts, async (_, env) => {
    for (const [name, answer] of Object.entries(expected)) {
      assert.is(describeAnswer(await queryHelper(run, name, "ghcr.io", env)), answer);
    }
  });
});

function describeAnswer(answer: HelperAnswer): string {
  if (answer.kind === "failed") return `failed: ${answer.why}`;
  if (answer.kind === "no-entry") return "no entry";
  const { credential } = answer;
  if (credential.kind === "basic") return `basic ${credential.username}:${credential.password.reveal()}`;
  return `${credential.kind} ${credential.token.reveal()}`;
}

test.run();
