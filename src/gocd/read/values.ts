import { entriesOf, type Entry, entryOf } from "../../yaml/entries.js";
import { dereference, textOf, type Node, type AliasNode, type Tree } from "../../yaml/node.js";
import { BOOLEAN_PATTERN } from "../grammar/shape.js";
import { reject, warn, type Scope } from "./findings.js";

const BOOLEAN = new RegExp(BOOLEAN_PATTERN);

/** Returns the kind of a node as messages name it. */
export function describeNode(node: Node): string {
  const real = dereference(node);
  if (real.kind === "mapping") return "a mapping";
  if (real.kind === "sequence") return "a list";
  return real.text === null ? "nothing" : "text";
}

/** Whether a key has no value: GoCD reads the key as absent. */
export function hasNoValue(node: Node): boolean {
  return textOf(node) === null;
}

/** Returns help for a key that is at the column of a key without a value, to which it probably belongs. */
export function indentHelp(key: string, above: string): string {
  return `add spaces before "${key}" and the lines below it, if it belongs to "${above}"`;
}

/** Returns the parameter that a comment hides: in `key: #{name}`, GoCD reads no value; undefined if there is none. */
export function hiddenParameter({ file: { text } }: Tree, node: Node): string | undefined {
  if (node.kind !== "scalar" || node.text !== null) return undefined;
  return /^[ \t]+(#\{[^}\s]*\}\S*)/.exec(text.slice(node.end, node.end + 300))?.[1];
}

/** Returns help for a value that a comment hides. */
export function quoteHelp(parameter: string): string {
  return `write it in quotes, ${JSON.stringify(parameter)}: without them, a "#" after a space begins a comment`;
}

/** Whether GoCD reads a text as a boolean. */
export function isBooleanWord(text: string): boolean {
  return BOOLEAN.test(text);
}

/** Returns the integer that Java's Integer.parseInt reads, or undefined if it throws. */
export function parseInteger(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= -2147483648 && value <= 2147483647 ? value : undefined;
}

/** Whether other YAML readers read a plain text as null. */
export function isNullWord(text: string): boolean {
  return text.length <= 4 && /^(?:~|null|Null|NULL)$/.test(text);
}

/** Reports a list or mapping where GoCD expects text (a ClassCastException). Returns whether the value is text or absent. */
export function checkText(scope: Scope, what: string, node: Node): boolean {
  if (textOf(node) === undefined) {
    reject(scope, node, "value-type", `${what} must be text, but is ${describeNode(node)}`, {
      help: "write one word or line after the colon",
    });
    return false;
  }
  checkNullWord(scope, what, node);
  return true;
}

/** Warns about `~` and `null`, which are ordinary text for GoCD's reader. */
export function checkNullWord(scope: Scope, what: string, node: Node): void {
  const real = dereference(node);
  if (real.kind !== "scalar" || real.style !== "plain" || !isNullWord(real.text ?? "")) return;
  const message = `GoCD reads ${what} as the text "${real.text ?? ""}": it has no word for null`;
  warn(scope, node, "value-misread", message, "remove the value, or put it in quotes if you mean the text");
}

/** Reports a value that is not one of GoCD's words for true and false. Returns whether it is one. */
export function checkBoolean(scope: Scope, what: string, node: Node): boolean {
  const text = textOf(node);
  if (text === null) return false;
  if (text !== undefined && isBooleanWord(text)) return true;
  const value = text === undefined ? describeNode(node) : `"${text}"`;
  reject(scope, node, "boolean-invalid", `${what} must be true or false, but is ${value}`, {
    help: "write `true` or `false`; GoCD also accepts yes, no, on, off, y and n, in lower case, capitalized or in upper case",
  });
  return false;
}

/** Reports a text that Java's Integer.parseInt rejects, and a list or mapping, which GoCD drops (YamlUtils). */
export function checkInteger(scope: Scope, what: string, node: Node): boolean {
  const text = textOf(node);
  if (text === null) return false;
  if (text === undefined) {
    const message = `${what} must be an integer; GoCD drops ${describeNode(node)} here`;
    warn(scope, node, "value-dropped", message, "write digits only, such as `10`");
    return false;
  }
  if (parseInteger(text) !== undefined) return true;
  reject(scope, node, "integer-invalid", `${what} must be an integer, but is "${text}"`, {
    help: "write digits only, such as `10`",
  });
  return false;
}

/** Returns the items of a list of texts, absent ones included. Reports any other value and any other item. */
export function readTexts(scope: Scope, what: string, node: Node): Node[] {
  const real = dereference(node);
  if (real.kind !== "sequence") {
    if (hasNoValue(real)) return [];
    rejectList(scope, what, node, "write one `- item` per line below it");
    return [];
  }
  const name = `an item of ${what}`;
  return real.items.filter((item) => checkText(scope, name, item));
}

/** Reports a value that must be a list. */
export function rejectList(scope: Scope, what: string, node: Node, help: string): void {
  reject(scope, node, "value-type", `${what} must be a list, but is ${describeNode(node)}`, { help });
}

/**
 * Returns the entries of a mapping of texts. GoCD also accepts no value and `""` for such a mapping. An entry whose
 * value is a list or mapping is an error and left out.
 */
export function readTextMap(scope: Scope, what: string, node: Node): Entry[] {
  if (textOf(node) === "") return [];
  const entries = entriesOf(node);
  if (entries === undefined) {
    reject(scope, node, "value-type", `${what} must be a mapping, but is ${describeNode(node)}`, {
      help: "write `NAME: value` lines below it",
    });
    return [];
  }
  return entries.filter((entry) => checkText(scope, `"${entry.key}" of ${what}`, entry.value));
}

/** The options of a plugin. */
export interface Options {
  readonly plain: readonly Entry[];
  readonly secure: readonly Entry[];
}

/** Reads `options` and `secure_options` of a task, artifact or material (ConfigurationTransform). */
export function readOptions(scope: Scope, what: string, body: Node): Options {
  const [plain = [], secure = []] = ["options", "secure_options"].map((field) => {
    const parent = entryOf(body, field);
    return parent === undefined ? [] : readTextMap(scope, `"${field}" of ${what}`, parent.value);
  });
  return { plain, secure };
}

/**
 * Returns the first entry of a stage, task, artifact or `on_cancel`. GoCD drops all others, which is a warning. If
 * there is no entry, this is an error and the result is undefined. `what` begins with an article.
 */
export function firstEntry(scope: Scope, what: string, node: Node): Entry | undefined {
  const entries = textOf(node) === null ? undefined : entriesOf(node);
  const first = entries?.[0];
  if (entries === undefined || first === undefined) {
    const value = entries === undefined ? describeNode(node) : "an empty mapping";
    const message = `${what} must be a mapping with one key, but is ${value}`;
    const help = "write its name or type with a colon, and indent its keys below it";
    const parameter = hiddenParameter(scope.tree, node);
    reject(scope, dereference(node), "value-type", message, {
      help: parameter === undefined ? help : `"${parameter}" is a comment, because of its "#"; ${help}`,
    });
    return undefined;
  }
  for (const { key, keyNode } of entries.slice(1)) {
    const message = `GoCD drops "${key}": it reads only the first key, "${first.key}", of ${what}`;
    const help = hasNoValue(first.value) ? indentHelp(key, first.key) : "begin a new item for it with `- `";
    warn(scope, keyNode, "key-second", message, help);
  }
  return first;
}

const recursive = new WeakMap<Tree, boolean>();

/**
 * Reports an alias that contains itself, below a node that GoCD copies completely: the server's stack overflows,
 * which even its own error handling does not catch. Returns whether there is one.
 */
export function checkEndlessAlias(scope: Scope, what: string, node: Node): boolean {
  if (!hasRecursion(scope.tree)) return false;
  const alias = findEndlessAlias(node, new Set(), new Set());
  if (alias === undefined) return false;
  reject(scope, alias, "alias-endless", `the alias "*${alias.name}" in ${what} contains itself`, {
    help: "write out the value in place of the alias",
    reach: "repo",
  });
  return true;
}

/** Whether any alias is inside the node that it refers to. Most files have none and need no search. */
function hasRecursion(tree: Tree): boolean {
  let known = recursive.get(tree);
  if (known === undefined) {
    known = tree.aliases.some(({ target, start, end }) => target.start <= start && end <= target.end);
    recursive.set(tree, known);
  }
  return known;
}

function findEndlessAlias(node: Node, open: Set<Node>, done: Set<Node>): AliasNode | undefined {
  const real = dereference(node);
  if (real.kind === "scalar" || done.has(real)) return undefined;
  if (open.has(real)) return node.kind === "alias" ? node : undefined;
  open.add(real);
  const children = real.kind === "sequence" ? real.items : real.pairs.map(({ value }) => value);
  for (const child of children) {
    const alias = findEndlessAlias(child, open, done);
    if (alias !== undefined) return alias;
  }
  open.delete(real);
  done.add(real);
  return undefined;
}
