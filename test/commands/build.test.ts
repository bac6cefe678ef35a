import { readFileSync, writeFileSync } from "node:fs";
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

test.run();
