import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runGit, type GitAnswer } from "../../src/files/programs.js";

/** Runs a shell script as git, with a time limit of 500 ms; `whileRunning` runs at the same time. */
async function runAsGit(script: string, whileRunning: () => void): Promise<GitAnswer> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-git-"));
  try {
    await writeFile(join(folder, "git"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
    const answer = runGit({ folder, args: ["ls-files"], timeMs: 500 }, env);
    whileRunning();
    return await answer;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function stayBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test("git is not late if this process is busy while git waits until its output is read", async () => {
  // More than the pipe holds.
  const script = "head -c 1000000 /dev/zero | tr '\\0' x";
  const answer = await runAsGit(script, () => stayBusy(1000));
  assert.is(answer.kind, "output");
  assert.ok("text" in answer && answer.text === "x".repeat(1_000_000));
});

test("git is killed if it does not end, and is late", async () => {
  assert.equal(await runAsGit("exec sleep 60", () => undefined), { kind: "late" });
});

test("git has failed if it returns an error or cannot be started", async () => {
  assert.equal(await runAsGit("exit 128", () => undefined), { kind: "failed" });
  const env = { PATH: "/nowhere" };
  assert.equal(await runGit({ folder: tmpdir(), args: [], timeMs: 500 }, env), { kind: "failed" });
});

test.run();
