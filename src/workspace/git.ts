import { runGit } from "../files/programs.js";
import { LOCK_FILE } from "../files/project.js";
import type { Code } from "../model/codes.js";
import type { Diagnostic, Severity } from "../model/diagnostic.js";
import { readStart } from "../files/disk.js";
import { quoteForShell } from "../files/generated.js";
import type { LoadedWorkspace } from "./load.js";
import type { ReadyPlan } from "./plan.js";
import type { World } from "./world.js";

/** The paths that git tracks among the lock and the files of the output folder; undefined if git cannot be asked. */
export type TrackedFiles = Promise<ReadonlySet<string> | undefined>;

/** Asks git which generated files it tracks. Call it before a build is planned, since git runs in parallel. */
export async function listTracked(
  world: World,
  { root, settings, workTreePath }: LoadedWorkspace,
): TrackedFiles {
  if (workTreePath === undefined) return undefined;
  const args = ["--literal-pathspecs", "ls-files", "-z", "--cached", "--", LOCK_FILE, settings.output.path];
  const output = await runGit(root, args, world.env);
  return output === undefined ? undefined : new Set(output.split("\0"));
}

/**
 * Reports the generated files on the disk that git ignores or does not track: the next clone would lack them. Without
 * git, there are no findings.
 */
export async function gitFindings(
  world: World,
  { root, settings }: LoadedWorkspace,
  { paths }: ReadyPlan,
  files: TrackedFiles,
  severity: Severity,
): Promise<Diagnostic[]> {
  const tracked = await files;
  if (tracked === undefined) return [];
  const generated = [...paths, LOCK_FILE].filter(
    (path) => path === LOCK_FILE || path.startsWith(`${settings.output.path}/`),
  );
  const missing = generated.filter((path) => !tracked.has(path) && readStart(root, path, 1) !== "").sort();
  if (missing.length === 0) return [];
  const input = missing.map((path) => `${path}\0`).join("");
  const output = await runGit(root, ["check-ignore", "-z", "--stdin"], world.env, input);
  const ignored = new Set((output ?? "").split("\0"));
  const finding = (code: Code, of: readonly string[], what: string, option: string): Diagnostic[] => {
    const [path] = of;
    if (path === undefined) return [];
    const files = of.length === 1 ? "this generated file" : `${of.length} generated files, such as this one`;
    const names = of.length > MOST_NAMED ? [LOCK_FILE, settings.output.path] : of;
    const message = `git ${what} ${files}, so a commit lacks ${of.length === 1 ? "it" : "them"}`;
    const help = `run \`git add ${option}${names.map(quoteForShell).join(" ")}\``;
    return [{ severity, code, message, path, help }];
  };
  const untracked = missing.filter((path) => !ignored.has(path));
  return [
    ...finding("output-untracked", untracked, "does not track", ""),
    ...finding(
      "output-ignored",
      missing.filter((path) => ignored.has(path)),
      "ignores",
      "--force ",
    ),
  ];
}

const MOST_NAMED = 5;
