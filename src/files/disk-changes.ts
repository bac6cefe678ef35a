import * as fs from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errorCode, pathKind, listFiles, pathBelow, reasonOf, slashed } from "./disk.js";

/** What is to be written and removed; paths relative to the root. `last` is written behind all others. */
export interface Changes {
  readonly writes: readonly { readonly path: string; readonly text: string }[];
  readonly removals: readonly string[];
  readonly last?: { readonly path: string; readonly text: string };
}

/** Why the disk could not be changed: it is as it was, but for files that could not be put back. */
export interface WriteFailure {
  readonly path: string;
  readonly reason: string;
  /** Files that are changed nevertheless, each of them whole. */
  readonly unrestored: readonly string[];
}

/** A file that is replaced, where its new text stands ready, or removed. */
interface Step {
  readonly path: string;
  readonly target: string;
  readonly staged: string | undefined;
  /** Where what stood at the target is kept until all is done; undefined where nothing stood there. */
  readonly kept: string | undefined;
}

/**
 * Changes files, all or none, and none is half written: all texts go to temporary files beside their targets, and
 * what stands there is kept under another name; then files are renamed, removals follow, and `last` comes at the
 * end. What fails on the way is taken back. It runs in one go, so that a signal is handled before or behind it.
 * Nothing outside the root is touched, whatever links say.
 */
export function applyChanges(root: string, changes: Changes): WriteFailure | undefined {
  const files = [...changes.writes, ...(changes.last ? [changes.last] : [])];
  const temporary: string[] = [];
  const folders: string[] = [];
  const checked = new Set<string>();
  const places = new Map<string, string>();
  const done: Step[] = [];
  let at = "";
  try {
    // What stands in the way is found before anything is touched.
    for (const path of [...files.map((file) => file.path), ...changes.removals]) {
      at = path;
      checkPlace(root, path, checked);
    }
    const replaced = files.map(({ path, text }) => {
      at = path;
      return stage(path, placeForWriting(root, path, folders, places), text, temporary);
    });
    const removals = changes.removals.filter((path) => fs.existsSync(resolve(root, path)));
    const removed = removals.map((path): Step => {
      const target = resolve(root, path);
      return { path, target, staged: undefined, kept: spare(target, temporary) };
    });
    const count = changes.writes.length;
    for (const step of [...replaced.slice(0, count), ...removed, ...replaced.slice(count)]) {
      at = step.path;
      if (step.staged !== undefined) fs.renameSync(step.staged, step.target);
      else if (step.kept !== undefined) fs.renameSync(step.target, step.kept);
      done.push(step);
    }
  } catch (error) {
    const unrestored = done.reverse().filter((step) => !restore(step));
    const stays = new Set(unrestored.map(({ kept }) => kept));
    for (const path of temporary) if (!stays.has(path)) removeSpare(path);
    for (const folder of folders.reverse()) removeEmptyFolder(folder);
    return { path: at, reason: reasonOf(error), unrestored: unrestored.map(({ path }) => path) };
  }
  // All is in place: whatever fails from here on must not be taken for a failed change.
  for (const path of temporary) removeSpare(path);
  for (const path of changes.removals) removeEmptyFolders(root, path);
  return undefined;
}

/** Writes a text beside its target, and keeps what stands there. */
function stage(path: string, target: string, text: string, temporary: string[]): Step {
  const stats = fs.statSync(target, { throwIfNoEntry: false });
  const staged = spare(target, temporary);
  fs.writeFileSync(staged, text, { flag: "wx" });
  if (stats === undefined) return { path, target, staged, kept: undefined };
  // The mode that a file is made with is cut by the umask.
  fs.chmodSync(staged, stats.mode);
  const kept = spare(target, temporary);
  if (!isOurs(stats) || !link(target, kept)) fs.copyFileSync(target, kept, fs.constants.COPYFILE_EXCL);
  return { path, target, staged, kept };
}

