import * as fs from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** Thrown by the doors to the disk if a path is not safe to read or write; the message says why. */
export class UnsafePathError extends Error {}

/** The project folder of a config repo. */
export interface RepoFolder {
  readonly root: string;
  /** The absolute path of the git work tree, if it is not found by `.git`. */
  readonly repositoryRoot?: string | undefined;
}

/** Returns what is at a path, links followed; undefined if there is nothing, or it cannot be examined. */
export function pathKind(root: string, path: string): "file" | "folder" | "other" | undefined {
  try {
    const stats = fs.statSync(resolve(root, path));
    return stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  } catch {
    return undefined;
  }
}

/**
 * Returns the path of a folder in its git work tree: from the nearest folder at or above it that has `.git`,
 * `/`-separated, empty for the root itself; undefined outside a work tree.
 */
export function pathInWorkTree(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (fs.existsSync(join(at, ".git"))) return slashed(relative(at, resolve(folder)));
    if (dirname(at) === at) return undefined;
  }
}

/** Returns the path of `folder` from `ancestor`, `/`-separated; undefined if it is not below it. */
export function pathBelow(ancestor: string, folder: string): string | undefined {
  // On Windows, it is absolute if the drives are different.
  const path = relative(ancestor, folder);
  return path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : slashed(path);
}

/** Returns a path of the system with `/` between its parts. */
export function slashed(path: string): string {
  return path.split(sep).join("/");
}

/**
 * Returns the path of something that the repo names, with links resolved. Throws an `UnsafePathError` unless it is inside
 * the git work tree (without one, inside the project folder) and outside `.git`, which has credentials of CI servers.
 */
export function realPathInRepo({ root, repositoryRoot }: RepoFolder, path: string): string {
  const real = fs.realpathSync.native(resolve(root, path));
  const project = fs.realpathSync.native(root);
  const inProject = pathBelow(project, real);
  if (inProject !== undefined) {
    if (hasGitFolder(inProject)) throw new UnsafePathError("it is inside a .git folder");
    return real;
  }
  const top = repositoryRoot === undefined ? workTreeOf(project) : fs.realpathSync.native(repositoryRoot);
  const inTree = pathBelow(top ?? project, real);
  if (inTree === undefined) {
    const limit = top === undefined ? "project folder" : "git work tree";
    throw new UnsafePathError(`it is a link that leads out of the ${limit}`);
  }
  if (hasGitFolder(inTree)) throw new UnsafePathError("it is a link into a .git folder");
  return real;
}

/**
 * Returns whether a path of the command line is inside the git work tree (without one, the project folder), as written or
 * with the links to its folder resolved. Then the repo may have committed the file as a link.
 */
export function isPathOfRepo({ root, repositoryRoot }: RepoFolder, path: string): boolean {
  const file = resolve(root, path);
  const project = fs.realpathSync.native(root);
  const tops = [
    repositoryRoot ?? workTreeOf(root) ?? resolve(root),
    repositoryRoot ?? workTreeOf(project) ?? project,
  ];
  const names = [file, join(fs.realpathSync.native(dirname(file)), basename(file))];
  return tops.some((top) => names.some((name) => pathBelow(top, name) !== undefined));
}

/** Returns the root of the git work tree that a folder is in. */
export function workTreeOf(folder: string): string | undefined {
  const path = pathInWorkTree(folder);
  return path === undefined ? undefined : resolve(folder, path.replace(/[^/]+/g, ".."));
}

/**
 * Throws an `UnsafePathError` if a path, relative to the root, must not be written: it is not below the root, it is in a
 * `.git` folder, it has a name that is a device on Windows, or it is a link or below one. Returns what is there.
 */
export function checkWritable(root: string, path: string): fs.Stats | undefined {
  const target = resolve(root, path);
  const below = pathBelow(root, target);
  if (below === undefined) throw new UnsafePathError("it is not below the project folder");
  if (hasGitFolder(below)) throw new UnsafePathError("it is inside a .git folder");
  const device = below.split("/").find((name) => DEVICE.test(name));
  if (device !== undefined) throw new UnsafePathError(`"${device}" is the name of a device on Windows`);
  let at = resolve(root);
  let stats: fs.Stats | undefined;
  for (const name of below.split("/")) {
    at = join(at, name);
    stats = fs.lstatSync(at, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) {
      const link = pathBelow(root, at) ?? "";
      const what = at === target ? "it is a link" : `it is below the link "${link}"`;
      throw new UnsafePathError(`${what}, and gocd-pin does not write through links`);
    }
    if (at === target || stats.isDirectory()) continue;
    throw Object.assign(new Error("a file is in the place of a folder"), { code: "ENOTDIR" });
  }
  return stats;
}

/** Returns whether a `/`-separated path has a segment that some file system treats as `.git`. */
export function hasGitFolder(path: string): boolean {
  // NTFS ignores trailing dots and spaces, and has short names; HFS+ ignores characters without a width.
  const visible = path.replace(/[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, "");
  return /(?:^|\/)(?:\.git|git~1)[. ]*(?:\/|$)/i.test(visible);
}

/** https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file: also with any extension. */
const DEVICE =
  /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)(?:\..*)?$/i;

/** Returns the reason of a failed change of the disk. */
export function reasonOf(error: unknown): string {
  switch (errorCode(error)) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    case "EROFS":
      return "the file system is read-only";
    case "ENOTDIR":
    case "EEXIST":
      return "a file is in the place of a folder";
    case "EISDIR":
      return "a folder is in its place";
    case "ELOOP":
      return "its links form a loop";
    case "ENAMETOOLONG":
      return "the name is too long";
    case undefined:
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** Returns the system's name of an error (`ENOENT`), if it has one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Returns whether an error says that there is nothing at a path. */
export function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "");
}
