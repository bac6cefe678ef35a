import { pathKind } from "../files/disk-paths.js";
import { writeReportFile } from "../files/disk-changes.js";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";

/** Whether a path, absolute or from `cwd`, is a folder, links followed. */
export function isFolder(cwd: string, path: string): boolean {
  return pathKind(cwd, path) === "folder";
}

/** Writes a report to the path of `--output`, relative to the project folder. Returns a diagnostic if that fails. */
export function writeReport(root: string, path: string, text: string): Diagnostic | undefined {
  const failure = writeReportFile(root, path, text);
  if (failure === undefined) return undefined;
  const help = "free space, correct the permissions, or name another file with --output";
  const code = failure.isUnsafe ? "path-unsafe" : "usage";
  return errorIn(path, code, `the report cannot be written: ${failure.reason}`, { help });
}
