import { entriesOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";
import { reject, warn, type Scope } from "./findings.js";
import { describeNode } from "./values.js";

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
    reject(scope, dereference(node), "value-type", message, {
      help: "write its name or type with a colon, and indent its keys below it",
    });
    return undefined;
  }
  const isUnindented = textOf(first.value) === null;
  for (const { key, keyNode } of entries.slice(1)) {
    const message = `GoCD drops "${key}": it reads only the first key of ${what}, "${first.key}"`;
    const help = isUnindented
      ? `indent "${key}" deeper than "${first.key}" if it belongs to that`
      : "begin a new item for it with `- `";
    warn(scope, keyNode, "key-second", message, help);
  }
  return first;
}
