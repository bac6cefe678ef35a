import { dereference, keyOf, type MappingNode, type Node, type Pair, type SequenceNode } from "./node.js";

/** One key of a mapping as GoCD sees it, merges (`<<`) resolved. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Node;
  /** As it stands: may be an alias. */
  readonly value: Node;
  /** The pair it stands in, in whatever mapping holds it. */
  readonly pair: Pair;
  /** The `<<` pair of this mapping through which it came; absent for the mapping's own keys. */
  readonly merge?: Pair;
}

const cache = new WeakMap<MappingNode, readonly Entry[]>();

/**
 * The entries of a mapping, an alias to one, or nothing (an absent node has none); undefined for other nodes.
 * Merges follow GoCD's reader (YamlBeans): own keys win, of several merges the first that has a key wins, lists
 * of mappings nest, a quoted or aliased `<<` merges too, one without a value is a plain key. Keys that are
 * collections are left out. A mapping that merges itself stops at the repetition.
 */
export function entriesOf(node: Node): readonly Entry[] | undefined {
  const real = dereference(node);
  if (real.kind === "scalar" && real.text === null) return [];
  if (real.kind !== "mapping") return undefined;
  const entries = cache.get(real) ?? collectEntries(real, new Set());
  cache.set(real, entries);
  return entries;
}

/** The entry of one key; undefined where the mapping has none, or the node is no mapping. */
export function entryOf(node: Node, key: string): Entry | undefined {
  return entriesOf(node)?.find((entry) => entry.key === key);
}

/** The mapping's own pairs that merge others into it, in order. */
export function mergePairs(mapping: MappingNode): Pair[] {
  return mapping.pairs.filter(isMerge);
}

/** What a `<<` value merges, in order, each mapping once; undefined where GoCD's reader would refuse it. */
export function mergeSources(value: Node): MappingNode[] | undefined {
  const sources = new Set<MappingNode>();
  return collectSources(value, sources, new Set()) ? Array.from(sources) : undefined;
}

/** A list that was seen already, its own self within it or an alias of it, brings nothing new. */
function collectSources(value: Node, sources: Set<MappingNode>, seen: Set<SequenceNode>): boolean {
  const real = dereference(value);
  if (real.kind === "scalar") return false;
  if (real.kind === "mapping") {
    sources.add(real);
    return true;
  }
  if (seen.has(real)) return true;
  seen.add(real);
  return real.items.every((item) => collectSources(item, sources, seen));
}

function isMerge({ key, value }: Pair): boolean {
  const real = dereference(key);
  if (real.kind !== "scalar" || real.text !== "<<") return false;
  return !(value.kind === "scalar" && value.text === null);
}

/**
 * Collects own pairs, then what merges bring. A mapping that was `seen` already brings nothing new: all its keys
 * stand by then, from it or from what wins over it. So nested merges cost what they hold, and cycles end.
 */
function collectEntries(mapping: MappingNode, seen: Set<MappingNode>): readonly Entry[] {
  if (seen.has(mapping)) return [];
  seen.add(mapping);
  const simple = simpleEntries(mapping);
  if (simple !== undefined) return simple;
  const ownKeys = new Set<string>();
  for (const pair of mapping.pairs) {
    const key = keyOf(pair.key);
    if (key !== undefined && !isMerge(pair)) ownKeys.add(key);
  }
  const merged = new Set<string>();
  const entries: Entry[] = [];
  for (const pair of mapping.pairs) {
    if (!isMerge(pair)) {
      const key = keyOf(pair.key);
      if (key !== undefined) entries.push({ key, keyNode: pair.key, value: pair.value, pair });
      continue;
    }
    for (const source of mergeSources(pair.value) ?? []) {
      for (const entry of collectEntries(source, seen)) {
        if (ownKeys.has(entry.key) || merged.has(entry.key)) continue;
        merged.add(entry.key);
        entries.push({
          key: entry.key,
          keyNode: entry.keyNode,
          value: entry.value,
          pair: entry.pair,
          merge: pair,
        });
      }
    }
  }
  return entries;
}

/** The entries of a mapping without merges and with words as keys, as most are; undefined for others. */
function simpleEntries(mapping: MappingNode): Entry[] | undefined {
  for (const { key } of mapping.pairs) {
    if (key.kind !== "scalar" || key.text === "<<") return undefined;
  }
  return mapping.pairs.map((pair) => ({
    key: keyOf(pair.key) ?? "",
    keyNode: pair.key,
    value: pair.value,
    pair,
  }));
}
