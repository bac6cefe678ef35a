import { dereference, type MappingNode, type Node, type Pair } from "./node.js";

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
  return real.kind === "mapping" ? (cache.get(real) ?? mappingEntries(real, new Set())) : undefined;
}

/** The entry of one key; undefined where the mapping has none, or the node is no mapping. */
export function entryOf(node: Node, key: string): Entry | undefined {
  return entriesOf(node)?.find((entry) => entry.key === key);
}

/** The mapping's own pairs that merge others into it, in order. */
export function mergePairs(mapping: MappingNode): Pair[] {
  return mapping.pairs.filter(isMerge);
}

/** What a `<<` value merges, in order; undefined where GoCD's reader would refuse it. */
export function mergeSources(value: Node): MappingNode[] | undefined {
  const real = dereference(value);
  if (real.kind === "mapping") return [real];
  if (real.kind === "scalar") return undefined;
  const sources: MappingNode[] = [];
  for (const item of real.items) {
    const nested = mergeSources(item);
    if (nested === undefined) return undefined;
    sources.push(...nested);
  }
  return sources;
}

function isMerge({ key, value }: Pair): boolean {
  const real = dereference(key);
  if (real.kind !== "scalar" || real.text !== "<<") return false;
  return !(value.kind === "scalar" && value.text === null);
}

function mappingEntries(mapping: MappingNode, open: Set<MappingNode>): readonly Entry[] {
  const known = cache.get(mapping);
  if (known !== undefined) return known;
  const simple = simpleEntries(mapping);
  if (simple !== undefined) {
    cache.set(mapping, simple);
    return simple;
  }
  if (open.has(mapping)) return [];
  open.add(mapping);
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
      for (const entry of mappingEntries(source, open)) {
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
  open.delete(mapping);
  if (open.size === 0) cache.set(mapping, entries);
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

function keyOf(key: Node): string | undefined {
  const real = dereference(key);
  return real.kind === "scalar" ? (real.text ?? "") : undefined;
}
