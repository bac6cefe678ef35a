import { didYouMean } from "../../model/suggest.js";
import { entriesOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";
import { BOOLEAN_PATTERN } from "../grammar/words.js";
import { refuse, warn, type Scope } from "./finding.js";

const BOOLEAN = new RegExp(BOOLEAN_PATTERN);

/** What a node is, as messages say it. */
export function kindOf(node: Node): string {
  const real = dereference(node);
  if (real.kind === "mapping") return "a mapping";
  if (real.kind === "sequence") return "a list";
  return real.text === null ? "nothing" : "text";
}

/** Whether nothing is written there: GoCD takes the key as absent. */
export function isAbsent(node: Node): boolean {
  return textOf(node) === null;
}

/** Whether the value is a word that GoCD's reader takes for a boolean. */
export function isBooleanWord(text: string): boolean {
  return BOOLEAN.test(text);
}

/** The whole number that Java's Integer.parseInt reads, or undefined where it throws. */
export function parseInteger(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= -2147483648 && value <= 2147483647 ? value : undefined;
}

/** Refuses a list or mapping where text is due (a ClassCastException in GoCD); tells whether it is text or absent. */
export function checkText(scope: Scope, what: string, node: Node): boolean {
  if (textOf(node) === undefined) {
    refuse(scope, node, "value-type", `${what} must be text, but is ${kindOf(node)}`, {
      help: "write one word or line behind the colon",
    });
    return false;
  }
  checkNullWord(scope, what, node);
  return true;
}

/** Whether other readers of YAML take a plain text for nothing. */
export function isNullWord(text: string): boolean {
  return text.length <= 4 && /^(?:~|null|Null|NULL)$/.test(text);
}

/** Warns of `~` and `null`, which are ordinary text to GoCD's reader. */
export function checkNullWord(scope: Scope, what: string, node: Node): void {
  const real = dereference(node);
  if (real.kind !== "scalar" || real.style !== "plain" || !isNullWord(real.text ?? "")) return;
  warn(
    scope,
    node,
    "value-misread",
    `${what} is the text "${real.text ?? ""}": GoCD's YAML knows no word for null`,
    "leave the value empty, or put it in quotes if the text is meant",
  );
}

/** Refuses what is no boolean word of GoCD's; tells whether the value is one. Absent is fine, and no value. */
export function checkBoolean(scope: Scope, what: string, node: Node): boolean {
  const text = textOf(node);
  if (text === null) return false;
  if (text !== undefined && isBooleanWord(text)) return true;
  const found = text === undefined ? kindOf(node) : `"${text}"`;
  refuse(scope, node, "boolean-invalid", `${what} must be true or false, but is ${found}`, {
    help: "GoCD takes `true` or `false`, also yes, no, on, off, y and n, in small, capital or all capital letters",
  });
  return false;
}

/** Refuses what Java's Integer.parseInt refuses; a list or mapping is dropped by GoCD (YamlUtils). */
export function checkInteger(scope: Scope, what: string, node: Node): boolean {
  const text = textOf(node);
  if (text === null) return false;
  if (text === undefined) {
    warn(scope, node, "value-dropped", `${what} must be a whole number; GoCD drops ${kindOf(node)} here`);
    return false;
  }
  if (parseInteger(text) !== undefined) return true;
  refuse(scope, node, "integer-invalid", `${what} must be a whole number, but is "${text}"`, {
    help: "write digits only, such as `10`",
  });
  return false;
}

/**
 * Refuses what is no list of texts; `nullItems` tells what becomes of an item with nothing in it. Gives the items
 * that are text.
 */
export function readTexts(scope: Scope, what: string, node: Node): Node[] {
  const real = dereference(node);
  if (real.kind !== "sequence") {
    if (isAbsent(real)) return [];
    refuse(scope, node, "value-type", `${what} must be a list, but is ${kindOf(node)}`, {
      help: "write one `- item` a line below it",
    });
    return [];
  }
  const name = `an item of ${what}`;
  return real.items.filter((item) => checkText(scope, name, item));
}

/**
 * The entries of a mapping of texts, where GoCD also takes nothing or `""` for the whole. A collection as a value is
 * refused and left out.
 */
export function readTextMap(scope: Scope, what: string, node: Node): Entry[] {
  if (textOf(node) === "") return [];
  const entries = entriesOf(node);
  if (entries === undefined) {
    refuse(scope, node, "value-type", `${what} must be a mapping, but is ${kindOf(node)}`, {
      help: "write `NAME: value` lines below it",
    });
    return [];
  }
  return entries.filter((entry) => checkText(scope, `"${entry.key}" of ${what}`, entry.value));
}

/** Refuses a word that is none of the allowed ones. */
export function checkWord(
  scope: Scope,
  what: string,
  node: Node,
  allowed: readonly string[],
  reach = scope.reach,
): void {
  const text = textOf(node);
  if (text === null || text === undefined || allowed.includes(text)) return;
  const hint = didYouMean(text, allowed);
  refuse(scope, node, "word-unknown", `${what} is "${text}"; allowed: ${quoted(allowed)}`, {
    help: hint.startsWith("did you mean") ? hint : "write one of these",
    reach,
  });
}

/** Words in quotes with commas between. */
function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(", ");
}
