import * as fs from "node:fs";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";
import { dirname, resolve } from "node:path";
import { checkWritable, errorCode, reasonOf, UnsafePathError, pathBelow } from "./disk-paths.js";
import { removeTemporary, temporaryPath, writeNewFile, removeLeftoversNextTo } from "./disk-temporary.js";

/** A file to write; its path is relative to the root. */
interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** The files to write and to remove; paths relative to the root. */
export interface Changes {
  readonly writes: readonly NewFile[];
  readonly removals: readonly string[];
  /** The files that are written after the removals, in this order. The last one is synced. */
  readonly last?: readonly NewFile[];
}

/** Why the disk could not be changed. It is as it was, except for files that could not be restored. */
export interface WriteFailure {
  readonly path: string;
  readonly reason: string;
  /** Whether the path must not be written (code `path-unsafe`). */
  readonly isUnsafe: boolean;
  /** Files that could not be restored; each of them is complete. */
  readonly unrestored: readonly string[];
}

/** Returns the error about a failed change. `file` is how the message calls the file. */
export function writeProblem(
  { path, reason, isUnsafe, unrestored }: WriteFailure,
  file = "the file",
): Diagnostic {
  const names = unrestored.map((name) => `"${name}"`).join(", ");
  const state = names === "" ? "nothing was changed" : `${names} could not be restored`;
  const fix = isUnsafe
    ? "use another path, or put a regular file or folder there instead of a link"
    : "check what is at that path, free space or correct the permissions";
  const help = `${fix}, and run the command again`;
  const code = isUnsafe ? "path-unsafe" : "output-blocked";
  return errorIn(path, code, `${file} cannot be written: ${reason}; ${state}`, { help });
}

/** A file to replace, and its new text in a temporary file; or a file to remove. */
interface Step {
  readonly path: string;
  readonly target: string;
  readonly staged: string | undefined;
  /** A second name of the old file until all steps are done; undefined if there is no old file. */
  readonly backup: string | undefined;
}

/**
 * Changes files below the root, all or none, and each completely: it writes all texts to temporary files, then renames
 * them, then removes files, then renames those of `last`. If a step fails, it undoes the others. It never writes through a link
 * (`checkWritable`). It is synchronous, so that a signal is handled before or after it.
 */
export function applyChanges(root: string, changes: Changes): WriteFailure | undefined {
  const files = [...changes.writes, ...(changes.last ?? [])];
  const temporary: string[] = [];
  const folders: string[] = [];
  const known = new Set<string>();
  const done: Step[] = [];
  let at = "";
  try {
    // Every path is checked before anything is touched.
    for (const path of [...files.map((file) => file.path), ...changes.removals]) {
      at = path;
      checkTarget(root, path);
    }
    const replaced = files.map(({ path, text }) => {
      at = path;
      return stage(root, path, text, path === changes.last?.at(-1)?.path, { temporary, folders, known });
    });
    const removals = changes.removals.filter((path) => fs.existsSync(resolve(root, path)));
    const removed = removals.map((path): Step => {
      const target = resolve(root, path);
      return { path, target, staged: undefined, backup: newTemporary(target, temporary) };
    });
    const count = changes.writes.length;
    for (const step of [...replaced.slice(0, count), ...removed, ...replaced.slice(count)]) {
      at = step.path;
      if (step.staged !== undefined) fs.renameSync(step.staged, step.target);
      else if (step.backup !== undefined) fs.renameSync(step.target, step.backup);
      done.push(step);
    }
  } catch (error) {
    const unrestored = done.reverse().filter((step) => !restore(step));
    const needed = new Set(unrestored.map(({ backup }) => backup));
    for (const path of temporary) if (!needed.has(path)) removeTemporary(path);
    for (const folder of folders.reverse()) removeEmptyFolder(folder);
    return {
      path: at,
      reason: reasonOf(error),
      isUnsafe: error instanceof UnsafePathError,
      unrestored: unrestored.map(({ path }) => path),
    };
  }
  // All changes are done: a failure from here on must not be reported as a failed change. The new texts were renamed.
  for (const { backup } of done) if (backup !== undefined) removeTemporary(backup);
  for (const path of changes.removals) removeEmptyFolders(root, path);
  return undefined;
}

/** Throws if a file cannot be written or removed. */
function checkTarget(root: string, path: string): void {
  const stats = checkWritable(root, path);
  if (stats?.isDirectory()) throw new Error("a folder is in its place");
  if (stats !== undefined && !stats.isFile()) throw new UnsafePathError("it is not a regular file");
}

