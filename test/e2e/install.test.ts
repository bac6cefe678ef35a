import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeHookRepo } from "../support/hook-repo.js";
import { installDependency, installGlobally } from "../support/install-ways.js";
import { startNpmRegistry } from "../support/npm-registry.js";
import { runProgram } from "../support/program-run.js";

// The two ways in which npm treats a git repository; `npm run install:matrix` runs all ways on all versions of Node.js
// and npm, and pre-commit.test.ts runs the installed pre-commit.

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "gocd-pin-install-"));
process.once("exit", () => {
  rmSync(folder, { recursive: true });
});
const npm = await startNpmRegistry(ROOT);
const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: join(folder, "home"),
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
  npm_config_registry: npm.origin,
  npm_config_cache: join(folder, "cache"),
  npm_config_fetch_retries: "0",
};
const repository = join(folder, "repository");
await mkdir(env.HOME);
await makeHookRepo(ROOT, repository, env);

test("npm installs globally from git with the command of pre-commit 4.6.1 and later", async () => {
  assert.match(await installGlobally({ repository, folder, env }), /^\d+\.\d+\.\d+\n$/);
});

test("npm installs a dependency from git", async () => {
  assert.match(await installDependency({ repository, folder, env }), /^\d+\.\d+\.\d+\n$/);
});

test("an installation writes into its folder and the cache of npm, and nowhere else", async () => {
  assert.equal(await readdir(env.HOME), []);
});

test("without a registry the installation fails, and says what to do", async () => {
  const { status, output } = await runProgram("npm", ["install", "--global", `git+file://${repository}`], {
    cwd: folder,
    env: {
      ...env,
      npm_config_cache: join(folder, "empty-cache"),
      npm_config_prefix: join(folder, "none"),
      npm_config_registry: "http://127.0.0.1:9",
    },
  });
  assert.is.not(status, 0);
  assert.match(output, "gocd-pin: error: ");
  assert.match(output, "help: check that npm can reach its registry (`npm ping`)");
});

test.run();
