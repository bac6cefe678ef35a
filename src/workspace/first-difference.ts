import type { FileText } from "../files/disk.js";
import type { Place, SourceFile, Span } from "../model/source.js";

/** Returns the place of the first line of a file that differs from the expected text, without its indentation. */
export function firstDifference(file: SourceFile, expected: string): Place {
  const { text } = file;
  let at = 0;
  while (at < text.length && text[at] === expected[at]) at++;
  return { file, span: lineAt(text, at) };
}

/** Returns the exact text of a file, with its byte order mark; empty if the file cannot be read. */
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
