import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

test("report needs no registry, and prints the same page each time", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    const before = repo.registry.requests.length;
    const { status, stdout, stderr } = await repo.run(["report"]);
    assert.is(status, 0);
    assert.is(stderr, "");
    assert.match(stdout, /^<!doctype html>\n[^]*<\/html>\n$/);
    assert.is((await repo.run(["report"])).stdout, stdout);
    assert.is(repo.registry.requests.length, before);
  });
});

test("report prints the page also if there are findings, with the exit status of check", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await rm(join(repo.folder, "gocd/web.gocd.yaml"));
    const missing = await repo.run(["report"]);
    assert.is(missing.status, 1);
    assert.match(missing.stdout, "output-missing");
    assert.match(missing.stdout, "Docker/team/web");
    await repo.write("gocd-pin.yaml", "surprise: 1\n");
    const invalid = await repo.run(["report", "--output", "report.html"]);
    assert.is(invalid.status, 2);
    assert.match(invalid.stderr, 'gocd-pin.yaml:1:1: error: unknown key "surprise"');
    assert.match(await repo.read("report.html"), "surprise");
  });
});

test.run();
