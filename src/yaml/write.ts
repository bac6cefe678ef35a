import { entriesOf } from "./entries.js";
import { dereference, type Node } from "./node.js";

/**
 * A value to be written as YAML. Text is always double-quoted, so that `1.10`, `on` and `0123` stay text for
 * every reader; `plain` is for words that need no quotes, an alias refers to an anchor before it.
 */
export type Value = Written | null;

/** Items are never absent: YAML 1.2 and GoCD's reader read `[, a]` differently. */
type Written =
  | string
  | { readonly plain: string }
  | { readonly alias: string }
  | { readonly list: readonly Written[] }
  | { readonly map: ReadonlyMap<string, Value> };

/** The text in double quotes, with escapes that YAML 1.1 (GoCD's reader), YAML 1.2 and JSON read alike. */
export function writeQuoted(text: string): string {
  // JSON escapes C0, quotes and backslashes; DEL, C1 (NEL is a line break to GoCD), line separators, the byte
  // order mark and lone surrogates are left.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The value on one line, for flow collections and short lists; GoCD's reader accepts no trailing comma there. */
export function writeFlow(value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return writeQuoted(value);
  if ("plain" in value) return value.plain;
  if ("alias" in value) return `*${value.alias}`;
  if ("list" in value) return `[${value.list.map(writeFlow).join(", ")}]`;
  return `{${writeFlowPairs(value.map)}}`;
}

/** The pairs of a flow mapping, without its braces. */
export function writeFlowPairs(map: ReadonlyMap<string, Value>): string {
  // The space after the colon stays if there is no value: GoCD's reader rejects `{a:, b: c}`.
  return Array.from(map, ([key, value]) => `${writeKey(key)}: ${writeFlow(value)}`).join(", ");
}

/**
 * The pairs of a block mapping as lines, each with its line end.
 * `indent` is the column of the keys, `step` what nested collections add, both in spaces; `eol` the line end.
 */
export function writeBlockPairs(
  map: ReadonlyMap<string, Value>,
  indent: number,
  step: number,
  eol: string,
): string {
  const pad = " ".repeat(indent);
  const lines = Array.from(
    map,
    ([key, value]) => `${pad}${writeKey(key)}:${writeBlock(value, indent, step, eol)}`,
  );
  // V8 stores a text that `+=` makes as a tree of its parts until it is read, which needs more memory.
  return lines.join("");
}

/** The text after the `:` of a block pair whose key is at column `indent`, with the line end. */
export function writeBlock(value: Value, indent: number, step: number, eol: string): string {
  if (value === null) return eol;
  if (typeof value === "string" || "plain" in value || "alias" in value) return ` ${writeFlow(value)}${eol}`;
  if ("map" in value) {
    return value.map.size === 0 ? ` {}${eol}` : eol + writeBlockPairs(value.map, indent + step, step, eol);
  }
  return value.list.length === 0 ? ` []${eol}` : eol + writeItems(value.list, indent + step, eol);
}

function writeItems(list: readonly Written[], indent: number, eol: string): string {
  const pad = " ".repeat(indent);
  // Collections within a list are written in flow style: rare here, and free of the rules for `- ` nesting.
  return list.map((item) => `${pad}- ${writeFlow(item)}${eol}`).join("");
}

/** A key: without quotes if every reader reads it as this text. */
function writeKey(key: string): string {
  if (key === "<<") return key;
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !WORDS_OF_YAML_1_1.test(key) ? key : writeQuoted(key);
}

// https://yaml.org/type/bool.html and https://yaml.org/type/null.html
const WORDS_OF_YAML_1_1 = /^(?:y|yes|n|no|true|false|on|off|null)$/i;

/**
 * Returns the value of a node without anchors, aliases and merges, to write it elsewhere. Undefined if it contains
 * itself (a recursive alias) or a list with an absent item, which cannot be written out. Keys that are collections are
 * left out, as everywhere.
 */
export function valueOf(node: Node, open = new Set<Node>()): Value | undefined {
  const real = dereference(node);
  if (real.kind === "scalar") return real.text;
  if (open.has(real)) return undefined;
  open.add(real);
  const value = real.kind === "sequence" ? listOf(real.items, open) : mapOf(real, open);
  open.delete(real);
  return value;
}

function listOf(items: readonly Node[], open: Set<Node>): Value | undefined {
  const list: Written[] = [];
  for (const item of items) {
    const value = valueOf(item, open);
    if (value === undefined || value === null) return undefined;
    list.push(value);
  }
  return { list };
}

function mapOf(node: Node, open: Set<Node>): Value | undefined {
  const map = new Map<string, Value>();
  for (const entry of entriesOf(node) ?? []) {
    const value = valueOf(entry.value, open);
    if (value === undefined) return undefined;
    map.set(entry.key, value);
  }
  return { map };
}
