import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import { scalarText, type GocdScalar } from "./gocd-reader.js";
import type { ScalarNode } from "./node.js";

/** The styles of nodes, by those of events. */
export const SCALAR_STYLES = {
  [SCALAR_STYLE.PLAIN]: "plain",
  [SCALAR_STYLE.SINGLE_QUOTED]: "single",
  [SCALAR_STYLE.DOUBLE_QUOTED]: "double",
  [SCALAR_STYLE.LITERAL_BLOCK]: "literal",
  [SCALAR_STYLE.FOLDED_BLOCK]: "folded",
} as const;

/** The anchor and tag of an event; a part that is absent starts at -1. */
export interface PropertiesEvent {
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
