import { parseFirstDocument, type FirstDocument } from "./beans/parser.js";
import type { GocdScalar, Rejection } from "./beans/token.js";

export type { GocdEvent } from "./beans/event.js";
export type { FirstDocument } from "./beans/parser.js";
export type { GocdScalar, Rejection } from "./beans/token.js";

/**
 * Reads a text as GoCD's YAML config plugin does, with YamlBeans 1.17, whose language is neither YAML 1.1 nor 1.2.
 * Returns the events of its first document (none for a text without content) and where that ends, or the first
 * rejection. Anchors, merges and duplicate keys are not looked at. The time is proportional to the length of the text.
 */
export function readAsGocd(text: string): FirstDocument | Rejection {
  return parseFirstDocument(text);
}

/** Returns the value of a scalar event of `readAsGocd`; null for an absent node. */
export function scalarText(text: string, scalar: GocdScalar): string | null {
  if (scalar.valueStart < 0) return null;
  return scalar.text ?? text.slice(scalar.valueStart, scalar.valueEnd);
}
