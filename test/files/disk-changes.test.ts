import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { chmod, lstat, mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  applyChanges,
  type Changes,
  type WriteFailure,
  writeReportFile,
  writeProblem,
} from "../../src/files/disk-changes.js";
import { checkWritable } from "../../src/files/disk-paths.js";
import { removeLeftovers, temporaryPath, writeNewFile } from "../../src/files/disk-temporary.js";
import { readTraces, readTree, withFolder } from "../support/file-tree.js";

async function textsOf(folder: string): Promise<Record<string, string>> {
  return Object.fromEntries(Array.from(await readTree(folder), ([path, bytes]) => [path, bytes.toString()]));
}

test("changes write, remove, and write the last file; folders are created and removed", async () => {
  await withFolder({ "old/er/a": "a", "old/b": "b", keep: "k", change: "1" }, async (folder) => {
    const failure = applyChanges(folder, {
      writes: [
        { path: "change", text: "2" },
        { path: "new/er/c", text: "c" },
      ],
      removals: ["old/er/a", "gone"],
      last: [{ path: "lock", text: "l" }],
    });
    assert.is(failure, undefined);
    assert.equal(await textsOf(folder), { change: "2", keep: "k", lock: "l", "new/er/c": "c", "old/b": "b" });
    assert.equal((await readdir(folder)).sort(), ["change", "keep", "lock", "new", "old"]);
    assert.equal(await readdir(join(folder, "old")), ["b"]);
  });
});

test("a file keeps its mode, but no file that is written can be run", async () => {
  await withFolder({ secret: "1", script: "1", setuid: "1" }, async (folder) => {
    process.umask(0o022);
    const modes = { secret: 0o600, script: 0o755, setuid: 0o4755, new: undefined };
    for (const [path, mode] of Object.entries(modes)) {
      if (mode !== undefined) await chmod(join(folder, path), mode);
    }
    const writes = Object.keys(modes).map((path) => ({ path, text: "2" }));
    assert.is(applyChanges(folder, { writes, removals: [] }), undefined);
    const after = await Promise.all(
      Object.keys(modes).map(async (path) => (await lstat(join(folder, path))).mode & 0o7777),
    );
    assert.equal(after, [0o600, 0o644, 0o644, 0o644]);
  });
});

/** The calls that change the disk. */
const CALLS: readonly string[] = [
  ...["mkdirSync", "openSync", "writeFileSync", "fchmodSync", "fsyncSync", "linkSync", "copyFileSync"],
  ...["renameSync", "unlinkSync"],
];

/** Applies the changes while the calls for whose number `fails` returns true fail. */
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
  ],
  removals: ["old/er/a"],
  last: [{ path: "lock", text: "2" }],
};

async function withRepo(use: (folder: string) => Promise<void>): Promise<void> {
  const files = { change: "1", lock: "1", "old/er/a": "a", "old/b": "b" };
  await withFolder(files, use);
}

const DONE: Readonly<Record<string, string>> = {
  change: "2",
  lock: "2",
  "new/er/c": "c",
  "old/b": "b",
};

test("a failure of any step undoes the others, and leaves no temporary file", async () => {
  let hasFailed: boolean | undefined;
  let n = 1;
  for (; hasFailed !== false; n++) {
    await withRepo(async (folder) => {
      const before = await textsOf(folder);
      const applied = applyWithFaults(folder, (call) => call === n);
      const { failure } = applied;
      hasFailed = applied.hasFailed;
      // If hard links fail, the old file is copied.
      assert.equal(await textsOf(folder), failure === undefined ? DONE : before, `call ${n}`);
      assert.equal(failure?.unrestored ?? [], []);
      const folders = failure === undefined ? ["new", "old"] : ["old"];
      assert.equal((await readdir(folder)).sort(), ["change", "lock", ...folders].sort());
    });
  }
  assert.ok(n > 18, `only ${n} calls`);
});

test("the error about a failed change lists the files that could not be restored", () => {
  const failure = { path: "a", reason: "no space", isUnsafe: false, unrestored: [] };
  assert.is(writeProblem(failure).message, "the file cannot be written: no space; nothing was changed");
  const { code, message } = writeProblem(
    { ...failure, isUnsafe: true, unrestored: ["b", "c"] },
    'the file "a"',
  );
  assert.is(code, "path-unsafe");
  assert.is(message, 'the file "a" cannot be written: no space; "b", "c" could not be restored');
});

