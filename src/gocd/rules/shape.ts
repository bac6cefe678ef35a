import { didYouMean, findNearest } from "../../model/suggest.js";
import { entriesOf, type Entry } from "../../yaml/entries.js";
import { textOf, type Node } from "../../yaml/node.js";
import { SHAPES } from "../grammar/file.js";
import type { Reading } from "../grammar/key.js";
import { offeredKeys, readingOf, type Shape } from "../grammar/shape.js";
import { refuse, warn, withdraw, type Scope } from "./finding.js";
import {
  checkBoolean,
  checkInteger,
  checkNullWord,
  checkText,
  isBooleanWord,
  isNullWord,
  kindOf,
  parseInteger,
} from "./value.js";

/**
 * The keys of a mapping that GoCD knows. Absent values are left out, and those that GoCD drops; of a refused value
 * the key is there, with nothing behind it.
 */
export type Fields = ReadonlyMap<string, Entry>;

/** By the key that was meant: the unknown ones that were read with these fields. */
const misspelt = new WeakMap<Fields, ReadonlyMap<string, Entry>>();

/**
 * Reads a mapping by its shape. Keys that GoCD drops are warnings (`key-unknown`, `key-misplaced`), values of a wrong
 * kind errors. Undefined, with an error, where the node is no mapping; of one that is not there at all that stands at
 * `at`. `what` names the mapping in messages.
 */
export function readFields(
  scope: Scope,
  what: string,
  node: Node,
  shape: Shape,
  at: Node = node,
): Fields | undefined {
  const entries = textOf(node) === null ? undefined : entriesOf(node);
  if (entries === undefined) {
    const place = textOf(node) === null ? at : node;
    refuse(scope, place, "value-type", `${what} must be a mapping, but is ${kindOf(node)}`, {
      help: "write its keys indented below it",
    });
    return undefined;
  }
  const fields = new Map<string, Entry>();
  const meant = new Map<string, Entry>();
  for (const entry of entries) {
    const reading = readingOf(shape, entry.key);
    if (reading === undefined) {
      reportUnknown(scope, what, entry, shape);
      const isHinted = shape.hints?.[entry.key] !== undefined;
      const key = isHinted ? undefined : findNearest(entry.key, offeredKeys(shape));
      if (key !== undefined) meant.set(key, entry);
    } else if (isFine(entry.value, reading)) fields.set(entry.key, entry);
    else if (textOf(entry.value) !== null) {
      const checked = checkReading(scope, `"${entry.key}" of ${what}`, entry.value, reading);
      if (checked === "fine") fields.set(entry.key, entry);
      // It stands there, so it is not missing; but there is nothing more to say of it.
      if (checked === "refused") fields.set(entry.key, { ...entry, value: nothingAt(entry.value) });
    }
  }
  if (meant.size > 0) misspelt.set(fields, meant);
  return fields;
}

/** The text of a field; undefined where it is absent. */
export function textIn(fields: Fields, key: string): string | undefined {
  const entry = fields.get(key);
  return entry === undefined ? undefined : (textOf(entry.value) ?? undefined);
}

/**
 * Reports the keys of `required` that are not there, all in one finding at `node`; one that is misspelt where it
 * stands, instead of the warning that GoCD drops it.
 */
export function checkRequired(
  scope: Scope,
  what: string,
  node: Node,
  fields: Fields,
  required: readonly string[],
  reach = scope.reach,
): void {
  const missing = required.filter((key) => {
    const entry = misspelt.get(fields)?.get(key);
    if (fields.has(key)) return false;
    if (entry === undefined) return true;
    withdraw(scope, entry.keyNode, "key-unknown");
    const message = `${what} needs "${key}", and GoCD drops the unknown key "${entry.key}"`;
    refuse(scope, entry.keyNode, "key-missing", message, { help: `did you mean "${key}"?`, reach });
    return false;
  });
  if (missing.length === 0) return;
  const names = missing.map((key) => `"${key}"`).join(" and ");
  refuse(scope, node, "key-missing", `${what} needs ${names}`, {
    help: `write ${missing.map((key) => `\`${key}:\``).join(" and ")} below it, with a value`,
    reach,
  });
}

/** Warns of a key that GoCD does not know in this place, and says where it belongs. */
function reportUnknown(scope: Scope, what: string, entry: Entry, shape: Shape): void {
  const { key, keyNode } = entry;
  const homes = SHAPES.filter((other) => readingOf(other, key) !== undefined);
  const home = homes[0];
  const hint = shape.hints?.[key] ?? didYouMean(key, offeredKeys(shape));
  if (home === undefined || !hint.startsWith("known here")) {
    warn(scope, keyNode, "key-unknown", `unknown key "${key}" in ${what}: GoCD drops it`, hint);
    return;
  }
  warn(
    scope,
    keyNode,
    "key-misplaced",
    `"${key}" does not belong in ${what}, and GoCD drops it there`,
    `it belongs in ${home.noun}: write it ${home.home}`,
  );
}

/** Whether a value is what nearly all are; then no message need be made ready. */
function isFine(value: Node, reading: Reading): boolean {
  const text = textOf(value);
  if (reading === "own") return text !== null;
  if (typeof text !== "string") return false;
  if (reading === "boolean") return isBooleanWord(text);
  return reading === "integer" ? parseInteger(text) !== undefined : !isNullWord(text);
}

function nothingAt({ start }: Node): Node {
  return { kind: "scalar", style: "empty", text: null, start, end: start, propertiesStart: start };
}

function checkReading(
  scope: Scope,
  what: string,
  value: Node,
  reading: Reading,
): "fine" | "refused" | "dropped" {
  const isCollection = textOf(value) === undefined;
  switch (reading) {
    case "text":
      return checkText(scope, what, value) ? "fine" : "refused";
    case "copied":
      checkNullWord(scope, what, value);
      if (!isCollection) return "fine";
      warn(scope, value, "value-dropped", `${what} must be text; GoCD drops ${kindOf(value)} here`);
      return "dropped";
    case "boolean":
      return checkBoolean(scope, what, value) ? "fine" : "refused";
    case "integer":
      if (checkInteger(scope, what, value)) return "fine";
      return isCollection ? "dropped" : "refused";
    case "own":
      return "fine";
  }
}
