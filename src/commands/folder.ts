import { pathKind } from "../files/disk-paths.js";

/** Whether a path, absolute or from `cwd`, is a folder, links followed. */
export function isFolder(cwd: string, path: string): boolean {
  return pathKind(cwd, path) === "folder";
}
