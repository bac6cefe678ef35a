import { cp, mkdtemp, readdir, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startFakeRegistry } from "../support/fake-registry.js";
import { GOCD_PIN } from "../support/gocd-pin.js";
import { runProgram } from "../support/program-run.js";
import { copyQuickstart } from "../support/quickstart.js";

// Prints the name of each script that has a code cache, and whether V8 rejects the cache.
const HOOK = `
const vm = require("node:vm");
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    if (options.cachedData) console.log(options.filename, this.cachedDataRejected ? "rejected" : "used");
  }
};
`;

/** A copy of the built program, a config repo and its registry. */
interface Installation {
  readonly bin: string;
  readonly caches: readonly string[];
  /** Runs gocd-pin in the config repo. Returns its output, with a line for each code cache. */
  readonly run: (...argv: readonly string[]) => Promise<string>;
  /** Runs gocd-pin with options of Node.js. */
  readonly runWith: (nodeOptions: string, ...argv: readonly string[]) => Promise<string>;
}

async function withInstallation(use: (installation: Installation) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-code-cache-"));
  const registry = await startFakeRegistry({
    repositories: { "shop/web": { tags: { "1.10.0": {} } }, "shop/database": { tags: { "16-alpine": {} } } },
  });
  try {
    const bin = join(folder, "bin");
    await cp(dirname(GOCD_PIN), bin, { recursive: true });
    const cwd = join(folder, "repo");
    await copyQuickstart(cwd, registry.origin);
    const hook = join(folder, "hook.cjs");
    await writeFile(hook, HOOK);
    const runWith = async (nodeOptions: string, ...argv: readonly string[]) => {
      const env = { PATH: process.env["PATH"] ?? "", HOME: folder, NODE_OPTIONS: nodeOptions };
      const args = ["--require", hook, join(bin, "gocd-pin.cjs"), ...argv];
      const { status, output } = await runProgram(process.execPath, args, { cwd, env });
      assert.is(status, 0, output);
      return output;
    };
    const caches = (await readdir(bin)).filter((name) => name.endsWith(".cache"));
    await use({ bin, caches, run: (...argv) => runWith("", ...argv), runWith });
  } finally {
    await registry.stop();
    await rm(folder, { recursive: true });
  }
}

test("V8 uses the code caches of the program and of the HTTP library", async () => {
  await withInstallation(async ({ caches, run }) => {
    assert.is(caches.length, 2);
    const lines = (await run("build")).split("\n");
    assert.equal(lines.slice(0, 2), ["./program.cjs used", "./agents.cjs used"]);
    assert.is(await run("check"), "./program.cjs used\neverything is up to date\n");
  });
});

test("the output is the same without code caches, with damaged ones, with those of another Node.js and with other flags of V8", async () => {
  await withInstallation(async ({ bin, caches, run, runWith }) => {
    await run("build");
    const upToDate = "everything is up to date\n";
    assert.is(await runWith("--max-old-space-size=1000", "check"), `./program.cjs rejected\n${upToDate}`);
    for (const name of caches) await truncate(join(bin, name), 1000);
    assert.is(await run("check"), `./program.cjs rejected\n${upToDate}`);
    for (const name of caches) await truncate(join(bin, name), 0);
    assert.is(await run("check"), `./program.cjs rejected\n${upToDate}`);
    for (const name of caches)
      await rename(join(bin, name), join(bin, name.replace(process.version, "v20.0.0")));
    assert.is(await run("check"), upToDate);
    assert.match(await run("refresh", "--dry-run"), "0 of 2 packages would move");
  });
});

test.run();
