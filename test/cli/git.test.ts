import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOOD, withConfigRepo, type ConfigRepo } from "./config-repo.js";

const ENV = { PATH: process.env["PATH"] ?? "" };

/** Calls `use` with a built repo in a git work tree in which nothing is added yet. */
async function withGit(
  use: (repo: ConfigRepo & { readonly git: (...args: string[]) => string }) => Promise<void>,
): Promise<void> {
  await withConfigRepo(GOOD, async (repo) => {
    const { folder } = repo;
    await rm(join(folder, ".git"), { recursive: true });
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" });
    git("init", "--quiet");
    assert.is((await repo.run(["build"], { env: ENV })).status, 0);
    await use({ ...repo, git });
  });
}

test("check warns of generated files that git does not track, and names the command", async () => {
  await withGit(async ({ run, git }) => {
    git("add", "gocd-pin.lock", "gocd/manifest.json", "gocd/app.gocd.yaml");
    const { status, stderr } = await run(["check"], { env: ENV });
    assert.is(status, 0);
    assert.is(
      stderr,
      "gocd/env/app.env: warning: git does not track this generated file, so a commit lacks it [output-untracked]\n" +
        "  help: run `git add gocd/env/app.env`\n1 warning\n",
    );
    git("add", "--all");
    assert.is((await run(["check"], { env: ENV })).stderr, "");
  });
});

test("build --exit-code fails if git ignores a generated file", async () => {
  await withGit(async ({ folder, run, git }) => {
    await writeFile(join(folder, ".gitignore"), "*.env\n");
    git("add", "--all");
    const { status, stderr } = await run(["build", "--exit-code"], { env: ENV });
    assert.is(status, 1);
    assert.match(
      stderr,
      /^gocd\/env\/app\.env: error: git ignores this generated file, .* \[output-ignored\]$/m,
    );
    assert.match(stderr, "  help: run `git add --force gocd/env/app.env`\n");
    git("add", "--force", "gocd/env/app.env");
    assert.is((await run(["build", "--exit-code"], { env: ENV })).status, 0);
  });
});

test("programs that the repo's git configuration names do not run", async () => {
  await withGit(async ({ folder, run, git }) => {
    const program = join(folder, "monitor.sh");
    await writeFile(program, `#!/bin/sh\ntouch '${folder}/it-ran'\n`, { mode: 0o755 });
    git("config", "core.fsmonitor", program);
    git("config", "core.hooksPath", folder);
    await run(["check"], { env: ENV });
    assert.is(await readFile(join(folder, "it-ran")).catch(() => "absent"), "absent");
  });
});

test.run();