test("if the disk keeps failing, each file is complete, and the failure lists the changed ones", async () => {
  let most = 0;
  let failure: WriteFailure | undefined;
  for (let n = 1; n === 1 || failure !== undefined; n++) {
    await withRepo(async (folder) => {
      const before = await textsOf(folder);
      failure = applyWithFaults(folder, (call) => call >= n).failure;
      if (failure === undefined) return;
      const texts = await textsOf(folder);
      const paths = new Set([...Object.keys(before), ...Object.keys(DONE)]);
      const changed = Array.from(paths).filter((path) => texts[path] !== before[path]);
      assert.equal(changed.sort(), [...failure.unrestored].sort(), `from call ${n} on`);
      for (const path of changed) assert.is(texts[path], DONE[path], path);
      most = Math.max(most, changed.length);
    });
  }
  assert.ok(most > 2, `only ${most} changed files`);
});

test("a failed removal of temporary files does not undo a change", async () => {
  await withRepo(async (folder) => {
    const { rmSync, rmdirSync } = fs;
    const fail = (): never => {
      throw new Error("broken");
    };
    Object.assign(fs, { rmSync: fail, rmdirSync: fail });
    syncBuiltinESMExports();
    try {
      assert.is(applyChanges(folder, CHANGES), undefined);
    } finally {
      Object.assign(fs, { rmSync, rmdirSync });
      syncBuiltinESMExports();
    }
    const texts = Object.entries(await textsOf(folder)).filter(([path]) => !path.endsWith(".tmp"));
    assert.equal(Object.fromEntries(texts), DONE);
  });
});

