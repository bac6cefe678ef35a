import { entriesOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";
import { refuse, warn, type Scope } from "./finding.js";
import { kindOf } from "./value.js";

/**
 * The one key of a stage, task, artifact or `on_cancel`: GoCD takes the first and drops all others, which is a
 * warning. Undefined, with an error, where there is none. `what` begins with an article.
 */
export function firstEntry(scope: Scope, what: string, node: Node): Entry | undefined {
  const entries = textOf(node) === null ? undefined : entriesOf(node);
  const first = entries?.[0];
  if (entries === undefined || first === undefined) {
    const found = entries === undefined ? kindOf(node) : "an empty mapping";
    refuse(
      scope,
      dereference(node),
      "value-type",
      `${what} must be a mapping with one key, but is ${found}`,
      {
        help: "write its name or type with a colon, and its keys indented below",
      },
    );
    return undefined;
  }
  const isUnindented = textOf(first.value) === null;
  for (const { key, keyNode } of entries.slice(1)) {
    const help = isUnindented
      ? `indent "${key}" deeper than "${first.key}", if it belongs to that`
      : "begin an item of its own for it, with `- `";
    warn(
      scope,
      keyNode,
      "key-second",
      `"${key}" is dropped: GoCD takes only the first key of ${what}, "${first.key}"`,
      help,
    );
  }
  return first;
}
