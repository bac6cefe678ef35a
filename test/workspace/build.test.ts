import fs, { readFileSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo } from "../support/config-repo.js";
import { readTree } from "../support/file-tree.js";
import { assertSame } from "../support/golden-laws.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

for (const args of [["build"], ["refresh", "web"]]) {
  test(`${args.join(" ")} does not undo what another run has moved in the meantime`, async () => {
    await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
      assert.is((await repo.run(["build"])).status, 0);
      await repo.edit("gocd-pin.yaml", "'^\\d+\\.\\d+$'", "'^1\\.'");
      // While the registry is asked for one package, the other one moves.
      const lock = join(repo.folder, "gocd-pin.lock");
      repo.registry.inject(() => {
        writeFileSync(lock, readFileSync(lock, "utf8").replace('"15.2"', '"15.1"'));
        return false;
      });
      const before = new Map(await readTree(repo.folder));
      const { status, stderr } = await repo.run(args);
      assert.is(status, 1);
      assert.match(stderr, "gocd-pin.lock: error: another run has changed the lock in the meantime");
      const after = new Map(await readTree(repo.folder));
      assert.match(String(after.get("gocd-pin.lock")), 'tag: "15.1"');
      after.delete("gocd-pin.lock");
      before.delete("gocd-pin.lock");
      assertSame(after, before);
      assert.is((await repo.run(args)).status, 0);
      assert.match(await repo.read("gocd/env/worker.env"), "LABEL=15.1\n");
    });
  });
}

/** Lets no folder of this name be read while `use` runs, as where the permission is lacking; root has them all. */
async function withLockedFolder(name: string, use: () => Promise<void>): Promise<void> {
  const real = fs.readdirSync;
  Object.assign(fs, {
    readdirSync(...given: unknown[]): unknown {
      const isLocked = /[^/]+(?=\/?$)/.exec(String(given[0]))?.[0] === name;
      if (isLocked) throw Object.assign(new Error("locked"), { code: "EACCES" });
      return Reflect.apply(real, fs, given);
    },
  });
  syncBuiltinESMExports();
  try {
    await use();
  } finally {
    Object.assign(fs, { readdirSync: real });
    syncBuiltinESMExports();
  }
}

test("a folder that cannot be read is an error, and the files generated from its sources stay", async () => {
  const below = SHOP_FILES["pipelines/web.yaml"].replace("  web:", "  team-web:");
  const files = { ...SHOP_FILES, "pipelines/team/web.yaml": below };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    const before = await readTree(repo.folder);
    await withLockedFolder("team", async () => {
      for (const verb of ["build", "check", "refresh", "validate"]) {
        const { status, stderr } = await repo.run([verb]);
        assert.is(status, 1, verb);
        assert.match(
          stderr,
          /^pipelines\/team: error: the folder cannot be searched .*: permission denied \[/m,
        );
      }
    });
    assertSame(await readTree(repo.folder), before);
  });
});

test("a source is named by any path to it, and what was not named is not called up to date", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await repo.edit("pipelines/web.yaml", "./deploy", "./roll-out");
    await repo.edit("pipelines/worker.yaml", "pipelines:", "# changed\npipelines:");
    const outside = join(repo.folder, "..", "pipelines", "web.yaml");
    const all = await repo.run(["build", "--dry-run", "README.md", outside]);
    assert.is(all.stdout, "would write gocd/web.gocd.yaml\nwould write gocd/worker.gocd.yaml\n");
    const one = await repo.run(["build", join(repo.folder, "pipelines", "web.yaml")]);
    assert.is(one.stdout, "wrote gocd/web.gocd.yaml\n");
    const same = await repo.run(["build", "pipelines/web.yaml"]);
    assert.is(same.stdout, "the named sources are up to date\n");
    assert.is((await repo.run(["build"])).stdout, "wrote gocd/worker.gocd.yaml\n");
  });
});

test.run();
