import { CHOMPING_MODE, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import { lineStart } from "./lines.js";

/** The end of an unquoted scalar: blank lines behind a block scalar that does not keep them are none of its content. */
export function contentEnd(text: string, event: ScalarEvent): number {
  const { style, chomping, indent, valueStart, valueEnd } = event;
  const isBlock = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
  if (!isBlock || chomping === CHOMPING_MODE.KEEP) return valueEnd;
  let end = valueEnd;
  while (end > valueStart) {
    const last = end - (text.startsWith("\r\n", end - 2) ? 2 : 1);
    const start = Math.max(valueStart, lineStart(text, last));
    const line = text.slice(start, end).replace(/[\r\n]+$/, "");
    // A line of more blanks than the scalar is indented by says those that are more.
    if (/[^ ]/.test(line) || (indent >= 0 && line.length > indent)) break;
    end = start;
  }
  return end;
}
