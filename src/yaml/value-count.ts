import { BOUNDS } from "../model/bounds.js";
import type { Node } from "./node.js";

/** The number of values of a file, each alias counted as the values of its node. */
export class ValueCount {
  #total = 0;
  /** The numbers of values of anchored collections. */
  readonly #sizes = new Map<Node, number>();

  get total(): number {
    return this.#total;
  }

  get isTooLarge(): boolean {
    return this.#total > BOUNDS.yamlValues.value;
  }

  /** Adds values; returns whether there are too many now, and were not before. */
  add(values: number): boolean {
    const wasTooLarge = this.isTooLarge;
    this.#total += values;
    return !wasTooLarge && this.isTooLarge;
  }

  /** Notes that all values since the total `before` are those of a node. */
  noteSize(node: Node, before: number): void {
    if (node.anchor !== undefined) this.#sizes.set(node, this.#total - before);
  }

  sizeOf(node: Node): number {
    return this.#sizes.get(node) ?? 0;
  }
}
