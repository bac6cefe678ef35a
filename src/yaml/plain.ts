import { entriesOf, entryOf } from "./entries.js";
import { dereference, type Node } from "./node.js";

/** A value of JSON. */
export type Plain = string | boolean | number | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Returns the value of a node by the core schema of YAML 1.2, as far as the files of gocd-pin need it: unquoted `true`,
 * `false`, integers and null are typed, all other scalars are text. Merges are resolved. A node that contains itself is
 * null there.
 */
export function plainOf(node: Node, open = new Set<Node>()): Plain {
  const real = dereference(node);
  if (real.kind === "scalar") return real.style === "plain" ? typed(real.text ?? "") : real.text;
  if (open.has(real)) return null;
  open.add(real);
  const plain =
    real.kind === "sequence"
      ? real.items.map((item) => plainOf(item, open))
      : Object.fromEntries((entriesOf(real) ?? []).map(({ key, value }) => [key, plainOf(value, open)]));
  open.delete(real);
  return plain;
}

/** Returns the node at a path of keys and indexes below `node`, or the last one on the path that exists. */
export function nodeAt(node: Node, path: readonly string[]): Node {
  let at = node;
  for (const step of path) {
    const real = dereference(at);
    const next = real.kind === "sequence" ? real.items[Number(step)] : entryOf(real, step)?.value;
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

// https://yaml.org/spec/1.2.2/#1032-tag-resolution
function typed(text: string): Plain {
  if (text === "" || /^(?:~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : text;
}
