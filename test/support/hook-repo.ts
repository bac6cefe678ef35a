import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runWell } from "./program-run.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const BIN = new URL("../../src/bin.js", import.meta.url).href;

/**
 * Makes a git repository that pre-commit installs the project's hooks from, as it would from the project's own but
 * without a network: the program in it runs what is built here, and its `prepare` prints as the real one does. Gives
 * the name of its commit.
 */
export async function makeHookRepo(folder: string, env: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of [".npmrc", ".pre-commit-hooks.yaml"]) await cp(join(ROOT, name), join(folder, name));
  await writeFile(join(folder, "gocd-pin.js"), `#!/usr/bin/env node\nimport ${JSON.stringify(BIN)};\n`);
  const manifest = {
    name: "gocd-pin",
    version: "0.0.0",
    type: "module",
    bin: { "gocd-pin": "gocd-pin.js" },
    scripts: { prepare: "echo preparing" },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  const git = (...args: readonly string[]) => runWell("git", args, { cwd: folder, env });
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "hooks");
  return (await git("rev-parse", "HEAD")).trim();
}