/** What a change has made on the disk so far. */
interface Made {
  readonly temporary: string[];
  readonly folders: string[];
  /** The folders that exist, among them those of `folders`. */
  readonly known: Set<string>;
}

/** Writes a text to a temporary file in the folder of its target, and gives the old file a second name. */
function stage(
  root: string,
  path: string,
  text: string,
  isSynced: boolean,
  { temporary, folders, known }: Made,
): Step {
  const target = resolve(root, path);
  const folder = dirname(target);
  if (!known.has(folder)) makeFolders(folder, folders);
  known.add(folder);
  const stats = fs.lstatSync(target, { throwIfNoEntry: false });
  const staged = newTemporary(target, temporary);
  writeNewFile(staged, text, { mode: stats?.mode, isSynced });
  if (stats === undefined) return { path, target, staged, backup: undefined };
  const backup = newTemporary(target, temporary);
  if (!isRemovable(stats) || !link(target, backup)) {
    fs.copyFileSync(target, backup, fs.constants.COPYFILE_EXCL);
  }
  return { path, target, staged, backup };
}

function newTemporary(target: string, temporary: string[]): string {
  const path = temporaryPath(target);
  temporary.push(path);
  return path;
}

/** Whether a hard link to a file could be removed again, which in a sticky folder only its owner and root may do. */
function isRemovable({ uid }: fs.Stats): boolean {
  return [undefined, 0, uid].includes(process.geteuid?.());
}

/** Creates a hard link, which not every file system has. Returns whether that worked. */
function link(target: string, path: string): boolean {
  try {
    fs.linkSync(target, path);
    return true;
  } catch {
    return false;
  }
}

/** Undoes a step. Returns whether that worked. */
function restore({ target, backup }: Step): boolean {
  try {
    if (backup === undefined) fs.unlinkSync(target);
    else fs.renameSync(backup, target);
    return true;
  } catch {
    return false;
  }
}

/**
 * Creates a folder and those above it, and adds them to `folders` from the outside in. `mkdirSync` with `recursive` does not
 * return if a file system rejects a new folder with ENOENT, as `/proc` does. On Windows, even the root may be missing.
 */
function makeFolders(folder: string, folders: string[]): void {
  const missing: string[] = [];
  for (let at = folder; fs.statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at)) {
    missing.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const path of missing) {
    try {
      fs.mkdirSync(path);
      folders.push(path);
    } catch (error) {
      // Another run may have created it in the meantime.
      if (errorCode(error) !== "EEXIST" || !fs.lstatSync(path).isDirectory()) throw error;
    }
  }
}

/** Removes the folders below the root that the removal of a file leaves empty. */
function removeEmptyFolders(root: string, path: string): void {
  const top = resolve(root);
  let at = dirname(resolve(root, path));
  while (at !== top && removeEmptyFolder(at)) at = dirname(at);
}

function removeEmptyFolder(folder: string): boolean {
  try {
    fs.rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** Why a report could not be written. */
export interface ReportFailure {
  readonly reason: string;
  /** Whether the path must not be written (code `path-unsafe`). */
  readonly isUnsafe: boolean;
}

/**
 * Writes a report to the path of `--output`, relative to the project folder. Outside of it, links are followed, and a
 * device or pipe such as `/dev/stdout` is written directly; inside, a link is never written through, as somebody else may
 * have committed it. A file is written completely or not at all.
 */
export function writeReportFile(root: string, path: string, text: string): ReportFailure | undefined {
  let temporary: string | undefined;
  try {
    const file = resolve(root, path);
    const isInside =
      pathBelow(root, file) !== undefined || pathBelow(fs.realpathSync(root), file) !== undefined;
    if (isInside) checkWritable(pathBelow(root, file) === undefined ? fs.realpathSync(root) : root, file);
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isFile()) {
      if (isInside && !stats.isDirectory()) throw new UnsafePathError("it is not a regular file");
      fs.writeFileSync(file, text);
      return undefined;
    }
    makeFolders(dirname(file), []);
    const target = stats === undefined ? file : fs.realpathSync(file);
    removeLeftoversNextTo(target);
    temporary = temporaryPath(target);
    writeNewFile(temporary, text, { mode: stats?.mode, isSynced: false });
    fs.renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) removeTemporary(temporary);
    return { reason: reasonOf(error), isUnsafe: error instanceof UnsafePathError };
  }
}