test("a mode that the umask would reduce is kept", async () => {
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

test("an unsafe or blocked path leaves everything as it was (issue 12, errors 1 and 14)", async () => {
  await withFolder({ "root/file": "f", "root/folder/x": "x", "outside/y": "y" }, async (folder) => {
    const root = join(folder, "root");
    await mkdir(join(root, ".git", "hooks"), { recursive: true });
    await writeFile(join(root, ".git", "hooks", "pre-commit"), "#!/bin/sh\n", { mode: 0o755 });
    await symlink("../outside", join(root, "out"));
    await symlink("../outside/y", join(root, "out-file"));
    await symlink("../nowhere", join(root, "dangling"));
    await symlink("file", join(root, "near"));
    await symlink("folder", join(root, "near-folder"));
    await symlink("../.git/hooks/pre-commit", join(root, "folder", "hook.gocd.yaml"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    const throughLink = (link: string) =>
      `it is below the link "${link}", and gocd-pin does not write through links`;
    const isLink = "it is a link, and gocd-pin does not write through links";
    const table: readonly (readonly [path: string, reason: string, isUnsafe: boolean])[] = [
      ["folder", "a folder is in its place", false],
      ["file/below", "a file is in the place of a folder", false],
      ["out/new", throughLink("out"), true],
      ["out/deep/new", throughLink("out"), true],
      ["near-folder/new", throughLink("near-folder"), true],
      ["dangling/new", throughLink("dangling"), true],
      ["out-file", isLink, true],
      ["near", isLink, true],
      ["dangling", isLink, true],
      ["folder/hook.gocd.yaml", isLink, true],
      ["pipe", "it is not a regular file", true],
      ["../outside/new", "it is not below the project folder", true],
      [".git/hooks/post-commit", "it is inside a .git folder", true],
      [".GIT/hooks/post-commit", "it is inside a .git folder", true],
      ["folder/.git. /config", "it is inside a .git folder", true],
      ["git~1/config", "it is inside a .git folder", true],
      ["folder/.g\u200cit/config", "it is inside a .git folder", true],
      ["env/CON.env", '"CON.env" is the name of a device on Windows', true],
      ["aux.gocd.yaml", '"aux.gocd.yaml" is the name of a device on Windows', true],
    ];
    const traces = await readTraces(folder);
    for (const [path, reason, isUnsafe] of table) {
      const first = { path: "new/first", text: "1" };
      const bad = { path, text: "2" };
      const removals = ["file"];
      const failure = { path, reason, isUnsafe, unrestored: [] };
      assert.equal(applyChanges(root, { writes: [first, bad], removals }), failure);
      assert.equal(applyChanges(root, { writes: [first], removals, last: [bad] }), failure);
      assert.equal(applyChanges(root, { writes: [first], removals: [...removals, path] }), failure);
      assert.equal(await readTraces(folder), traces, path);
    }
  });
});

test("names that only look like those of git or a device can be written", () => {
  for (const path of [".github/x", ".gitattributes", "env/console.env", "env/com.env", "env/nullable.env"]) {
    assert.not.throws(() => checkWritable("/nowhere", path), undefined, path);
  }
});

test("a link that is planted as a temporary file is not written through (issue 12, error 2)", async () => {
  await withFolder({ "root/change": "1", "outside/y": "y" }, async (folder) => {
    const root = join(folder, "root");
    // The names up to 0.1.0, which another program could guess.
    for (let number = 0; number < 4; number++) {
      await symlink("../outside/y", join(root, `.gocd-pin-${process.pid}-${number}.tmp`));
    }
    assert.is(applyChanges(root, { writes: [{ path: "change", text: "2" }], removals: [] }), undefined);
    assert.is(writeReportFile(root, "report.json", "{}"), undefined);
    assert.is(await readFile(join(folder, "outside", "y"), "utf8"), "y");
    assert.is(await readFile(join(root, "change"), "utf8"), "2");
    const planted = join(root, "planted.tmp");
    await symlink("../outside/y", planted);
    assert.throws(() => writeNewFile(planted, "2", { mode: undefined, isSynced: false }), /EEXIST|ELOOP/);
  });
});

test("the lock is synced before it is renamed, and replaced after all others (issue 12, error 14)", async () => {
  await withFolder({ old: "" }, (folder) => {
    const calls: string[] = [];
    const { fsyncSync, renameSync } = fs;
    Object.assign(fs, {
      fsyncSync: (handle: number) => {
        calls.push("sync");
        fsyncSync(handle);
      },
      renameSync: (from: string, to: string) => {
        calls.push(`rename ${basename(from).replace(/^\..*/, "*")} ${basename(to).replace(/^\..*/, "*")}`);
        renameSync(from, to);
      },
    });
    syncBuiltinESMExports();
    try {
      const [a, manifest, lock] = ["a", "manifest", "lock"].map((path) => ({ path, text: "1" }));
      assert.ok(a && manifest && lock);
      applyChanges(folder, { writes: [a], removals: ["old"], last: [manifest, lock] });
    } finally {
      Object.assign(fs, { fsyncSync, renameSync });
      syncBuiltinESMExports();
    }
    assert.equal(calls, ["sync", "rename * a", "rename old *", "rename * manifest", "rename * lock"]);
  });
});

test("temporary files of ended runs are removed, and those of other runs are not", async () => {
  await withFolder({ "gocd/env/a.env": "", "pipelines/a.yaml": "" }, async (folder) => {
    const ended = spawnSync(process.execPath, ["-e", ""]).pid;
    const running = temporaryPath("x").replace(`-${process.pid}-`, `-${process.ppid}-`);
    const left = temporaryPath("x").replace(`-${process.pid}-`, `-${ended}-`);
    const reused = temporaryPath("x");
    const foreign = running.replace(/-[0-9a-f]{8}-/, "-00000000-");
    const names = [running, left, reused, foreign, ".gocd-pin-notes.tmp", "other.tmp"];
    const folders = ["", "gocd", "gocd/env", "pipelines"];
    for (const below of folders) {
      for (const name of names) await writeFile(join(folder, below, name), "");
      await writeFile(join(folder, below, foreign.replace(/0{8}/, "11111111")), "");
      const old = new Date(Date.now() - 3_600_000);
      await utimes(join(folder, below, foreign.replace(/0{8}/, "11111111")), old, old);
    }
    await removeLeftovers(folder, "gocd", ["pipelines/a.yaml"]);
    for (const below of folders) {
      const rest = (await readdir(join(folder, below))).filter((name) => name.endsWith(".tmp"));
      assert.equal(rest.sort(), [running, foreign, ".gocd-pin-notes.tmp", "other.tmp"].sort(), below);
    }
  });
});

test("a report inside the project folder is not written through a link, one outside may be (issue 12, error 2)", async () => {
  await withFolder({ "root/reports/x": "x", "outside/y": "y" }, async (folder) => {
    const root = join(folder, "root");
    await symlink("../../outside/y", join(root, "reports", "file.sarif"));
    await symlink("../outside", join(root, "folder"));
    await symlink("outside/y", join(folder, "alias"));
    for (const path of ["reports/file.sarif", "folder/r.sarif", join(root, "folder", "r.sarif")]) {
      const failure = writeReportFile(root, path, "text");
      assert.is(failure?.isUnsafe, true, path);
      assert.match(failure?.reason ?? "", /does not write through links/);
    }
    assert.equal(await readdir(join(folder, "outside")), ["y"]);
    assert.is(await readFile(join(folder, "outside", "y"), "utf8"), "y");
    assert.is(writeReportFile(root, "../alias", "text"), undefined);
    assert.is(await readFile(join(folder, "outside", "y"), "utf8"), "text");
    assert.is(writeReportFile(root, "new/r.sarif", "text"), undefined);
    assert.is(writeReportFile(root, "/dev/null", "text"), undefined);
    assert.is(writeReportFile(root, "new/a/b/r.sarif", "text"), undefined);
    const blocked = writeReportFile(root, "new/r.sarif/a/b.sarif", "text");
    assert.is(blocked?.reason, "a file is in the place of a folder");
  });
});

test("a report in a folder that the file system does not create fails at once", () => {
  if (!fs.existsSync("/proc/self")) return;
  assert.match(writeReportFile("/tmp", "/proc/none/a/r.html", "text")?.reason ?? "", "ENOENT");
});

test.run();
