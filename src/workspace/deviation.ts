import { BOUNDS } from "../model/bounds.js";
import type { SourceFile, Place, Span } from "../model/source.js";
import { exactText, readOutput, readText, type FileText } from "../files/disk.js";
import type { RepoFolder } from "../files/disk-paths.js";
import { isSameText, withEndingsOf } from "../files/generated.js";

/** A planned file that differs from the disk, with the content of the disk. */
export interface Deviation extends SourceFile {
  readonly disk: FileText;
}

/**
 * Compares a generated file with the disk; undefined if they differ at most in CRLF against LF, which git may have
 * changed. The planned text gets the line endings of the file on the disk.
 */
export function findDeviation({ root }: RepoFolder, { path, text }: SourceFile): Deviation | undefined {
  const disk = readOutput(root, path, BOUNDS.manifestBytes);
  if (disk.kind !== "text") return { path, text, disk };
  if (!disk.hasBom && isSameText(disk.text, text)) return undefined;
  return { path, text: withEndingsOnDisk(text, disk), disk };
}

/** Returns a generated text with the line endings of the file on the disk. */
export function withEndingsOnDisk(text: string, disk: FileText): string {
  return disk.kind === "text" ? withEndingsOf(text, disk.text) : text;
}

/** Compares a source that is edited in place with the disk; undefined if they are equal. Its line endings stay. */
export function findEdit(repo: RepoFolder, { path, text }: SourceFile): Deviation | undefined {
  const disk = readText(repo, path);
  const isEqual = disk.kind === "text" && !disk.hasBom && disk.text === text;
  return isEqual ? undefined : { path, text, disk };
}

/** Returns the place of the first line of a file that differs from the expected text, without its indentation. */
export function firstDifference(file: SourceFile, expected: string): Place {
  const { text } = file;
  let at = 0;
  while (at < text.length && text[at] === expected[at]) at++;
  return { file, span: lineAt(text, at) };
}

/** Returns the exact text of a file, with its byte order mark; empty if the file cannot be read. */
export function textOnDisk(read: FileText): string {
  return read.kind === "text" ? exactText(read) : "";
}

function lineAt(text: string, offset: number): Span {
  const before = text.slice(0, offset);
  const begin = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  const [line = ""] = /^[^\r\n]*/.exec(text.slice(begin)) ?? [];
  const [indent = ""] = /^[ \t]*/.exec(line) ?? [];
  return { start: begin + indent.length, end: begin + line.length };
}
