import { findNearest, useOneOf } from "../../model/suggest.js";
import { entriesOf, type Entry } from "../../yaml/entries.js";
import { emptyScalar, textOf, type Node } from "../../yaml/node.js";
import { SHAPES } from "../grammar/file.js";
import { type Reading, offeredKeys, readingOf, requiredKeys, type Shape } from "../grammar/shape.js";
import { reject, warn, type Reach, type Scope } from "./findings.js";
import {
  checkBoolean,
  checkInteger,
  checkNullWord,
  checkText,
  describeNode,
  hasNoValue,
  indentHelp,
  isBooleanWord,
  isNullWord,
  parseInteger,
} from "./values.js";

/**
 * The keys of a mapping that GoCD knows. Keys without a value and values that GoCD drops are left out. The key of a
 * value that is not valid is there, without the value.
 */
export type Fields = ReadonlyMap<string, Entry>;

/** How a mapping is read. */
export interface FieldsOptions {
  /** Where the error is reported if there is no mapping at all, such as the key. Default: the node. */
  readonly at?: Node;
  /** The keys that must be there. Default: those that the shape requires. */
  readonly required?: (fields: Fields) => readonly string[];
  /** Where missing keys are reported. Default: `at`. */
  readonly requiredAt?: Node;
  /** What GoCD rejects because of a missing key. Default: that of the scope. */
  readonly requiredReach?: Reach;
}

/**
 * Reads a mapping by its shape. A key that GoCD drops is a warning (`key-unknown`, `key-misplaced`), a value of the
 * wrong kind and a missing key are errors. An unknown key that looks like a missing one is one error, `key-missing`.
 * If the node is not a mapping, this is an error and the result is undefined. `what` names the mapping in messages.
 */
export function readFields(
  scope: Scope,
  what: string,
  node: Node,
  shape: Shape,
  options: FieldsOptions = {},
): Fields | undefined {
  const {
    at = node,
    required = () => requiredKeys(shape),
    requiredAt = at,
    requiredReach = scope.reach,
  } = options;
  const entries = textOf(node) === null ? undefined : entriesOf(node);
  if (entries === undefined) {
    const place = textOf(node) === null ? at : node;
    reject(scope, place, "value-type", `${what} must be a mapping, but is ${describeNode(node)}`, {
      help: spaceHelp(textOf(node), shape) ?? "write its keys indented below it",
    });
    return undefined;
  }
  const fields = new Map<string, Entry>();
  const unknown: UnknownKey[] = [];
  let owner: string | undefined;
  for (const entry of entries) {
    const reading = readingOf(shape, entry.key);
    if (reading !== undefined) owner = reading === "own" && hasNoValue(entry.value) ? entry.key : undefined;
    if (reading === undefined) unknown.push({ entry, owner });
    else if (isValid(entry.value, reading)) fields.set(entry.key, entry);
    else if (textOf(entry.value) !== null) {
      const checked = checkReading(scope, `"${entry.key}" of ${what}`, entry.value, reading);
      if (checked === "valid") fields.set(entry.key, entry);
      // The key is there, so it is not missing, but no rule can look at the value.
      if (checked === "invalid") fields.set(entry.key, { ...entry, value: emptyScalar(entry.value.start) });
    }
  }
  const missing = required(fields).filter((key) => !fields.has(key));
  if (unknown.length > 0 || missing.length > 0) {
    const problems = { entries, unknown, missing, missingAt: requiredAt, reach: requiredReach };
    reportKeys(scope, what, shape, problems);
  }
  return fields;
}

/** A key that a shape does not have. */
interface UnknownKey {
  readonly entry: Entry;
  /** The key without a value that it is below: it probably belongs there, but is not indented. */
  readonly owner: string | undefined;
}

/** What is wrong with the keys of a mapping. */
interface KeyProblems {
  readonly entries: readonly Entry[];
  readonly unknown: readonly UnknownKey[];
  readonly missing: readonly string[];
  /** Where missing keys are reported. */
  readonly missingAt: Node;
  /** What GoCD rejects because of a missing key. */
  readonly reach: Reach;
}

