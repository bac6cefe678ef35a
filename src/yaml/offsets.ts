import { lineStart } from "./lines.js";

// Offsets of the marks between the nodes of a text, which readers of YAML do not report.

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

/** Returns the offset after the dash of a list item without a value, after the item or key that ends at `from`. */
export function afterDash(text: string, from: number): number {
  const dash = /(?:\s|#.*)*-/y;
  dash.lastIndex = from;
  return dash.test(text) ? dash.lastIndex : from;
}

/** The last character of a comment that begins at `from`. */
function endOfComment(text: string, from: number): number {
  let at = from;
  while (at + 1 < text.length && text[at + 1] !== "\n" && text[at + 1] !== "\r") at++;
  return at;
}

/**
 * Returns the end of the content of a block scalar from `start` to `end` that does not keep its trailing empty lines:
 * they are not part of it. `indent` is its indentation, -1 if it has no text.
 */
export function contentEnd(text: string, start: number, end: number, indent: number): number {
  let at = end;
  while (at > start) {
    const last = at - (text.startsWith("\r\n", at - 2) ? 2 : 1);
    const begin = Math.max(start, lineStart(text, last));
    const line = text.slice(begin, at).replace(/[\r\n]+$/, "");
    // In a line that is longer than the indentation, the other spaces are content.
    if (/[^ ]/.test(line) || (indent >= 0 && line.length > indent)) break;
    at = begin;
  }
  return at;
}
