import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { applyChanges, findFiles, pathBelow, pathInWorkTree, readText } from "../../src/files/disk.js";
import { readTraces, readTree, writeTree } from "../support/file-tree.js";

async function withFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void> | void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "disk-"));
  try {
    await writeTree(folder, new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function textsOf(folder: string): Promise<Record<string, string>> {
  return Object.fromEntries(Array.from(await readTree(folder), ([path, bytes]) => [path, bytes.toString()]));
}

test("changes are written, removed and written last, folders made and emptied", async () => {
  await withFolder({ "old/er/a": "a", "old/b": "b", keep: "k", change: "1" }, async (folder) => {
    const failure = applyChanges(folder, {
      writes: [
        { path: "change", text: "2" },
        { path: "new/er/c", text: "c" },
      ],
      removals: ["old/er/a", "gone"],
      last: { path: "lock", text: "l" },
    });
    assert.is(failure, undefined);
    assert.equal(await textsOf(folder), { change: "2", keep: "k", lock: "l", "new/er/c": "c", "old/b": "b" });
    assert.equal((await readdir(folder)).sort(), ["change", "keep", "lock", "new", "old"]);
    assert.equal(await readdir(join(folder, "old")), ["b"]);
  });
});

test("a file keeps its mode, and a link within the root stays one", async () => {
  await withFolder({ target: "1", plain: "1" }, async (folder) => {
    await chmod(join(folder, "plain"), 0o600);
    await symlink("target", join(folder, "link"));
    const writes = ["plain", "link"].map((path) => ({ path, text: "2" }));
    assert.is(applyChanges(folder, { writes, removals: [] }), undefined);
    assert.is((await lstat(join(folder, "plain"))).mode & 0o777, 0o600);
    assert.ok((await lstat(join(folder, "link"))).isSymbolicLink());
    assert.is(await readFile(join(folder, "target"), "utf8"), "2");
  });
});

test("what cannot be written or removed leaves everything as it was", async () => {
  await withFolder({ "root/file": "f", "root/folder/x": "x", "outside/y": "y" }, async (folder) => {
    const root = join(folder, "root");
    await symlink("../outside", join(root, "out"));
    await symlink("../outside/y", join(root, "out-file"));
    await symlink("../nowhere", join(root, "dangling"));
    const table: readonly (readonly [path: string, reason: string])[] = [
      ["folder", "a folder stands there"],
      ["file/below", "a file stands where a folder is needed"],
      ["out/new", "it leads out of the project folder"],
      ["out/deep/new", "it leads out of the project folder"],
      ["out-file", "it leads out of the project folder"],
      ["dangling/new", "a link that leads nowhere stands in its place"],
      ["../outside/new", "it leads out of the project folder"],
    ];
    const traces = await readTraces(folder);
    for (const [path, reason] of table) {
      const first = { path: "made/first", text: "1" };
      const bad = { path, text: "2" };
      const removals = ["file"];
      assert.equal(applyChanges(root, { writes: [first, bad], removals }), { path, reason });
      assert.equal(applyChanges(root, { writes: [first], removals, last: bad }), { path, reason });
      assert.equal(await readTraces(folder), traces, path);
    }
    const failure = applyChanges(root, { writes: [], removals: ["file", "out/y"] });
    assert.equal(failure, { path: "out/y", reason: "it leads out of the project folder" });
    assert.equal(await readTraces(folder), traces);
  });
});

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
