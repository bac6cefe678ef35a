import * as fs from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { glob } from "tinyglobby";

/** What reading a file gave; `reason` is in words, and a byte order mark is told and not part of the text. */
export type FileText =
  | { readonly kind: "text"; readonly text: string; readonly hasBom: boolean }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Above this many bytes a file is no pipeline definition. */
const MAX_BYTES = 100 * 1024 * 1024;

/**
 * Reads a text file in UTF-8. Bytes that are no UTF-8 are refused rather than replaced: what is not understood
 * cannot be kept byte for byte.
 */
export function readText(root: string, path: string): FileText {
  const file = resolve(root, path);
  try {
    const stats = fs.statSync(file);
    if (stats.isDirectory()) return { kind: "unreadable", reason: "it is a folder, not a file" };
    if (!stats.isFile()) return { kind: "unreadable", reason: "it is no ordinary file" };
    if (stats.size > MAX_BYTES) return { kind: "unreadable", reason: `it is larger than ${MAX_BYTES} bytes` };
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fs.readFileSync(file));
    if (text.includes("\0")) return { kind: "unreadable", reason: "it is no text: it holds a NUL character" };
    const hasBom = text.startsWith("\ufeff");
    return { kind: "text", text: hasBom ? text.slice(1) : text, hasBom };
  } catch (error) {
    if (error instanceof TypeError) return { kind: "unreadable", reason: "it is no text in UTF-8" };
    if (isAbsent(error)) return { kind: "missing" };
    return { kind: "unreadable", reason: reasonOf(error) };
  }
}

/**
 * The files that globs name, each once with the first glob that has it, sorted by path in code unit order. What stands
 * in a folder that cannot be read is not found: `onBlocked` is told of each such folder. A link that leads nowhere is
 * found, as a file.
 */
export async function findFiles(
  root: string,
  globs: readonly string[],
  onBlocked?: (path: string, reason: string) => void,
): Promise<{ path: string; glob: string }[]> {
  const ignore = globs.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const found = new Map<string, string>();
  const blocked = new Map<string, string>();
  const readdir = watchedReaddir((path, error) => {
    if (!isAbsent(error)) blocked.set(slashed(relative(root, path)) || ".", reasonOf(error));
  });
  const options = { cwd: root, ignore, expandDirectories: false, onlyFiles: true, fs: { readdir } };
  for (const pattern of globs) {
    if (pattern.startsWith("!")) continue;
    const paths = await glob(pattern, options);
    for (const path of paths) if (!found.has(path)) found.set(path, pattern);
  }
  for (const [path, reason] of blocked) onBlocked?.(path, reason);
  return Array.from(found, ([path, pattern]) => ({ path, glob: pattern })).sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

/**
 * `fs.readdir` that hides nothing from tinyglobby, which takes a folder that cannot be read as an empty one, and leaves
 * out a link that leads nowhere: the one is told, the other shown as a file, which cannot be read.
 */
function watchedReaddir(onError: (path: string, error: unknown) => void): typeof fs.readdir {
  return new Proxy(fs.readdir, {
    apply(readdir, self, args: unknown[]) {
      const [path, callback] = [args[0], args.at(-1)];
      if (typeof callback !== "function") throw new TypeError("fs.readdir wants a callback");
      const watch = (error: unknown, entries: unknown): void => {
        if (error !== null) onError(String(path), error);
        const shown = Array.isArray(entries)
          ? entries.map((entry) => unlessDangling(String(path), entry))
          : [];
        Reflect.apply(callback, undefined, [error, shown]);
      };
      Reflect.apply(readdir, self, [...args.slice(0, -1), watch]);
    },
  });
}

function unlessDangling(folder: string, entry: unknown): unknown {
  if (!(entry instanceof fs.Dirent) || !entry.isSymbolicLink()) return entry;
  const name = String(entry.name);
  if (fs.existsSync(join(folder, name))) return entry;
  return { name, isFile: () => true, isDirectory: () => false, isSymbolicLink: () => false };
}

/** Whether an error says that nothing stands at the path. */
function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "");
}

/** Whether something stands at a path, and what; links are followed. */
export function pathKind(root: string, path: string): "file" | "folder" | "other" | undefined {
  try {
    const stats = fs.statSync(resolve(root, path));
    return stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  } catch {
    return undefined;
  }
}

/** The files of a folder and those below it whose name ends in `ending`; none where there is no folder. */
export async function listFiles(root: string, folder: string, ending: string): Promise<string[]> {
  if (pathKind(root, folder) !== "folder") return [];
  const options = {
    cwd: resolve(root, folder),
    expandDirectories: false,
    followSymbolicLinks: false,
    dot: true,
  };
  const paths = await glob(`**/*${ending}`, options);
  return paths.map((path) => `${folder}/${path}`).sort();
}

/** The first `length` bytes of a file as text; empty where it cannot be read. */
export function readStart(root: string, path: string, length: number): string {
  try {
    const file = fs.openSync(resolve(root, path), "r");
    try {
      const bytes = Buffer.alloc(length);
      return bytes.toString("utf8", 0, fs.readSync(file, bytes, 0, length, 0));
    } finally {
      fs.closeSync(file);
    }
  } catch {
    return "";
  }
}

/**
 * Where a folder stands in its git work tree: its path from the nearest folder at or above it that holds `.git`,
 * `/`-separated, empty for the root itself; undefined outside a work tree.
 */
export function pathInWorkTree(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (fs.existsSync(join(at, ".git"))) return slashed(relative(at, resolve(folder)));
    if (dirname(at) === at) return undefined;
  }
}

/** The path of `folder` from `ancestor`, `/`-separated; undefined where it does not stand below it. */
export function pathBelow(ancestor: string, folder: string): string | undefined {
  const path = relative(resolve(ancestor), resolve(folder));
  return path === ".." || path.startsWith(`..${sep}`) || resolve(path) === path ? undefined : slashed(path);
}

/** What the system says of a failed change of the disk, in words. */
export function reasonOf(error: unknown): string {
  switch (errorCode(error)) {
    case "EACCES":
    case "EPERM":
      return "no permission";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    case "EROFS":
      return "the file system is read-only";
    case "ENOTDIR":
    case "EEXIST":
      return "a file stands where a folder is needed";
    case "EISDIR":
      return "a folder stands there";
    case "ENAMETOOLONG":
      return "the name is too long";
    case undefined:
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** The system's name of an error (`ENOENT`), where it has one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** A path of the system with `/` between its parts. */
export function slashed(path: string): string {
  return path.split(sep).join("/");
}
