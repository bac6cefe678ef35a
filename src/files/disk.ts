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
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
    return { kind: "unreadable", reason: reasonOf(error) };
  }
}

/** The files that globs name, each once with the first glob that has it, sorted by path in code unit order. */
export async function findFiles(
  root: string,
  globs: readonly string[],
): Promise<{ path: string; glob: string }[]> {
  const ignore = globs.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const found = new Map<string, string>();
  for (const pattern of globs) {
    if (pattern.startsWith("!")) continue;
    const paths = await glob(pattern, { cwd: root, ignore, expandDirectories: false, onlyFiles: true });
    for (const path of paths) if (!found.has(path)) found.set(path, pattern);
  }
  return Array.from(found, ([path, pattern]) => ({ path, glob: pattern })).sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

/** Whether something stands at a path, and what; links are followed. */
export function kindOf(root: string, path: string): "file" | "folder" | "other" | undefined {
  try {
    const stats = fs.statSync(resolve(root, path));
    return stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  } catch {
    return undefined;
  }
}

/** The files of a folder and those below it whose name ends in `ending`; none where there is no folder. */
export async function listFiles(root: string, folder: string, ending: string): Promise<string[]> {
  if (kindOf(root, folder) !== "folder") return [];
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

/** What is to be written and removed; paths relative to the root. `last` is written behind all others. */
export interface Changes {
  readonly writes: readonly { readonly path: string; readonly text: string }[];
  readonly removals: readonly string[];
  readonly last?: { readonly path: string; readonly text: string };
}

/** Why the disk could not be changed; it is as it was. */
export interface WriteFailure {
  readonly path: string;
  readonly reason: string;
}

/**
 * Changes files so that none is half written: all texts go to temporary files beside their targets first, which
 * are then renamed; removals follow, and `last` comes at the end. It runs in one go, so that a signal is handled
 * before or behind it. Nothing outside the root is touched, whatever links say.
 */
export function applyChanges(root: string, changes: Changes): WriteFailure | undefined {
  const files = [...changes.writes, ...(changes.last ? [changes.last] : [])];
  const temporary: { from: string; to: string }[] = [];
  const folders: string[] = [];
  let at = "";
  try {
    // What stands in the way is found before anything is touched.
    for (const path of [...files.map((file) => file.path), ...changes.removals]) {
      at = path;
      checkPlace(root, path);
    }
    for (const { path, text } of files) {
      at = path;
      const target = placeForWriting(root, path, folders);
      const from = join(dirname(target), `.gocd-pin-${process.pid}-${temporary.length}.tmp`);
      temporary.push({ from, to: target });
      fs.writeFileSync(from, text, { mode: modeOf(target), flag: "wx" });
    }
    for (const { from, to } of temporary.slice(0, changes.writes.length)) {
      at = slashed(relative(root, to));
      fs.renameSync(from, to);
    }
    for (const path of changes.removals) {
      at = path;
      removeFile(root, path);
    }
    const last = changes.last && temporary.at(-1);
    if (last !== undefined) fs.renameSync(last.from, last.to);
    return undefined;
  } catch (error) {
    for (const { from } of temporary) fs.rmSync(from, { force: true });
    for (const folder of folders.reverse()) removeEmptyFolder(folder);
    return { path: at, reason: reasonOf(error) };
  }
}

/**
 * Writes one file, wherever it is: by a temporary file and a rename, so that it is whole or as it was, except where
 * something stands that is no ordinary file (`/dev/stdout`). Gives why it cannot, in words.
 */
export function writeWhole(file: string, text: string): string | undefined {
  let temporary: string | undefined;
  try {
    const isThere = fs.existsSync(file);
    if (isThere && !fs.statSync(file).isFile()) {
      fs.writeFileSync(file, text);
      return undefined;
    }
    fs.mkdirSync(dirname(file), { recursive: true });
    const target = isThere ? fs.realpathSync(file) : file;
    temporary = join(dirname(target), `.gocd-pin-${process.pid}-0.tmp`);
    fs.writeFileSync(temporary, text, { mode: modeOf(target) });
    fs.renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) fs.rmSync(temporary, { force: true });
    return reasonOf(error);
  }
}

/** Removes temporary files that a run which was killed has left beside the given files and below the folder. */
export async function removeLeftovers(
  root: string,
  folder: string,
  beside: readonly string[],
): Promise<void> {
  const folders = new Set([".", ...beside.map((path) => slashed(dirname(path)))]);
  const found = await listFiles(root, folder, ".tmp");
  for (const near of folders) {
    try {
      found.push(...fs.readdirSync(resolve(root, near)).map((name) => `${near}/${name}`));
    } catch {
      // A folder that is not there holds no leftovers.
    }
  }
  for (const path of found) {
    const owner = Number(/(?:^|\/)\.gocd-pin-([0-9]+)-[0-9]+\.tmp$/.exec(path)?.[1] ?? NaN);
    if (Number.isNaN(owner) || !isInside(root, dirname(resolve(root, path)))) continue;
    // In a container every run may have the same number; this one has written nothing yet.
    if (owner === process.pid || !isRunning(owner)) fs.rmSync(resolve(root, path), { force: true });
  }
}

/** Throws where a file cannot be written or removed: outside the root by a link, below a file, or at a folder. */
function checkPlace(root: string, path: string): void {
  const target = resolve(root, path);
  if (kindOf(root, path) === "folder") throw new Error("a folder stands there");
  let folder = dirname(target);
  while (!fs.existsSync(folder)) {
    const isLink = fs.lstatSync(folder, { throwIfNoEntry: false }) !== undefined;
    if (isLink) throw new Error("a link that leads nowhere stands in its place");
    folder = dirname(folder);
  }
  if (!fs.statSync(folder).isDirectory()) throw new Error("a file stands where a folder is needed");
  const places = [folder, ...(fs.existsSync(target) ? [target] : [])];
  if (!places.every((place) => isInside(root, place))) throw new Error("it leads out of the project folder");
}

/** Whether a path that is there stands below the root once links are followed. */
function isInside(root: string, path: string): boolean {
  return pathBelow(fs.realpathSync(root), fs.realpathSync(path)) !== undefined;
}

/** Makes the folders of a path, told in `made` from the outside in, and gives where to write, links resolved. */
function placeForWriting(root: string, path: string, made: string[]): string {
  const target = resolve(root, path);
  const folder = dirname(target);
  const first = fs.mkdirSync(folder, { recursive: true });
  if (first !== undefined) {
    const inner: string[] = [];
    for (let at = folder; at.length >= first.length; at = dirname(at)) inner.unshift(at);
    made.push(...inner);
  }
  return fs.existsSync(target)
    ? fs.realpathSync(target)
    : join(fs.realpathSync(folder), target.slice(folder.length + 1));
}

function removeFile(root: string, path: string): void {
  const target = resolve(root, path);
  if (!fs.existsSync(target)) return;
  fs.unlinkSync(target);
  const top = fs.realpathSync(root);
  for (let at = fs.realpathSync(dirname(target)); at !== top && removeEmptyFolder(at); at = dirname(at));
}

function removeEmptyFolder(folder: string): boolean {
  try {
    fs.rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

function modeOf(path: string): number {
  try {
    return fs.statSync(path).mode;
  } catch {
    return 0o666;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

function reasonOf(error: unknown): string {
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

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}
