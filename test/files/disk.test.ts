import { execFileSync } from "node:child_process";
import { linkSync, readdirSync, writeFileSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  readArgument,
  readNamedText,
  readOutput,
  readStart,
  readText,
  type FileText,
} from "../../src/files/disk.js";
import { pathBelow, pathInWorkTree } from "../../src/files/disk-paths.js";
import { findFiles, listFiles } from "../../src/files/disk-search.js";
import { withFolder } from "../support/file-tree.js";

test("a text in UTF-8 is read completely, or not at all and with a reason", async () => {
  await withFolder({ good: "é\r\n", bom: "\ufeffa", folder: "" }, async (folder) => {
    await rm(join(folder, "folder"));
    await mkdir(join(folder, "folder"));
    await writeFile(join(folder, "latin"), Buffer.from([0x61, 0xe9]));
    await writeFile(join(folder, "nul"), "a\0b");
    assert.equal(readText({ root: folder }, "good"), { kind: "text", text: "é\r\n", hasBom: false });
    assert.equal(readText({ root: folder }, "bom"), { kind: "text", text: "a", hasBom: true });
    assert.equal(readText({ root: folder }, "gone"), { kind: "missing" });
    assert.equal(readText({ root: folder }, "good/below"), { kind: "missing" });
    for (const path of ["folder", "latin", "nul"])
      assert.is(readText({ root: folder }, path).kind, "unreadable", path);
  });
});

test("each file is returned once, with the first glob that matches it, sorted in code unit order", async () => {
  const texts = Object.fromEntries(
    ["b.yaml", "B.yaml", "a/z.yml", "a/skip.yaml", "c.txt"].map((path) => [path, ""]),
  );
  await withFolder(texts, async (folder) => {
    const files = await findFiles({ root: folder }, ["**/*.{yaml,yml}", "!a/skip.yaml", "b.yaml"]);
    assert.equal(
      files.map(({ path }) => path),
      ["B.yaml", "a/z.yml", "b.yaml"],
    );
    assert.ok(files.every(({ glob }) => glob === "**/*.{yaml,yml}"));
  });
});

test("a link counts as its target, and as a file if it leads nowhere", async () => {
  await withFolder({ "a/one.yaml": "", "b/two.yaml": "" }, async (folder) => {
    await symlink("../b", join(folder, "a", "folder.yaml"));
    await symlink("one.yaml", join(folder, "a", "link.yaml"));
    await symlink("nowhere", join(folder, "a", "lost.yaml"));
    await symlink("nowhere", join(folder, "a", "lost.txt"));
    await symlink("loop.yaml", join(folder, "a", "loop.yaml"));
    const files = await findFiles({ root: folder }, ["a/**/*.yaml"]);
    assert.equal(
      files.map(({ path }) => path),
      ["a/folder.yaml/two.yaml", "a/link.yaml", "a/loop.yaml", "a/lost.yaml", "a/one.yaml"],
    );
    assert.is(readText({ root: folder }, "a/lost.yaml").kind, "missing");
    assert.is(readText({ root: folder }, "a/loop.yaml").kind, "unreadable");
  });
});

