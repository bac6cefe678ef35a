import { CHOMPING_MODE, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import { lineStart } from "./lines.js";

/** Returns the offset after the bracket that closes a collection whose last child, comma or opening bracket ends at `from`. */
export function afterBracket(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === "]" || char === "}") break;
    if (char === "#") at = endOfComment(text, at);
  }
  return Math.min(at + 1, text.length);
}

/** Returns the offset after the colon that follows a key which ends at `from`; `from` itself if none does (`? key`). */
export function afterColon(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === ":") return at + 1;
    if (char === "#") at = endOfComment(text, at);
    else if (char !== " " && char !== "\t" && char !== "\n" && char !== "\r") break;
  }
  return from;
}

/** The last character of a comment that begins at `from`. */
function endOfComment(text: string, from: number): number {
  let at = from;
  while (at + 1 < text.length && text[at + 1] !== "\n" && text[at + 1] !== "\r") at++;
  return at;
}

/** Returns the end of an unquoted scalar. The content of a block scalar ends before its trailing empty lines, unless it keeps them. */
export function contentEnd(text: string, event: ScalarEvent): number {
  const { style, chomping, indent, valueStart, valueEnd } = event;
  const isBlock = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
  if (!isBlock || chomping === CHOMPING_MODE.KEEP) return valueEnd;
  let end = valueEnd;
  while (end > valueStart) {
    const last = end - (text.startsWith("\r\n", end - 2) ? 2 : 1);
    const start = Math.max(valueStart, lineStart(text, last));
    const line = text.slice(start, end).replace(/[\r\n]+$/, "");
    // In a line that is longer than the indentation, the other spaces are content.
    if (/[^ ]/.test(line) || (indent >= 0 && line.length > indent)) break;
    end = start;
  }
  return end;
}
