import { isMerge, type Node, type Pair } from "./node.js";

/** A mapping whose pairs are the last ones of the stack. */
interface OpenMapping {
  /** The number of pairs below those of the mapping. */
  readonly base: number;
  /** The keys of a mapping of many pairs. */
  seen: Map<string, Node> | undefined;
}

/** From this number of pairs on, a map finds a key faster than a comparison with each of them. */
const MANY = 16;

/** The pairs of all mappings that are not closed yet, the innermost last. */
export class PairStack {
  readonly #pairs: Pair[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(pair: Pair): void {
    this.#pairs[this.#size++] = pair;
  }

  /** Removes and returns the pairs from `base` on. */
  take(base: number): Pair[] {
    const pairs = this.#pairs.slice(base, this.#size);
    this.#size = base;
    return pairs;
  }

  /** Returns the key in the innermost mapping that is equal to the key of a new pair, if there is one. Merges have no key. */
  findTwin(mapping: OpenMapping, { key, keyNode }: Pair): Node | undefined {
    const { base } = mapping;
    if (key === undefined) return undefined;
    if (this.#size - base < MANY) {
      for (let at = base; at < this.#size; at++) {
        const other = this.#pairs[at];
        if (other?.key === key && !isMerge(other)) return other.keyNode;
      }
      return undefined;
    }
    mapping.seen ??= indexByKey(this.#pairs.slice(base, this.#size));
    const twin = mapping.seen.get(key);
    // A pair would keep its value in memory after the reader drops it.
    if (twin === undefined) mapping.seen.set(key, keyNode);
    return twin;
  }
}

function indexByKey(pairs: readonly Pair[]): Map<string, Node> {
  const index = new Map<string, Node>();
  for (const pair of pairs) if (pair.key !== undefined && !isMerge(pair)) index.set(pair.key, pair.keyNode);
  return index;
}