/** Whether a hard link to a file could be removed again, which in a sticky folder only its owner and root may do. */
function isOurs({ uid }: fs.Stats): boolean {
  return [undefined, 0, uid].includes(process.geteuid?.());
}

/** Makes a hard link, which not every file system has; whether that could be done. */
function link(target: string, path: string): boolean {
  try {
    fs.linkSync(target, path);
    return true;
  } catch {
    return false;
  }
}

/** A new name for a file beside a target, told in `temporary`. */
function spare(target: string, temporary: string[]): string {
  const path = join(dirname(target), `.gocd-pin-${process.pid}-${temporary.length}.tmp`);
  temporary.push(path);
  return path;
}

/** Takes a step back; whether that could be done. */
function restore({ target, kept }: Step): boolean {
  try {
    if (kept === undefined) fs.unlinkSync(target);
    else fs.renameSync(kept, target);
    return true;
  } catch {
    return false;
  }
}

function removeSpare(path: string): void {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // It does no harm, and a later run may be able to.
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
    if (owner === process.pid || !isRunning(owner)) removeSpare(resolve(root, path));
  }
}

/**
 * Throws where a file cannot be written or removed: outside the root by a link, below a file, or at a folder. A folder
 * that was looked at once is in `checked`.
 */
function checkPlace(root: string, path: string, checked: Set<string>): void {
  const target = resolve(root, path);
  const folder = dirname(target);
  if (!checked.has(folder)) checkFolder(root, folder);
  checked.add(folder);
  const stats = fs.lstatSync(target, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return;
  if (pathKind(root, path) === "folder") throw new Error("a folder stands there");
  if (fs.existsSync(target)) checkInside(root, target);
}

/** Throws where a folder, which need not be there yet, leads out of the root or is none. */
function checkFolder(root: string, path: string): void {
  let folder = path;
  while (!fs.existsSync(folder)) {
    const isLink = fs.lstatSync(folder, { throwIfNoEntry: false }) !== undefined;
    if (isLink) throw new Error("a link that leads nowhere stands in its place");
    folder = dirname(folder);
  }
  if (!fs.statSync(folder).isDirectory()) throw new Error("a file stands where a folder is needed");
  checkInside(root, folder);
}

function checkInside(root: string, path: string): void {
  if (!isInside(root, path)) throw new Error("it leads out of the project folder");
}

/** Whether a path that is there stands below the root once links are followed. */
function isInside(root: string, path: string): boolean {
  return pathBelow(fs.realpathSync(root), fs.realpathSync(path)) !== undefined;
}

/**
 * Makes the folders of a path, told in `made` from the outside in, and gives where to write, links resolved. What each
 * folder resolves to is kept in `folders`.
 */
function placeForWriting(root: string, path: string, made: string[], folders: Map<string, string>): string {
  const target = resolve(root, path);
  const folder = dirname(target);
  let place = folders.get(folder);
  if (place === undefined) {
    makeFolders(folder, made);
    place = fs.realpathSync(folder);
    folders.set(folder, place);
  }
  const isLink = fs.lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink && fs.existsSync(target) ? fs.realpathSync(target) : join(place, basename(target));
}

function makeFolders(folder: string, made: string[]): void {
  const first = fs.mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  const inner: string[] = [];
  for (let at = folder; at.length >= first.length; at = dirname(at)) inner.unshift(at);
  made.push(...inner);
}

/** Removes the folders that the removal of a file has left empty. */
function removeEmptyFolders(root: string, path: string): void {
  try {
    const top = fs.realpathSync(root);
    let at = fs.realpathSync(dirname(resolve(root, path)));
    while (at !== top && removeEmptyFolder(at)) at = dirname(at);
  } catch {
    // There is no such folder any more.
  }
}

function removeEmptyFolder(folder: string): boolean {
  try {
    fs.rmdirSync(folder);
    return true;
  } catch {
    return false;
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