/** Reports unknown keys, among them those that are meant to be a missing one, keys without a value, and missing keys. */
function reportKeys(
  scope: Scope,
  what: string,
  shape: Shape,
  { entries, unknown, missing, missingAt, reach }: KeyProblems,
): void {
  const meant = new Map(missing.flatMap((key) => misspelling(key, unknown, shape)));
  for (const { entry, owner } of unknown) {
    const key = meant.get(entry);
    if (key === undefined) {
      warnUnknown(scope, what, entry, shape, owner);
      continue;
    }
    const message = `${what} needs "${key}", and GoCD drops the unknown key "${entry.key}"`;
    reject(scope, entry.keyNode, "key-missing", message, { help: `did you mean "${key}"?`, reach });
  }
  const misspelt = new Set(meant.values());
  const absent = missing.filter((key) => {
    if (misspelt.has(key)) return false;
    const entry = entries.find((one) => one.key === key && hasNoValue(one.value));
    if (entry === undefined) return true;
    reject(scope, entry.keyNode, "key-missing", `"${key}" of ${what} has no value`, {
      help: "write a value after the colon, or below it with a deeper indentation",
      reach,
    });
    return false;
  });
  rejectMissing(scope, what, missingAt, absent, reach);
}

/** Reports keys that are missing, all in one error. */
export function rejectMissing(
  scope: Scope,
  what: string,
  node: Node,
  missing: readonly string[],
  reach = scope.reach,
): void {
  if (missing.length === 0) return;
  const names = missing.map((key) => `"${key}"`).join(" and ");
  const keys = missing.map((key) => `\`${key}:\``).join(" and ");
  reject(scope, node, "key-missing", `${what} needs ${names}`, {
    help: `write ${keys} below it, with a value`,
    reach,
  });
}

/** Returns the text of a field; undefined if it is absent. */
export function textIn(fields: Fields, key: string): string | undefined {
  const entry = fields.get(key);
  return entry === undefined ? undefined : (textOf(entry.value) ?? undefined);
}

/** Returns the last unknown key that is most likely meant to be the missing one, with that. */
function misspelling(missing: string, unknown: readonly UnknownKey[], shape: Shape): [Entry, string][] {
  const similar = unknown.findLast(
    ({ entry: { key } }) =>
      shape.hints?.[key] === undefined && findNearest(key, offeredKeys(shape)) === missing,
  );
  return similar === undefined ? [] : [[similar.entry, missing]];
}

/** Warns about a key that GoCD does not know at this place, and says where it belongs. */
function warnUnknown(
  scope: Scope,
  what: string,
  { key, keyNode }: Entry,
  shape: Shape,
  owner: string | undefined,
): void {
  const known = offeredKeys(shape);
  const hint = shape.hints?.[key];
  const near = hint === undefined ? findNearest(key, known) : undefined;
  const isTypo = near !== undefined;
  const home = SHAPES.find((other) => readingOf(other, key) !== undefined);
  if (home === undefined || hint !== undefined || isTypo) {
    const message = `unknown key "${key}" in ${what}: GoCD drops it`;
    const listed = owner === undefined ? useOneOf(known) : indentHelp(key, owner);
    warn(scope, keyNode, "key-unknown", message, hint ?? (isTypo ? `did you mean "${near}"?` : listed));
    return;
  }
  const message = `"${key}" does not belong in ${what}, and GoCD drops it there`;
  warn(scope, keyNode, "key-misplaced", message, `it belongs in ${home.noun}: write it ${home.home}`);
}

/** Whether a value is valid without further checks, as nearly all are: no message must be prepared. */
function isValid(value: Node, reading: Reading): boolean {
  const text = textOf(value);
  if (reading === "own") return text !== null;
  if (typeof text !== "string") return false;
  if (reading === "boolean") return isBooleanWord(text);
  return reading === "integer" ? parseInteger(text) !== undefined : !isNullWord(text);
}

function checkReading(
  scope: Scope,
  what: string,
  value: Node,
  reading: Reading,
): "valid" | "invalid" | "dropped" {
  const isCollection = textOf(value) === undefined;
  switch (reading) {
    case "text":
      return checkText(scope, what, value) ? "valid" : "invalid";
    case "copied":
      checkNullWord(scope, what, value);
      if (!isCollection) return "valid";
      warn(
        scope,
        value,
        "value-dropped",
        `${what} must be text; GoCD drops ${describeNode(value)} here`,
        "write a single value",
      );
      return "dropped";
    case "boolean":
      return checkBoolean(scope, what, value) ? "valid" : "invalid";
    case "integer":
      if (checkInteger(scope, what, value)) return "valid";
      return isCollection ? "dropped" : "invalid";
    case "own":
      return "valid";
  }
}

/** Returns the help for `package:Docker/web`, which YAML reads as one text, because no space follows the colon. */
function spaceHelp(text: string | null | undefined, shape: Shape): string | undefined {
  const [, key = "", value = ""] = /^([a-z_]+):(\S.*)$/.exec(text ?? "") ?? [];
  if (readingOf(shape, key) === undefined) return undefined;
  return `write a space after the colon: \`${key}: ${value}\``;
}
