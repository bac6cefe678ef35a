import { cp, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { runWell } from "./program-run.js";

/** The files that are not part of the project: those that git ignores, and those of git itself. */
const LEFT_OUT: readonly (string | undefined)[] = [".git", "node_modules", "dist", "coverage"];

/**
 * Makes a git repository of the project at `root` as it is on the disk, of which pre-commit clones and installs its
 * hooks as from the real one. The libraries come from any registry: their addresses and hashes are removed from the
 * lock. Returns the name of its commit.
 */
export async function makeHookRepo(
  root: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  await cp(root, folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.includes(relative(root, path).split(sep)[0]),
  });
  const lock = join(folder, "package-lock.json");
  // The entry of the workspace has a folder in `resolved`, and stays.
  const anywhere = (key: string, value: unknown) =>
    key === "integrity" || (key === "resolved" && /^https?:/.test(String(value))) ? undefined : value;
  await writeFile(lock, JSON.stringify(JSON.parse(await readFile(lock, "utf8"), anywhere)));
  const git = (...args: readonly string[]) => runWell("git", args, { cwd: folder, env });
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "hooks");
  return (await git("rev-parse", "HEAD")).trim();
}
