import type { FileText } from "../files/disk.js";
import type { Place, SourceFile, Span } from "../model/source.js";

/** The first line of a file, as it is on the disk, that differs from what it should be: its text without indentation. */
export function firstDifference(file: SourceFile, expected: string): Place {
  const { text } = file;
  let at = 0;
  while (at < text.length && text[at] === expected[at]) at++;
  return { file, span: lineAt(text, at) };
}

/** The text of a file as it stands there, byte order mark and all; empty where there is none. */
export function textOnDisk(read: FileText): string {
  return read.kind === "text" ? `${read.hasBom ? "\ufeff" : ""}${read.text}` : "";
}

function lineAt(text: string, offset: number): Span {
  const before = text.slice(0, offset);
  const begin = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  const [line = ""] = /^[^\r\n]*/.exec(text.slice(begin)) ?? [];
  const [indent = ""] = /^[ \t]*/.exec(line) ?? [];
  return { start: begin + indent.length, end: begin + line.length };
}
