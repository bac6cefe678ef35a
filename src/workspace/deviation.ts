import { BOUNDS } from "../model/bounds.js";
import type { SourceFile } from "../model/source.js";
import { readOutput, readText, type FileText } from "../files/disk.js";
import { isSameText, withEndingsOf } from "../files/line-endings.js";

/** A planned file that differs from the disk, with the content of the disk. */
export interface Deviation extends SourceFile {
  readonly disk: FileText;
}

/**
 * Compares a generated file with the disk; undefined if they differ at most in CRLF against LF, which git may have
 * changed. The planned text gets the line endings of the file on the disk.
 */
export function findDeviation(root: string, { path, text }: SourceFile): Deviation | undefined {
  const disk = readOutput(root, path, BOUNDS.manifestBytes);
  if (disk.kind !== "text") return { path, text, disk };
  if (!disk.hasBom && isSameText(disk.text, text)) return undefined;
  return { path, text: withEndingsOf(text, disk.text), disk };
}

/** Compares a source that is edited in place with the disk; undefined if they are equal. Its line endings stay. */
export function findEdit(root: string, { path, text }: SourceFile): Deviation | undefined {
  const disk = readText(root, path);
  const isEqual = disk.kind === "text" && !disk.hasBom && disk.text === text;
  return isEqual ? undefined : { path, text, disk };
}
