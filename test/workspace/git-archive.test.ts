import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo } from "../support/config-repo.js";
import { readTree } from "../support/file-tree.js";
import { assertSame } from "../support/golden-laws.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

/** The shop in mode `auto`, below the root of the work tree; GoCD can trigger its pipelines. */
const FILES = Object.fromEntries(
  Object.entries(SHOP_FILES).map(([path, text]) => [
    `ci/${path}`,
    text
      .replace("package_materials: remove\n", "")
      .replace(/( +)git: .*\n/g, (line, indent: string) => `${line}${indent}destination: code\n`),
  ]),
);

test("an archive of a config repo without .git is built to the same bytes, or with an error", async () => {
  await withConfigRepo({ files: FILES, images: shopImages() }, async (repo) => {
    const git = (...args: string[]) => {
      const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
      execFileSync("git", [...identity, ...args], { cwd: repo.folder });
    };
    git("init", "--quiet");
    assert.is((await repo.run(["-C", "ci", "build"])).status, 0);
    assert.match(await repo.read("ci/gocd/manifest.json"), '"repository_path": "ci"');
    git("add", ".");
    git("commit", "--quiet", "--message", "build");
    const archive = join(repo.folder, "archive.tar");
    git("archive", "--output", archive, "HEAD");
    await rm(join(repo.folder, ".git"), { recursive: true });
    await rm(join(repo.folder, "ci"), { recursive: true });
    execFileSync("tar", ["-xf", archive], { cwd: repo.folder });
    const before = await readTree(repo.folder);
    for (const args of [["build", "--frozen"], ["check"]]) {
      const alone = await repo.run(["-C", "ci", ...args]);
      assert.is(alone.status, 1);
      assert.match(
        alone.stderr,
        /^gocd\/manifest\.json: error: the root of the git work tree is not known; .*"ci"/,
      );
      assert.match(alone.stderr, "`--repository-root ..`");
      assert.match(alone.stderr, "1 error\n");
      const named = await repo.run(["-C", "ci", ...args, "--repository-root", ".."]);
      assert.is(named.status, 0, named.stderr);
      assert.is(named.stdout, "everything is up to date\n");
    }
    assertSame(await readTree(repo.folder), before);
  });
});

test.run();
