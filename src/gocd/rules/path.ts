/**
 * Returns a path as commons-io's FilenameUtils.normalize does: both kinds of slashes separate steps, `.` and `..` are
 * resolved, empty steps are removed. Returns undefined for a path that is absolute (also `~` and `C:`) or leaves its
 * folder, which FilenameUtil.isNormalizedPathOutsideWorkingDir rejects.
 */
export function normalizePath(path: string): string | undefined {
  if (/^(?:[\\/~:]|[A-Za-z]:)/.test(path) || path.includes("\0")) return undefined;
  const steps: string[] = [];
  for (const step of path.split(/[\\/]/)) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join("/");
}

// filePathType of cruise-config.xsd, which materials' destinations must match (FilePathTypeValidator).
const FILE_PATH = /^(?:(?:\.\/)?\.[^. ]+|[^. ].+[^. ]|[^. ][^. ]|[^. ])$/;

/** Whether a text has the form that GoCD requires of destinations: not empty, not ending in a dot or space. */
export function isFilePath(path: string): boolean {
  return FILE_PATH.test(path);
}

/** Whether a normalized folder is the other one or inside it. GoCD does not compare with the job's folder itself. */
export function isInside(inner: string, outer: string): boolean {
  return outer !== "" && (inner === outer || inner.startsWith(`${outer}/`));
}
