import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readText } from "../../src/files/disk.js";
import { pathBelow, pathInWorkTree } from "../../src/files/disk-paths.js";
import { findFiles } from "../../src/files/disk-search.js";
import { withFolder } from "../support/file-tree.js";

test("a text is read whole in UTF-8, or not at all and with a reason", async () => {
  await withFolder({ good: "é\r\n", bom: "\ufeffa", folder: "" }, async (folder) => {
    await rm(join(folder, "folder"));
    await mkdir(join(folder, "folder"));
    await writeFile(join(folder, "latin"), Buffer.from([0x61, 0xe9]));
    await writeFile(join(folder, "nul"), "a\0b");
    assert.equal(readText(folder, "good"), { kind: "text", text: "é\r\n", hasBom: false });
    assert.equal(readText(folder, "bom"), { kind: "text", text: "a", hasBom: true });
    assert.equal(readText(folder, "gone"), { kind: "missing" });
    assert.equal(readText(folder, "good/below"), { kind: "missing" });
    for (const path of ["folder", "latin", "nul"]) assert.is(readText(folder, path).kind, "unreadable", path);
  });
});

test("files are found once, sorted in code unit order, with the first glob that has them", async () => {
  const files = Object.fromEntries(
    ["b.yaml", "B.yaml", "a/z.yml", "a/skip.yaml", "c.txt"].map((path) => [path, ""]),
  );
  await withFolder(files, async (folder) => {
    const found = await findFiles(folder, ["**/*.{yaml,yml}", "!a/skip.yaml", "b.yaml"]);
    assert.equal(
      found.map(({ path }) => path),
      ["B.yaml", "a/z.yml", "b.yaml"],
    );
    assert.ok(found.every(({ glob }) => glob === "**/*.{yaml,yml}"));
  });
});

test("a link is found as what it leads to, and as a file where it leads nowhere", async () => {
  await withFolder({ "a/one.yaml": "", "b/two.yaml": "" }, async (folder) => {
    await symlink("../b", join(folder, "a", "folder.yaml"));
    await symlink("one.yaml", join(folder, "a", "link.yaml"));
    await symlink("nowhere", join(folder, "a", "lost.yaml"));
    await symlink("nowhere", join(folder, "a", "lost.txt"));
    await symlink("loop.yaml", join(folder, "a", "loop.yaml"));
    const found = await findFiles(folder, ["a/**/*.yaml"]);
    assert.equal(
      found.map(({ path }) => path),
      ["a/folder.yaml/two.yaml", "a/link.yaml", "a/loop.yaml", "a/lost.yaml", "a/one.yaml"],
    );
    assert.is(readText(folder, "a/lost.yaml").kind, "missing");
    assert.is(readText(folder, "a/loop.yaml").kind, "unreadable");
  });
});

test("the work tree is that of the nearest .git, a file or a folder, at or above", async () => {
  await withFolder(
    { "outer/.git/HEAD": "", "outer/inner/.git": "gitdir: x", "outer/inner/ci/x": "" },
    (folder) => {
      assert.is(pathInWorkTree(join(folder, "outer")), "");
      assert.is(pathInWorkTree(join(folder, "outer", "inner", "ci")), "ci");
      assert.is(pathBelow(join(folder, "outer"), join(folder, "outer", "a", "b")), "a/b");
      assert.is(pathBelow(join(folder, "outer"), join(folder, "outer")), "");
      assert.is(pathBelow(join(folder, "outer"), folder), undefined);
      assert.is(pathBelow(join(folder, "out"), join(folder, "outer")), undefined);
    },
  );
});

test.run();
