import { readAsGocd } from "../../src/yaml/gocd-reader.js";
import type { Node } from "../../src/yaml/node.js";

type Value = string | null | Value[] | Map<Value, Value>;

/**
 * Returns the value that GoCD's plugin reads from a text, as JSON (keys may be any JSON, pairs are in
 * GoCD's order), or `rejected: file`, `rejected: repo`. Aliases and merges are resolved here, in the simplest way, since
 * the reader does not look at them.
 */
export function readValue(text: string): string {
  const read = readAsGocd({ path: "a.yaml", text });
  if (!read.ok) return `rejected: ${read.reach}`;
  const { tree } = read.composed;
  const value = tree && resolve(tree.root);
  return value === undefined ? "rejected: file" : render(value, new Set());
}

function resolve(root: Node): Value | undefined {
  const values = new Map<Node, Value>();
  const errors: string[] = [];

  function valueOf(node: Node): Value {
    if (node.kind === "alias") return values.get(node.target) ?? null;
    const value: Value =
      node.kind === "scalar" ? node.text : node.kind === "mapping" ? new Map<Value, Value>() : [];
    values.set(node, value);
    if (node.kind === "sequence" && Array.isArray(value)) {
      for (const item of node.items) value.push(valueOf(item));
    } else if (node.kind === "mapping" && value instanceof Map) {
      for (const pair of node.pairs) addPair(value, valueOf(pair.keyNode), valueOf(pair.value));
    }
    return value;
  }

  function addPair(map: Map<Value, Value>, key: Value, value: Value): void {
    if (keyOf(map, key) !== undefined) errors.push("duplicate key");
    if (key === "<<" && value !== null) merge(map, value);
    else map.set(key, value);
  }

  function merge(map: Map<Value, Value>, source: Value): void {
    if (Array.isArray(source)) {
      for (const item of source) merge(map, item);
    } else if (source instanceof Map) {
      for (const [key, value] of [...source]) if (keyOf(map, key) === undefined) map.set(key, value);
    } else {
      errors.push("merge of a scalar");
    }
  }

  const value = valueOf(root);
  return errors.length > 0 ? undefined : value;
}

function keyOf(map: Map<Value, Value>, key: Value): Value | undefined {
  if (map.has(key)) return key;
  if (typeof key === "string" || key === null) return undefined;
  const rendered = render(key, new Set());
  return [...map.keys()].find((other) => render(other, new Set()) === rendered);
}

function render(value: Value, open: Set<Value>): string {
  if (value === null || typeof value === "string") return JSON.stringify(value);
  if (open.has(value)) return '"*cycle"';
  open.add(value);
  const rendered = Array.isArray(value)
    ? `[${value.map((item) => render(item, open)).join()}]`
    : `{${[...value].map(([key, item]) => `${render(key, open)}:${render(item, open)}`).join()}}`;
  open.delete(value);
  return rendered;
}
