import * as fs from "node:fs";
import { resolve } from "node:path";
import { BOUNDS, type Bound } from "../model/bounds.js";
import { countWork } from "../model/optimizer.js";
import {
  checkWritable,
  isAbsent,
  isPathOfRepo,
  realPathInRepo,
  reasonOf,
  type RepoFolder,
  UnsafePathError,
} from "./disk-paths.js";

/** The result of reading a file. A byte order mark is not part of `text`. */
export type FileText =
  | { readonly kind: "text"; readonly text: string; readonly hasBom: boolean }
  | { readonly kind: "missing" }
  /** `isUnsafe`: the path leads out of the git work tree, or not to a regular file (code `path-unsafe`). */
  | { readonly kind: "unreadable"; readonly reason: string; readonly isUnsafe: boolean };

/**
 * Reads a text file in UTF-8 that the repo names, which must be inside the git work tree after links are resolved. Bytes
 * that are not UTF-8 are an error: they could not be written back unchanged.
 */
export function readText(repo: RepoFolder, path: string, bound: Bound = BOUNDS.fileBytes): FileText {
  return readWith(() => realPathInRepo(repo, path), bound);
}

/**
 * Reads a text file in UTF-8 that the command line names, which may be anywhere. But a path inside the git work tree must
 * not lead out of it: a hook or CI names the files of a pull request, whose author may have committed a link.
 */
export function readArgument(repo: RepoFolder, path: string): FileText {
  return readWith(
    () => (isPathOfRepo(repo, path) ? realPathInRepo(repo, path) : resolve(repo.root, path)),
    BOUNDS.fileBytes,
  );
}

/** Reads a text file in UTF-8 that the settings of the machine or `ca_file` name, which may be anywhere. */
export function readNamedText(root: string, path: string, bound: Bound = BOUNDS.fileBytes): FileText {
  return readWith(() => resolve(root, path), bound);
}

/** The names of the entries of a folder, sorted, or why there are none. */
export type FolderNames =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Lists a folder that the machine's settings name, which may be anywhere. More entries than the bound are an error. */
export function listNamedFolder(root: string, path: string): FolderNames {
  const { value, message } = BOUNDS.certificateFiles;
  try {
    const folder = fs.opendirSync(resolve(root, path));
    try {
      const names: string[] = [];
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (names.length === value) return { kind: "unreadable", reason: message };
        names.push(entry.name);
      }
      return { kind: "names", names: names.sort() };
    } finally {
      folder.closeSync();
    }
  } catch (error) {
    return isAbsent(error) ? { kind: "missing" } : { kind: "unreadable", reason: reasonOf(error) };
  }
}

/**
 * Reads a generated file in UTF-8. A link, as the file or on the way to it, is unsafe even inside the work tree, as gocd-pin
 * would not write through it.
 */
export function readOutput(root: string, path: string, bound: Bound = BOUNDS.fileBytes): FileText {
  return readWith(() => checkWritable(root, path) && resolve(root, path), bound);
}

/** `locate` returns undefined if it knows that there is no file: then no error is made, which takes longer than to look. */
function readWith(locate: () => string | undefined, bound: Bound): FileText {
  try {
    const file = locate();
    if (file === undefined) return { kind: "missing" };
    const bytes = readBytes(file, bound.value + 1);
    if (bytes.length > bound.value) return { kind: "unreadable", reason: bound.message, isUnsafe: false };
    countWork(bytes.length);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (text.includes("\0")) {
      return { kind: "unreadable", reason: "it is not text: it has a NUL character", isUnsafe: false };
    }
    const hasBom = text.startsWith("\ufeff");
    return { kind: "text", text: hasBom ? text.slice(1) : text, hasBom };
  } catch (error) {
    if (isAbsent(error)) return { kind: "missing" };
    const reason = error instanceof TypeError ? "it is not UTF-8 text" : reasonOf(error);
    return { kind: "unreadable", reason, isUnsafe: error instanceof UnsafePathError };
  }
}

/** Returns a text as it is in its file, with its byte order mark. */
export function exactText({ text, hasBom }: { readonly text: string; readonly hasBom: boolean }): string {
  return (hasBom ? "\ufeff" : "") + text;
}

/** Returns the first `length` bytes of a file that the repo names, as text; empty if it cannot be read. */
export function readStart(repo: RepoFolder, path: string, length: number): string {
  try {
    return readBytes(realPathInRepo(repo, path), length).toString("utf8");
  } catch {
    return "";
  }
}

/**
 * Reads at most `limit` bytes of a regular file. It never waits: a FIFO or a device is an error, and so is a file of the
 * system without data. A file may be longer than its size says, as those of `/proc` are.
 */
function readBytes(file: string, limit: number): Buffer {
  // Some devices do something when they are opened.
  checkRegular(fs.statSync(file));
  const { O_RDONLY, O_NONBLOCK } = fs.constants;
  const handle = fs.openSync(file, O_RDONLY | O_NONBLOCK);
  try {
    const stats = fs.fstatSync(handle);
    checkRegular(stats);
    let bytes = Buffer.allocUnsafe(Math.min(stats.size + 1, limit));
    let length = 0;
    for (;;) {
      const count = fs.readSync(handle, bytes, length, bytes.length - length, null);
      length += count;
      if (count === 0 || length === limit) return bytes.subarray(0, length);
      if (length === bytes.length) {
        bytes = Buffer.concat([bytes], Math.min(2 * bytes.length + 4096, limit));
      }
    }
  } finally {
    fs.closeSync(handle);
  }
}

function checkRegular(stats: fs.Stats): void {
  if (stats.isDirectory()) throw new Error("it is a folder, not a file");
  if (!stats.isFile()) throw new UnsafePathError("it is not a regular file");
}
