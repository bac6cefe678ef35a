import fs from "node:fs";
import { chmod, lstat, readdir, readFile, symlink } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { applyChanges, type Changes, type WriteFailure } from "../../src/files/disk-changes.js";
import { readTraces, readTree, withFolder } from "../support/file-tree.js";

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

/** The calls that change the disk. */
const CALLS: readonly string[] = [
  ...["mkdirSync", "writeFileSync", "chmodSync", "linkSync", "copyFileSync"],
  ...["renameSync", "unlinkSync"],
];

/** Applies the changes while the calls that `fails` tells by number fail, and gives what came of it. */
function applyWithFaults(
  folder: string,
  fails: (call: number) => boolean,
): { failure: WriteFailure | undefined; hasFailed: boolean } {
  const real = Object.entries(fs).filter(([name]) => CALLS.includes(name));
  let calls = 0;
  let hasFailed = false;
  for (const [name, call] of real) {
    if (typeof call !== "function") continue;
    Object.assign(fs, {
      [name]: (...given: unknown[]): unknown => {
        if (!fails(++calls)) return Reflect.apply(call, fs, given);
        hasFailed = true;
        throw Object.assign(new Error("broken"), { code: "EIO" });
      },
    });
  }
  syncBuiltinESMExports();
  try {
    return { failure: applyChanges(folder, CHANGES), hasFailed };
  } finally {
    Object.assign(fs, Object.fromEntries(real));
    syncBuiltinESMExports();
  }
}

const CHANGES: Changes = {
  writes: [
    { path: "change", text: "2" },
    { path: "new/er/c", text: "c" },
    { path: "link", text: "2" },
  ],
  removals: ["old/er/a", "old/link"],
  last: { path: "lock", text: "2" },
};

async function withRepo(use: (folder: string) => Promise<void>): Promise<void> {
  const files = { change: "1", target: "1", lock: "1", "old/er/a": "a", "old/b": "b" };
  await withFolder(files, async (folder) => {
    await symlink("target", join(folder, "link"));
    await symlink("b", join(folder, "old", "link"));
    await use(folder);
  });
}

const DONE: Readonly<Record<string, string>> = {
  change: "2",
  target: "2",
  link: "-> target",
  lock: "2",
  "new/er/c": "c",
  "old/b": "b",
};

test("a fault at any step is taken back, and nothing is left lying about", async () => {
  let hasFailed: boolean | undefined;
  let n = 1;
  for (; hasFailed !== false; n++) {
    await withRepo(async (folder) => {
      const before = await textsOf(folder);
      const applied = applyWithFaults(folder, (call) => call === n);
      const { failure } = applied;
      hasFailed = applied.hasFailed;
      // Where hard links fail, what stands there is copied.
      assert.equal(await textsOf(folder), failure === undefined ? DONE : before, `call ${n}`);
      assert.equal(failure?.unrestored ?? [], []);
      const folders = failure === undefined ? ["new", "old"] : ["old"];
      assert.equal((await readdir(folder)).sort(), ["change", "link", "lock", ...folders, "target"].sort());
    });
  }
  assert.ok(n > 15, `only ${n} calls`);
});

test("where the disk fails for good, each file is whole, and what stays changed is told", async () => {
  let most = 0;
  let failure: WriteFailure | undefined;
  for (let n = 1; n === 1 || failure !== undefined; n++) {
    await withRepo(async (folder) => {
      const before = await textsOf(folder);
      failure = applyWithFaults(folder, (call) => call >= n).failure;
      if (failure === undefined) return;
      const texts = await textsOf(folder);
      const told = failure.unrestored.map((path) => (path === "link" ? "target" : path));
      const paths = new Set([...Object.keys(before), ...Object.keys(DONE)]);
      const changed = Array.from(paths).filter((path) => texts[path] !== before[path]);
      assert.equal(changed.sort(), told.sort(), `from call ${n} on`);
      for (const path of changed) assert.is(texts[path], DONE[path], path);
      most = Math.max(most, changed.length);
    });
  }
  assert.ok(most > 3, `only ${most} changed files`);
});

test("what cannot be tidied up behind a change does not take it back", async () => {
  await withRepo(async (folder) => {
    const real = fs.realpathSync;
    let isLate = false;
    const rename = fs.renameSync;
    const renamed = (from: fs.PathLike, to: fs.PathLike) => {
      rename(from, to);
      if (String(to).endsWith("lock")) isLate = true;
    };
    const failing = (path: fs.PathLike) => {
      if (isLate) throw new Error("gone");
      return real(path);
    };
    Object.assign(fs, { renameSync: renamed, realpathSync: failing });
    syncBuiltinESMExports();
    try {
      assert.is(applyChanges(folder, CHANGES), undefined);
    } finally {
      Object.assign(fs, { renameSync: rename, realpathSync: real });
      syncBuiltinESMExports();
    }
    assert.equal(await textsOf(folder), DONE);
  });
});

test("a mode that the umask would cut is kept", async () => {
  await withFolder({ shared: "1" }, async (folder) => {
    await chmod(join(folder, "shared"), 0o666);
    const before = process.umask(0o077);
    try {
      const writes = [{ path: "shared", text: "2" }];
      assert.is(applyChanges(folder, { writes, removals: [] }), undefined);
    } finally {
      process.umask(before);
    }
    assert.is((await lstat(join(folder, "shared"))).mode & 0o777, 0o666);
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
      assert.equal(applyChanges(root, { writes: [first, bad], removals }), { path, reason, unrestored: [] });
      assert.equal(applyChanges(root, { writes: [first], removals, last: bad }), {
        path,
        reason,
        unrestored: [],
      });
      assert.equal(await readTraces(folder), traces, path);
    }
    const failure = applyChanges(root, { writes: [], removals: ["file", "out/y"] });
    assert.equal(failure, { path: "out/y", reason: "it leads out of the project folder", unrestored: [] });
    assert.equal(await readTraces(folder), traces);
  });
});

test.run();
