import { runGit, type GitAnswer } from "../files/programs.js";
import { LOCK_FILE } from "../files/project.js";
import type { Code } from "../model/codes.js";
import type { Diagnostic, Severity } from "../model/diagnostic.js";
import { readStart } from "../files/disk.js";
import { workTreeOf } from "../files/disk-paths.js";
import { quoteForShell } from "../files/generated.js";
import type { LoadedWorkspace } from "./load.js";
import type { ReadyPlan } from "./plan.js";
import type { World } from "./world.js";

/** The paths that git tracks among the lock and the files of the output folder, separated by NUL. */
export type TrackedFiles = Promise<GitAnswer>;

/** It runs in parallel with the build. */
const TRACKED_MS = 5000;

// Git compares a path with a pattern in exponential time, and a pull request may contain any .gitignore.
const IGNORED_MS = 2000;

/** Asks git which generated files it tracks. Call it before a build is planned, since git runs in parallel. */
export function listTracked(world: World, { root, settings, workTreePath }: LoadedWorkspace): TrackedFiles {
  if (workTreePath === undefined) return Promise.resolve({ kind: "failed" });
  const args = ["--literal-pathspecs", "ls-files", "-z", "--cached", "--", LOCK_FILE, settings.output.path];
  return runGit({ folder: root, args, timeMs: TRACKED_MS }, gitEnv(world, root));
}

/** Returns the environment for git. A hook gets the index of its own work tree, which a commit may have changed for it. */
function gitEnv({ cwd, env }: World, root: string): World["env"] {
  return workTreeOf(cwd) === workTreeOf(root) ? env : { ...env, GIT_INDEX_FILE: undefined };
}

/**
 * Reports the generated files on the disk that git ignores or does not track: the next clone would lack them. Without
 * git, there are no findings.
 */
export async function gitFindings(
  world: World,
  workspace: LoadedWorkspace,
  { paths }: ReadyPlan,
  files: TrackedFiles,
  severity: Severity,
): Promise<Diagnostic[]> {
  const { root, settings } = workspace;
  const tracked = await files;
  if (tracked.kind !== "output") return tracked.kind === "late" ? [unanswered(severity)] : [];
  const known = new Set(tracked.text.split("\0"));
  const generated = [...paths, LOCK_FILE].filter(
    (path) => path === LOCK_FILE || path.startsWith(`${settings.output.path}/`),
  );
  const missing = generated.filter((path) => !known.has(path) && readStart(workspace, path, 1) !== "").sort();
  if (missing.length === 0) return [];
  const input = missing.map((path) => `${path}\0`).join("");
  const command = { folder: root, args: ["check-ignore", "-z", "--stdin"], input, timeMs: IGNORED_MS };
  const answer = await runGit(command, gitEnv(world, root));
  const finding = (code: Code, of: readonly string[], what: string, option: string): Diagnostic[] => {
    const [path] = of;
    if (path === undefined) return [];
    const them = of.length === 1 ? "it" : "them";
    const files = of.length === 1 ? "this generated file" : `${of.length} generated files, such as this one`;
    const names = of.length > MOST_NAMED ? [LOCK_FILE, settings.output.path] : of;
    const doubt = answer.kind === "output" ? "" : `; git did not report whether it ignores ${them}`;
    const message = `git ${what} ${files}, so a commit lacks ${them}${doubt}`;
    const help = `run \`git add ${option}${names.map(quoteForShell).join(" ")}\``;
    return [{ severity, code, message, path, help }];
  };
  // `git add --force` adds both kinds of files.
  if (answer.kind !== "output") return finding("output-untracked", missing, "does not track", "--force ");
  const ignored = new Set(answer.text.split("\0"));
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

function unanswered(severity: Severity): Diagnostic {
  const message = `git did not report within ${TRACKED_MS / 1000} s which generated files it tracks`;
  const help = "run `git ls-files`, and find out why it is slow";
  return { severity, code: "git-unanswered", message, path: LOCK_FILE, help };
}

const MOST_NAMED = 5;
