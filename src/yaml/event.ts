import { getScalarValue, SCALAR_STYLE, type ScalarEvent, CHOMPING_MODE, EVENT_ID, type Event } from "js-yaml";
import { scalarText, type GocdEvent, type GocdScalar } from "./gocd-reader.js";
import { lineStart } from "./lines.js";
import type { ScalarNode } from "./node.js";

/** An event of js-yaml, or of GoCD's reader, which has its own texts and ends. */
export type ReaderEvent = Event | GocdEvent;

/** Whether an event is a value that is absent, as in `key:`. */
export function isAbsentScalar(event: ReaderEvent | undefined): boolean {
  return event?.type === EVENT_ID.SCALAR && event.valueStart < 0;
}

/** The styles of nodes, by those of events. */
export const SCALAR_STYLES = {
  [SCALAR_STYLE.PLAIN]: "plain",
  [SCALAR_STYLE.SINGLE_QUOTED]: "single",
  [SCALAR_STYLE.DOUBLE_QUOTED]: "double",
  [SCALAR_STYLE.LITERAL_BLOCK]: "literal",
  [SCALAR_STYLE.FOLDED_BLOCK]: "folded",
} as const;

/** The anchor and tag of an event; a part that is absent starts at -1. */
interface PropertiesEvent {
  readonly anchorStart: number;
  readonly anchorEnd: number;
  readonly tagStart: number;
}

/** Returns the anchor of a node whose content starts at `start`, and where its anchor or tag starts. */
export function readProperties(
  text: string,
  { anchorStart, anchorEnd, tagStart }: PropertiesEvent,
  start: number,
): { propertiesStart: number; anchor?: string } {
  if (anchorStart < 0 && tagStart < 0) return { propertiesStart: start };
  const anchorAt = anchorStart < 0 ? start : anchorStart - 1;
  const tagAt = tagStart < 0 ? start : tagStart;
  const propertiesStart = Math.min(anchorAt, tagAt);
  if (anchorStart < 0) return { propertiesStart };
  return { propertiesStart, anchor: text.slice(anchorStart, anchorEnd) };
}

/** Returns the text of a scalar as the reader that made the event reads it; null if the value is absent. */
export function textOfEvent(text: string, event: ScalarEvent | GocdScalar): string | null {
  if ("text" in event) return scalarText(text, event);
  return event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event);
}

/** Returns the node of a value that is absent. */
export function emptyScalar(at: number): ScalarNode {
  return { kind: "scalar", style: "empty", text: null, start: at, end: at, propertiesStart: at };
}

/** Returns the end of a collection: after the closing bracket, which js-yaml's events do not place, or the last child. */
export function collectionEnd(text: string, event: ReaderEvent, isFlow: boolean, position: number): number {
  if (!isFlow) return position;
  return "end" in event ? event.end : afterBracket(text, position);
}

/** Returns the offset after the bracket that closes a collection whose last child, comma or opening bracket ends at `from`. */
function afterBracket(text: string, from: number): number {
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
