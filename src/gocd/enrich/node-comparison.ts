import { entriesOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node, type Pair, type Tree } from "../../yaml/node.js";

/** Returns a sentence about the first name that is missing or too many; undefined if there is none. */
export function sameNames(
  expected: ReadonlySet<string>,
  actual: ReadonlyMap<string, Entry>,
  path: string,
): string | undefined {
  for (const name of expected) if (!actual.has(name)) return `${path}.${name} is missing`;
  for (const name of actual.keys()) if (!expected.has(name)) return `${path}.${name} was not there`;
  return undefined;
}

/** Returns the entries of a mapping by key, merges resolved. */
export function byKey(node: Node): Map<string, Entry> {
  return new Map((entriesOf(node) ?? []).map((entry) => [entry.key, entry]));
}

/** Compares the values of nodes. What several aliases or merges share is compared once, so that it costs nothing. */
export class NodeComparison {
  readonly #shared: ReadonlySet<Node>;
  readonly #known = new Map<Node, Set<Node>>();

  constructor(source: Tree) {
    this.#shared = source.shared;
  }

  /** Compares the values of entries. Other mappings may have the source's too, if it comes through a merge. */
  sameEntry(source: Entry, output: Pair, path: string): string | undefined {
    return this.same(source.value, output.value, path, source.merge !== undefined);
  }

  same(source: Node, output: Node, path: string, isMerged = false): string | undefined {
    const difference = this.#same(source, output, isMerged);
    return difference === undefined ? undefined : path + difference;
  }

  /** Returns the end of the sentence, from the path below the nodes: without a difference, no path is put together. */
  #same(source: Node, output: Node, isMerged: boolean): string | undefined {
    const a = dereference(source);
    const b = dereference(output);
    if (a.kind !== b.kind) return ` is a ${b.kind}, not a ${a.kind}`;
    if (a.kind === "scalar" || b.kind === "scalar") {
      return textOf(a) === textOf(b) ? undefined : " has another text";
    }
    if ((isMerged || this.#shared.has(a)) && this.#isKnown(a, b)) return undefined;
    if (a.kind === "sequence" && b.kind === "sequence") {
      if (a.items.length !== b.items.length) return ` has ${b.items.length} items, not ${a.items.length}`;
      return this.#sameItems(a.items, b.items);
    }
    return this.sameKeys(a, b, "", this.#sameValues);
  }

  #sameItems(sources: readonly Node[], outputs: readonly Node[]): string | undefined {
    // An iterator would make an object for each item.
    for (let index = 0; index < sources.length; index++) {
      const source = sources[index];
      const output = outputs[index];
      const inner = source && output && this.#same(source, output, false);
      if (inner !== undefined) return `[${index}]${inner}`;
    }
    return undefined;
  }

  readonly #sameValues = (key: string, source: Entry, output: Entry): string | undefined => {
    const difference = this.#same(source.value, output.value, source.merge !== undefined);
    return difference === undefined ? undefined : `.${key}${difference}`;
  };

  sameKeys(
    source: Node,
    output: Node,
    path: string,
    compare: (key: string, source: Entry, output: Entry) => string | undefined,
  ): string | undefined {
    const sources = entriesOf(source) ?? [];
    const outputs = entriesOf(output) ?? [];
    // Few mappings are edited: the others have the same keys in the same order.
    const isAligned =
      sources.length === outputs.length && sources.every(({ key }, index) => key === outputs[index]?.key);
    const entries = isAligned ? undefined : byKey(output);
    const difference = entries && sameNames(new Set(sources.map(({ key }) => key)), entries, path);
    if (difference !== undefined) return difference;
    for (let index = 0; index < sources.length; index++) {
      const entry = sources[index];
      if (entry === undefined) continue;
      const other = entries === undefined ? outputs[index] : entries.get(entry.key);
      const result = other && compare(entry.key, entry, other);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  /** Whether the two were compared before. Notes that they are compared now. */
  #isKnown(a: Node, b: Node): boolean {
    const others = this.#known.get(a) ?? new Set();
    if (others.has(b)) return true;
    this.#known.set(a, others.add(b));
    return false;
  }
}
