import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
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

test("programs of a git folder that a committed .git file names do not run, as of a submodule or a work tree", async () => {
  for (const isWorkTree of [false, true]) {
    await withGit(async ({ folder, run, git }) => {
      const isRun = () => existsSync(join(folder, "it-ran"));
      await cp(join(folder, ".git"), join(folder, "evil"), { recursive: true });
      await mkdir(join(folder, "sub"));
      for (const name of ["gocd-pin.yaml", "gocd-pin.lock", "gocd", "pipelines"]) {
        await rename(join(folder, name), join(folder, "sub", name));
      }
      git("config", "--file=evil/config", "core.fsmonitor", `touch '${folder}/it-ran'; false`);
      if (isWorkTree) {
        await mkdir(join(folder, "linked"));
        await writeFile(join(folder, "linked/HEAD"), "ref: refs/heads/main\n");
        await writeFile(join(folder, "linked/commondir"), "../evil\n");
        await writeFile(join(folder, "linked/gitdir"), "../sub/.git\n");
      } else git("config", "--file=evil/config", "core.worktree", join(folder, "sub"));
      await writeFile(join(folder, "sub/.git"), `gitdir: ../${isWorkTree ? "linked" : "evil"}\n`);
      const { status, stderr } = await run(["-C", "sub", "check"], { env: ENV });
      assert.is(status, 0, stderr);
      assert.match(stderr, "[output-untracked]");
      assert.not.ok(isRun());
      spawnSync("git", ["status"], { cwd: join(folder, "sub") });
      assert.ok(isRun(), "git itself runs the program");
    });
  }
});

test("git runs no program to fetch an object that a partial clone lacks", async () => {
  await withGit(async ({ folder, run, git }) => {
    const program = join(folder, "fetch.sh");
    await writeFile(program, `#!/bin/sh\ntouch '${folder}/it-ran'\n`, { mode: 0o755 });
    // git reads a .gitignore that is not checked out from the index.
    git("update-index", "--add", "--cacheinfo", `100644,${"1".repeat(40)},.gitignore`);
    git("update-index", "--skip-worktree", ".gitignore");
    git("config", "core.repositoryFormatVersion", "1");
    git("config", "extensions.partialClone", "origin");
    git("config", "remote.origin.promisor", "true");
    git("config", "remote.origin.url", "ssh://git.test/x");
    git("config", "core.sshCommand", program);
    const isRun = () => existsSync(join(folder, "it-ran"));
    await run(["check"], { env: ENV });
    assert.not.ok(isRun());
    spawnSync("git", ["check-ignore", "gocd/app.gocd.yaml"], { cwd: folder });
    assert.ok(isRun(), "git itself runs the program");
  });
});

test("a .gitignore that git needs hours to compare costs seconds, and the message says what git did not answer", async () => {
  await withGit(async ({ folder, run }) => {
    const name = `pipelines/${"a".repeat(66)}.yaml`;
    await rename(join(folder, "pipelines/app.yaml"), join(folder, name));
    assert.is((await run(["build"], { env: ENV })).status, 0);
    await writeFile(join(folder, ".gitignore"), `**/*a*${"*a".repeat(20)}*b\n`);
    const start = performance.now();
    const { status, stderr } = await run(["check"], { env: ENV });
    assert.ok(performance.now() - start < 5000);
    assert.is(status, 0);
    assert.match(
      stderr,
      /git does not track 4 generated files, .*; git did not report whether it ignores them/,
    );
    assert.match(stderr, /help: run `git add --force gocd-pin\.lock /);
  });
});

test("check warns if git does not report which files it tracks", async () => {
  await withGit(async ({ folder, run }) => {
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin/git"), "#!/bin/sh\nexec /bin/sleep 60\n");
    await chmod(join(folder, "bin/git"), 0o755);
    const { status, stderr } = await run(["check"], { env: { PATH: join(folder, "bin") } });
    assert.is(status, 0);
    assert.match(
      stderr,
      "warning: git did not report within 5 s which generated files it tracks [git-unanswered]",
    );
  });
});

test("a hook of a linked work tree sees the files of a config repo in a subfolder", async () => {
  await withGit(async ({ folder, run, git }) => {
    git("add", "--all");
    git("-c", "user.name=x", "-c", "user.email=x@x.test", "commit", "--quiet", "--message=x");
    git("worktree", "add", "--quiet", "--detach", "linked");
    const linked = join(folder, "linked");
    await mkdir(join(linked, "sub"));
    for (const name of ["gocd-pin.yaml", "gocd-pin.lock", "gocd", "pipelines"]) {
      git("-C", "linked", "mv", name, `sub/${name}`);
    }
    assert.is((await run(["-C", "linked/sub", "build"], { env: ENV })).status, 0);
    const gitDir = join(folder, ".git/worktrees/linked");
    // The variables of a hook, as git sets them.
    const env = { ...ENV, GIT_DIR: gitDir, GIT_INDEX_FILE: join(gitDir, "index"), GIT_PREFIX: "" };
    const { status, stderr } = await run(["-C", "sub", "check"], { env, cwd: linked });
    assert.is(status, 0);
    assert.is(stderr, "");
  });
});

test.run();