test("a file that the repo names must be a regular file inside the work tree (issue 12, errors 4 and 5)", async () => {
  const files = {
    "tree/.git/config": "token",
    "tree/ci/good": "good",
    "tree/other/near": "near",
    "outside/secret": "secret",
    "alone/good": "good",
    "neighbour/x": "x",
  };
  await withFolder(files, async (folder) => {
    const root = join(folder, "tree", "ci");
    await symlink("good", join(root, "inside"));
    await symlink("../other/near", join(root, "near"));
    await symlink("../other", join(root, "near-folder"));
    await symlink("../../outside/secret", join(root, "out"));
    await symlink("../../outside", join(root, "out-folder"));
    await symlink("../.git/config", join(root, "git"));
    await symlink("/proc/self/pagemap", join(root, "endless"));
    await symlink("/dev/zero", join(root, "device"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    const table: readonly (readonly [path: string, result: string])[] = [
      ["good", "good"],
      ["inside", "good"],
      ["near", "near"],
      ["near-folder/near", "near"],
      ["out", "unsafe: it is a link that leads out of the git work tree"],
      ["out-folder/secret", "unsafe: it is a link that leads out of the git work tree"],
      ["../../outside/secret", "unsafe: it is a link that leads out of the git work tree"],
      ["git", "unsafe: it is a link into a .git folder"],
      ["endless", "unsafe: it is a link that leads out of the git work tree"],
      ["device", "unsafe: it is a link that leads out of the git work tree"],
      ["pipe", "unsafe: it is not a regular file"],
      ["out-folder", "unsafe: it is a link that leads out of the git work tree"],
    ];
    for (const [path, result] of table) {
      assert.is(describe(readText({ root }, path)), result, path);
      const text = result.startsWith("unsafe") ? "" : result;
      assert.is(readStart({ root }, path, 10), text, path);
    }
    assert.is(
      describe(readText({ root: join(folder, "tree") }, ".git/config")),
      "unsafe: it is inside a .git folder",
    );
    await symlink("../neighbour/x", join(folder, "alone", "x"));
    const alone = readText({ root: join(folder, "alone") }, "x");
    assert.is(describe(alone), "unsafe: it is a link that leads out of the project folder");
    const named = { root: join(folder, "alone"), repositoryRoot: folder };
    assert.is(describe(readText(named, "x")), "x", "the command line names the root of the work tree");
    assert.is(describe(readArgument(named, "x")), "x");
    const narrow = { root, repositoryRoot: root };
    assert.match(describe(readText(narrow, "near")), "leads out of the git work tree");
    // The command line may name a file anywhere, but not one that never ends.
    assert.is(describe(readNamedText(root, "out")), "secret");
    for (const path of ["pipe", "device"]) {
      assert.is(describe(readNamedText(root, path)), "unsafe: it is not a regular file", path);
    }
    assert.match(describe(readNamedText(root, "endless")), /^unreadable: /);
    // A generated file may not be a link at all, as it could not be written.
    assert.match(describe(readOutput(root, "inside")), /^unsafe: it is a link/);
    assert.match(
      describe(readOutput(root, "near-folder/near")),
      /^unsafe: it is below the link "near-folder"/,
    );
  });
});

test("a file that is larger than its bound is not read, a file of exactly that size is", async () => {
  await withFolder({ four: "1234", five: "12345", empty: "" }, (folder) => {
    const bound = { value: 4, message: "too large" };
    assert.is(describe(readText({ root: folder }, "four", bound)), "1234");
    assert.is(describe(readText({ root: folder }, "five", bound)), "unreadable: too large");
    assert.is(describe(readText({ root: folder }, "empty", bound)), "");
    // /proc says 0 for the size of its files.
    assert.match(describe(readNamedText("/", "/proc/self/status")), /^Name:/);
    assert.is(describe(readNamedText("/", "/proc/self/status", bound)), "unreadable: too large");
  });
});

function describe(read: FileText): string {
  if (read.kind === "text") return read.text;
  if (read.kind === "missing") return "missing";
  return `${read.isUnsafe ? "unsafe" : "unreadable"}: ${read.reason}`;
}

test("the time of a listing does not grow with the depth of the folders", async () => {
  await withFolder({ x: "" }, async (folder) => {
    const bottom = join(folder, "out", ...Array.from({ length: 800 }, () => "d"));
    for (let index = 0; index < 500; index++) await mkdir(join(bottom, `d${index}`), { recursive: true });
    const start = performance.now();
    const reference = readdirSync(join(folder, "out"), { recursive: true, withFileTypes: true });
    const middle = performance.now();
    assert.equal(await listFiles({ root: folder }, "out", ".env"), []);
    assert.is(reference.length, 1300);
    assert.ok(performance.now() - middle < 200 + 20 * (middle - start));
  });
});

test("a search stays inside the work tree, and enters neither .git nor node_modules (issue 12, error 6)", async () => {
  const files = Object.fromEntries(
    [
      ["tree/.git/x.yaml", "tree/node_modules/x.yaml", "tree/a/node_modules/b/x.yaml", "tree/a/x.yaml"],
      ["outside/x.yaml", "tree/a/named/node_modules/x.yaml"],
    ]
      .flat()
      .map((path) => [path, ""]),
  );
  await withFolder(files, async (folder) => {
    const root = join(folder, "tree");
    await symlink("/", join(root, "a", "root"));
    await symlink("../../outside", join(root, "a", "out"));
    await symlink("..", join(root, "a", "up"));
    await symlink("../.git", join(root, "a", "git"));
    const search = async (globs: readonly string[]) => {
      const problems: string[] = [];
      const matched = await findFiles({ root }, globs, ({ kind, path }) => problems.push(`${kind} ${path}`));
      return [...matched.map(({ path }) => path), ...problems.sort()];
    };
    const unsafe = ["unsafe a/git", "unsafe a/out", "unsafe a/root"];
    assert.equal(await search(["**/*.yaml"]), ["a/x.yaml", ...unsafe]);
    assert.equal(await search(["a/*.yaml"]), ["a/x.yaml"]);
    assert.equal(await search(["**/*.yaml", "!a/root", "!a/{out,git}/**"]), ["a/x.yaml"]);
    assert.equal(await search(["a/named/node_modules/*", ".git/*"]), ["a/named/node_modules/x.yaml"]);
    assert.equal(await listFiles({ root }, ".", ".yaml"), ["./a/x.yaml"]);
  });
});

test("links that multiply the folders of a search stop it", async () => {
  await withFolder({ "f0/x.yaml": "" }, async (folder) => {
    for (let level = 1; level <= 12; level++) {
      await mkdir(join(folder, `f${level}`));
      for (const name of ["l", "r"]) await symlink(`../f${level - 1}`, join(folder, `f${level}`, name));
    }
    const problems: string[] = [];
    await findFiles({ root: folder }, ["f12/**/*.yaml"], ({ kind, reason }) =>
      problems.push(`${kind}: ${reason}`),
    );
    assert.equal(problems, ["bound: searching for sources follows more than 1,000 links"]);
  });
});

test("globs that are too many for a search stop it, before and while it compares names with them", async () => {
  const names = Array.from({ length: 250 }, (_, index) => [`a${index}.yaml`, ""] as const);
  await withFolder(Object.fromEntries(names), async (folder) => {
    const search = async (count: number, globOf: (index: number) => string) => {
      const problems: string[] = [];
      const globs = Array.from({ length: count }, (_, index) => globOf(index));
      const started = process.cpuUsage().user;
      const files = await findFiles({ root: folder }, globs, ({ kind }) => problems.push(kind));
      assert.ok(process.cpuUsage().user - started < 3_000_000);
      return problems.length === 0 ? files.length : problems;
    };
    // Each has 1,000 alternatives of two segments.
    const many = (index: number) => `${"{0,1,2,3,4,5,6,7,8,9}".repeat(3)}${index}/*`;
    assert.is(await search(20, many), 0);
    assert.equal(await search(1000, many), ["bound"]);
    const wild = (index: number) => `${"*a".repeat(50)}${index}`;
    assert.is(await search(5000, (index) => `a${index}.yaml`), 250);
    assert.equal(await search(100_000, wild), ["bound"]);
  });
});

test("a search stops after 20,000 files", async () => {
  await withFolder({}, async (folder) => {
    await mkdir(join(folder, "a"));
    const file = join(folder, "a", "0.yaml");
    writeFileSync(file, "");
    for (let index = 1; index < 20_001; index++) linkSync(file, join(folder, "a", `${index}.yaml`));
    const problems: string[] = [];
    const files = await findFiles({ root: folder }, ["a/*.yaml"], ({ reason }) => problems.push(reason));
    assert.is(files.length, 20_000);
    assert.equal(problems, ["`sources` matches more than 20,000 files"]);
  });
});

test("the work tree is that of the nearest .git, a file or a folder, at or above the folder", async () => {
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
