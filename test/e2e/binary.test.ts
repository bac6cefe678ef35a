import { cp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withEmptyRoot, type EmptyRoot } from "../support/empty-root.js";
import { GOCD_PIN } from "../support/gocd-pin.js";
import { runProgram, runWell } from "../support/program-run.js";
import { copyQuickstart } from "../support/quickstart.js";
import { REAL_USER, startRealRegistry, type RealMode } from "../support/real-registry.js";
import { DATABASE_TAGS, listFiles, WEB_TAGS } from "./shop.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const BINARY = join(ROOT, "dist/binary", `gocd-pin-${process.platform}-${process.arch}`);
const PATH = { PATH: process.env["PATH"] ?? "" };
const LOGIN = { REGISTRY_USER: REAL_USER.user, REGISTRY_PASSWORD: REAL_USER.password };
const BUILD = ["--random-seed=1", "binary/build.js"];

let isBuilt: Promise<string> | undefined;

/** Builds the binary, once for all tests, and passes an empty root folder with it as `gocd-pin` to `use`. */
async function withBinary(use: (root: EmptyRoot) => Promise<void>): Promise<void> {
  isBuilt ??= runWell(process.execPath, BUILD, { cwd: ROOT });
  await isBuilt;
  await withEmptyRoot({ program: BINARY, name: "gocd-pin" }, use);
}

/** Starts a registry with the images of the quick start, and passes its address and CA to `use`. */
async function withImages(
  mode: RealMode,
  use: (registry: { readonly url: string; readonly ca: string }) => Promise<void>,
): Promise<void> {
  const registry = await startRealRegistry(mode);
  try {
    await registry.push("shop/web", WEB_TAGS);
    await registry.push("shop/database", DATABASE_TAGS);
    await use(registry);
  } finally {
    await registry.stop();
  }
}

async function replaceRepo({ folder }: EmptyRoot, origin: string): Promise<string> {
  const repo = join(folder, "repo");
  await rm(repo, { recursive: true });
  await copyQuickstart(repo, origin);
  return repo;
}

test("the binary is one file, with a checksum and the licences in it, at most 1 MB larger than Node.js", async () => {
  await withBinary(async () => {
    const [node, binary] = await Promise.all([stat(process.execPath), stat(BINARY)]);
    assert.ok(binary.size - node.size <= 1_000_000, `${binary.size - node.size} bytes`);
    const check = ["--check", `${basename(BINARY)}.sha256`];
    assert.is(await runWell("sha256sum", check, { cwd: dirname(BINARY) }), `${basename(BINARY)}: OK\n`);
    const sed = ["-n", "/^---- licences of gocd-pin/,/^---- end of the licences/p", BINARY];
    const licences = await runWell("sed", sed, { cwd: ROOT, env: { ...PATH, LC_ALL: "C" } });
    assert.is(`\n${licences}`, await readFile(join(dirname(BINARY), "LICENCES.txt"), "utf8"));
    for (const text of ["Apache License", "\nundici ", "\njs-yaml ", "\nNode.js is licensed"]) {
      assert.match(licences, text);
    }
  });
});

test("a build that cannot work says what to do, and leaves no files", async () => {
  await withBinary(async ({ folder }) => {
    const before = await listFiles(dirname(BINARY));
    const env = { ...PATH, NODE_LICENSE: join(folder, "no-such-file") };
    const unlicensed = await runProgram(process.execPath, BUILD, { cwd: ROOT, env });
    assert.is(unlicensed.status, 1);
    assert.match(unlicensed.output, /^npm run binary: error: the licence .* set NODE_LICENSE to its path\n$/);
    const node = join(folder, "node");
    const bytes = await readFile(process.execPath);
    bytes.write("X", bytes.indexOf("NODE_SEA_FUSE_"));
    await writeFile(node, bytes, { mode: 0o755 });
    const shared = await runProgram(node, BUILD, { cwd: ROOT });
    assert.is(shared.status, 1);
    assert.match(shared.output, /^npm run binary: error: .* use Node\.js from https:\/\/nodejs\.org\n$/);
    assert.equal(await listFiles(dirname(BINARY)), before);
  });
});

test("without Node.js and any other file the binary prints what the script prints", async () => {
  await withBinary(async (root) => {
    const node = await runProgram("unshare", [`--root=${root.folder}`, "node"], { cwd: ROOT });
    assert.is.not(node.status, 0);
    for (const [args, status] of [
      [["--version"], 0],
      [["--help"], 0],
      [["help", "build"], 0],
      [["completion", "bash"], 0],
      [["schema", "gocd"], 0],
      [["--nonsense"], 2],
      [["build", "--nonsense"], 2],
    ] as const) {
      const repo = join(root.folder, "repo");
      const script = await runProgram(process.execPath, [GOCD_PIN, ...args], { cwd: repo, env: PATH });
      assert.is(script.status, status);
      assert.equal(await root.run(["gocd-pin", ...args]), script, args.join(" "));
    }
  });
});

test("the binary works with a TLS registry and a token server as the script does", async () => {
  await withImages("token", async ({ url, ca }) => {
    await withBinary(async (root) => {
      const repo = await replaceRepo(root, url);
      const copy = join(root.folder, "copy");
      await cp(repo, copy, { recursive: true });
      await writeFile(join(root.folder, "ca.pem"), ca);
      const before = await root.run(["gocd-pin", "check"]);
      assert.is(before.status, 1, before.output);
      for (const verb of ["verify", "build", "check"]) {
        const env = { ...LOGIN, NODE_EXTRA_CA_CERTS: join(root.folder, "ca.pem") };
        const script = await runProgram(process.execPath, [GOCD_PIN, verb], { cwd: copy, env });
        const binary = await root.run(["gocd-pin", verb], { ...LOGIN, NODE_EXTRA_CA_CERTS: "/ca.pem" });
        assert.is(binary.status, 0, binary.output);
        assert.equal(binary, script, verb);
      }
      const files = await listFiles(repo);
      assert.ok(files.includes("gocd/manifest.json"));
      assert.equal(files, await listFiles(copy));
      for (const file of files) {
        assert.is(await readFile(join(repo, file), "utf8"), await readFile(join(copy, file), "utf8"), file);
      }
    });
  });
});

test("the binary finds a registry by its name", async () => {
  await withImages("plain", async ({ url }) => {
    await withBinary(async (root) => {
      await mkdir(join(root.folder, "etc"));
      await writeFile(join(root.folder, "etc/hosts"), "127.0.0.1 localhost\n");
      await replaceRepo(root, url.replace("127.0.0.1", "localhost"));
      const { status, output } = await root.run(["gocd-pin", "build"], LOGIN);
      assert.is(status, 0, output);
    });
  });
});

test.run();
