import { dereference, isMerge, type MappingNode, type Node, type Pair, type SequenceNode } from "./node.js";

/** One key of a mapping as GoCD sees it, merges (`<<`) resolved: a pair of the mapping itself, or a copy of a merged one. */
export interface Entry extends Pair {
  readonly key: string;
  /** The `<<` pair of this mapping through which it came; absent for the mapping's own keys. */
  readonly merge?: Pair;
}

// Only merges are expensive to collect; for all mappings, a weak map would cost more than it saves.
const merging = new WeakMap<MappingNode, readonly Entry[]>();

/**
 * Returns the entries of a mapping or of an alias to one; none for an absent node, undefined for other nodes. Merges
 * follow GoCD's reader (YamlBeans): own keys win, of several merges the first that has a key wins, lists of mappings
 * nest, a quoted or aliased `<<` merges too, one without a value is a plain key. Keys that are collections are left
 * out. A mapping that merges itself stops at the repetition.
 */
export function entriesOf(node: Node): readonly Entry[] | undefined {
  const real = dereference(node);
  if (real.kind === "scalar" && real.text === null) return [];
  if (real.kind !== "mapping") return undefined;
  if (!real.merges) return ownEntries(real.pairs);
  const entries = merging.get(real) ?? collectEntries(real, new Set());
  merging.set(real, entries);
  return entries;
}

// A mapping of very many keys, as a large project file has, is searched once for each of them.
const LARGE = 64;
const indexes = new WeakMap<MappingNode, ReadonlyMap<string, Entry>>();

/** Returns the entry of a key; undefined if the mapping has none, or the node is not a mapping. */
export function entryOf(node: Node, key: string): Entry | undefined {
  const real = dereference(node);
  if (real.kind !== "mapping") return undefined;
  if (real.pairs.length >= LARGE) return indexOf(real).get(key);
  for (const pair of real.pairs) {
    // Own keys win over merged ones.
    if (pair.key === key && isEntry(pair) && !(real.merges && isMerge(pair))) return pair;
  }
  return real.merges ? entriesOf(real)?.find((entry) => entry.key === key) : undefined;
}

function indexOf(mapping: MappingNode): ReadonlyMap<string, Entry> {
  const index =
    indexes.get(mapping) ?? new Map((entriesOf(mapping) ?? []).map((entry) => [entry.key, entry]));
  indexes.set(mapping, index);
  return index;
}

/** The mapping's own pairs that merge others into it, in order. */
export function mergePairs(mapping: MappingNode): Pair[] {
  return mapping.merges ? mapping.pairs.filter(isMerge) : [];
}

/** Returns the mappings that a `<<` value merges, in order, each once; undefined if GoCD's reader would reject it. */
export function mergeSources(value: Node): MappingNode[] | undefined {
  const sources = new Set<MappingNode>();
  return collectSources(value, sources, new Set()) ? Array.from(sources) : undefined;
}

/** A list that was seen already (an alias of it, or the list inside itself) adds nothing. */
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

function isEntry(pair: Pair): pair is Entry {
  return pair.key !== undefined;
}

/** Returns the list itself if no key is a collection, as nearly always: copies would be a third of the memory of reading. */
function ownEntries(pairs: readonly Pair[]): readonly Entry[] {
  return pairs.every(isEntry) ? pairs : pairs.filter(isEntry);
}

/**
 * Collects own pairs, then what merges bring. A mapping that was `seen` already adds nothing: all its keys are known by
 * then, from it or from a mapping that wins over it. This keeps the cost of nested merges linear, and ends cycles.
 */
function collectEntries(mapping: MappingNode, seen: Set<MappingNode>): readonly Entry[] {
  if (seen.has(mapping)) return [];
  seen.add(mapping);
  if (!mapping.merges) return ownEntries(mapping.pairs);
  const ownKeys = new Set<string>();
  for (const pair of mapping.pairs) {
    if (pair.key !== undefined && !isMerge(pair)) ownKeys.add(pair.key);
  }
  const merged = new Set<string>();
  const entries: Entry[] = [];
  for (const pair of mapping.pairs) {
    if (!isMerge(pair)) {
      if (isEntry(pair)) entries.push(pair);
      continue;
    }
    for (const source of mergeSources(pair.value) ?? []) {
      for (const entry of collectEntries(source, seen)) {
        if (ownKeys.has(entry.key) || merged.has(entry.key)) continue;
        merged.add(entry.key);
        entries.push({ key: entry.key, keyNode: entry.keyNode, value: entry.value, merge: pair });
      }
    }
  }
  return entries;
}
