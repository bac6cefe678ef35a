import {
  isPathOfRepo,
  pathInWorkTree,
  pathKind,
  realPathInRepo,
  UnsafePathError,
} from "../files/disk-paths.js";
import { writeReportFile } from "../files/disk-changes.js";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";

/**
 * Returns why a path, absolute or from `cwd`, cannot be the project folder: it is no folder, or `cwd` is in a git work tree
 * that has it as a link that leads out. The author of a pull request may have committed that link.
 */
export function folderProblem(cwd: string, path: string): string | undefined {
  if (pathKind(cwd, path) !== "folder") return "it is not a folder that exists";
  if (pathInWorkTree(cwd) === undefined || !isPathOfRepo({ root: cwd }, path)) return undefined;
  try {
    realPathInRepo({ root: cwd }, path);
    return undefined;
  } catch (error) {
    if (error instanceof UnsafePathError) return error.message;
    throw error;
  }
}

/** Writes a report to the path of `--output`, relative to the project folder. Returns a diagnostic if that fails. */
export function writeReport(root: string, path: string, text: string): Diagnostic | undefined {
  const failure = writeReportFile(root, path, text);
  if (failure === undefined) return undefined;
  const help = failure.isUnsafe
    ? "name a regular file with --output, not a link or a path below one"
    : "free space, correct the permissions, or name another file with --output";
  const code = failure.isUnsafe ? "path-unsafe" : "usage";
  return errorIn(path, code, `the report cannot be written: ${failure.reason}`, { help });
}
