import { parseEvents, YAMLException } from "js-yaml";
import type { SourceFile } from "../../src/model/source.js";
import { compose } from "../../src/yaml/compose.js";
import { readGocdYaml, type DialectReading } from "../../src/yaml/dialect.js";
import { entriesOf } from "../../src/yaml/entries.js";
import {
  dereference,
  type MappingNode,
  type Node,
  type Pair,
  type SequenceNode,
  type Tree,
} from "../../src/yaml/node.js";

/** Reads the first document of a text as js-yaml does, or as GoCD's reader does if only that accepts it. */
function readFirst(file: SourceFile): DialectReading {
  try {
    return compose(file, parseEvents(file.text, { maxDepth: 1000 }));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return readGocdYaml(file);
  }
}

/** The tree of a text that is YAML. */
export function treeOf(text: string, path = "a.yaml"): Tree {
  const { tree, diagnostics } = readFirst({ path, text });
  if (tree === undefined)
    throw new Error(`${diagnostics.map(({ message }) => message).join("; ")} in:\n${text}`);
  return tree;
}

/** The messages about a text that is not YAML. */
export function problemsOf(text: string): string[] {
  return readFirst({ path: "a.yaml", text }).diagnostics.map(({ message }) => message);
}

/** A node that must be a mapping. */
export function mappingOf(node: Node): MappingNode {
  const real = dereference(node);
  if (real.kind !== "mapping") throw new Error(`a ${real.kind}, not a mapping`);
  return real;
}

/** A node that must be a sequence. */
export function sequenceOf(node: Node): SequenceNode {
  const real = dereference(node);
  if (real.kind !== "sequence") throw new Error(`a ${real.kind}, not a sequence`);
  return real;
}

/** The node below `node` at a path of keys, merges resolved. */
export function nodeBelow(node: Node, ...path: readonly string[]): Node {
  return path.reduce((at, key) => {
    const entry = entriesOf(at)?.find((other) => other.key === key);
    if (entry === undefined) throw new Error(`no key "${key}"`);
    return entry.value;
  }, node);
}

/** The pair of the mapping itself that has this key. */
export function pairOf(mapping: MappingNode, key: string): Pair {
  const pair = mapping.pairs.find((other) => other.key === key);
  if (pair === undefined) throw new Error(`no pair "${key}"`);
  return pair;
}

/** What a node says as js-yaml's failsafe schema would have it: text, lists, objects; a node that is not there is "". */
export type Said = string | readonly Said[] | { readonly [key: string]: Said };

/** Reads a node without recursive aliases, merges resolved. */
export function said(node: Node): Said {
  const real = dereference(node);
  if (real.kind === "scalar") return real.text ?? "";
  if (real.kind === "sequence") return real.items.map(said);
  return Object.fromEntries((entriesOf(real) ?? []).map(({ key, value }) => [key, said(value)]));
}
