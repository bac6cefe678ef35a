import type { Pair, Tree } from "./node.js";

/** The start of the line of an offset. Line ends are `\n`, `\r\n` and a lone `\r`, as GoCD's reader has them. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isBreak(text, at - 1)) at--;
  return at;
}

/** The end of the line of an offset, before its line end. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isBreak(text, at)) at++;
  return at;
}

/** The start of the line after the one of an offset; the text's length on its last line. */
export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  return end + (text.startsWith("\r\n", end) ? 2 : end < text.length ? 1 : 0);
}

/** The column of an offset, counted from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Whether there are only spaces between the beginning of the line and the offset. */
export function startsLine(text: string, offset: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, offset), offset));
}

/** Returns the offset after the line end that follows a value which ends at `end`. */
export function afterLines(text: string, end: number): number {
  return columnOf(text, end) === 0 && end > 0 ? end : nextLine(text, end);
}

/** Returns `end` without the line end before it. */
export function trimBreak(text: string, end: number): number {
  if (text.startsWith("\r\n", end - 2)) return end - 2;
  return /[\r\n]/.test(text.charAt(end - 1)) ? end - 1 : end;
}

/** The line end that a text uses: that of its first line. */
export function lineEnding(text: string): string {
  const end = lineEnd(text, 0);
  return end < text.length ? text.slice(end, nextLine(text, end)) : "\n";
}

function isBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}

/** Returns where a pair starts: at the `?` of an explicit key on one line in block style, else at its key. */
export function pairStart({ file: { text } }: Tree, { keyNode }: Pair): number {
  const start = keyNode.propertiesStart;
  const mark = /^( *)\? +$/.exec(text.slice(lineStart(text, start), start));
  return mark === null ? start : lineStart(text, start) + (mark[1] ?? "").length;
}

/** Returns the offset after the colon of a pair, on the next line for an explicit key; undefined if it has no colon. */
export function offsetAfterColon(tree: Tree, pair: Pair): number | undefined {
  const { text } = tree.file;
  const isExplicit = pairStart(tree, pair) < pair.keyNode.propertiesStart;
  const colon = isExplicit ? /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)? *:/y : /[ \t]*:/y;
  colon.lastIndex = pair.keyNode.end;
  return colon.test(text) ? colon.lastIndex : undefined;
}
