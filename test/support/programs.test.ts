import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ensurePrograms } from "./programs.js";

const NEEDED = new Map([
  ["docker-registry", "docker-registry"],
  ["openssl", "openssl-package"],
]);

interface Setting {
  readonly installed: readonly string[];
  readonly isRoot: boolean;
  /** What `apt-get install` puts on the PATH. */
  readonly brings?: readonly string[];
  readonly status?: number;
}

async function ensure({ installed, isRoot, brings = [], status = 0 }: Setting) {
  const folder = await mkdtemp(join(tmpdir(), "programs-"));
  const put = async (name: string) => {
    await writeFile(join(folder, name), "");
    await chmod(join(folder, name), 0o755);
  };
  try {
    await writeFile(join(folder, "openssl"), "not executable");
    for (const name of installed) await put(name);
    const log: string[] = [];
    const run = async (command: string, args: readonly string[]) => {
      log.push(`ran ${command} ${args.join(" ")}`);
      if (args[0] === "install") for (const name of brings) await put(name);
      return status;
    };
    const path = `/nowhere:${folder}`;
    const isReady = await ensurePrograms(NEEDED, { path, isRoot, run, write: (line) => log.push(line) });
    return { isReady, log };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("nothing is said or run where all programs are there", async () => {
  const { isReady, log } = await ensure({ installed: ["docker-registry", "openssl"], isRoot: true });
  assert.ok(isReady);
  assert.equal(log, []);
});

test("root on Debian has the missing ones installed", async () => {
  const { isReady, log } = await ensure({ installed: ["apt-get"], isRoot: true, brings: [...NEEDED.keys()] });
  assert.ok(isReady);
  const install = "apt-get install -y docker-registry openssl-package";
  assert.equal(log, [
    `the tests need docker-registry, openssl: running apt-get update && ${install}`,
    "ran apt-get update",
    `ran ${install}`,
  ]);
});

test("other users see what to install", async () => {
  const settings = [
    { installed: ["openssl", "apt-get"], isRoot: false },
    { installed: ["openssl"], isRoot: true },
  ];
  for (const setting of settings) {
    const { isReady, log } = await ensure(setting);
    assert.not(isReady);
    assert.equal(log, [
      "the tests need docker-registry",
      "on Debian, install with: sudo apt-get update && sudo apt-get install -y docker-registry",
    ]);
  }
});

test("an installation that fails, or brings nothing, is said", async () => {
  const failing = await ensure({ installed: ["apt-get", "openssl"], isRoot: true, status: 100 });
  assert.not(failing.isReady);
  assert.is(failing.log.at(-1), "apt-get update failed with exit status 100");
  const empty = await ensure({ installed: ["apt-get", "openssl"], isRoot: true });
  assert.not(empty.isReady);
  assert.is(empty.log.at(-1), "still not on the PATH: docker-registry");
});

test.run();
