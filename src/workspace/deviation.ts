import type { SourceFile } from "../model/source.js";
import { readText, type FileText } from "../files/disk.js";

/** A planned file that the disk does not have as planned, with what it has. */
export interface Deviation extends SourceFile {
  readonly disk: FileText;
}

/** Compares a planned file with the disk; undefined if they are equal. */
export function findDeviation(root: string, { path, text }: SourceFile): Deviation | undefined {
  const disk = readText(root, path);
  const isEqual = disk.kind === "text" && !disk.hasBom && disk.text === text;
  return isEqual ? undefined : { path, text, disk };
}
