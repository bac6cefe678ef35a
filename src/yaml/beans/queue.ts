import type { Mark, YamlToken } from "./token.js";

/** A token that is a key if a `:` follows. */
export interface PossibleKey {
  /** Its number, counted from the start of the text. */
  readonly number: number;
  readonly column: number;
  readonly offset: number;
}

/**
 * The tokens that were scanned but not yet consumed, and those among them that may be keys.
 *
 * YamlBeans forgets a possible key only when a `:` uses it or a later token on the same level of brackets replaces it,
 * never because a line or a bracket ends. The results are keys of several lines, long look-ahead, and a failure if a
 * `:` refers to a key that was consumed long before.
 */
export class TokenQueue {
  /** Used from `#head` to `#tail`; the places are reused, since shrinking the array would cost an allocation. */
  readonly #tokens: YamlToken[] = [];
  #head = 0;
  #tail = 0;
  /** The number of the token at `#head`; number 0 is the start of the stream, which is not a token here. */
  #taken = 1;
  /** By level, in the order of the levels in Java's HashMap: 0, -1, 1, -2, 2, ... */
  readonly #possibleKeys: (PossibleKey | undefined)[] = [];
  /** There is no possible key before this index. */
  #firstKey = 0;

  /** Whether the first token cannot be consumed yet: there is none, or it may be a key. */
  get waits(): boolean {
    if (this.#head === this.#tail) return true;
    const keys = this.#possibleKeys;
    while (this.#firstKey < keys.length && keys[this.#firstKey] === undefined) this.#firstKey++;
    // YamlBeans looks only at this one, even if it was consumed already.
    return keys[this.#firstKey]?.number === this.#taken;
  }

  get first(): YamlToken | undefined {
    return this.#head === this.#tail ? undefined : this.#tokens[this.#head];
  }

  push(token: YamlToken): void {
    this.#tokens[this.#tail++] = token;
  }

  removeFirst(): void {
    if (this.#head === this.#tail) return;
    this.#taken++;
    this.#head++;
    if (this.#head === this.#tail) this.clear();
  }

  /** Drops all tokens. */
  clear(): void {
    this.#head = this.#tail = 0;
  }

  /**
   * Notes that the token pushed next may be a key. `level` is the number of brackets around it, negative after
   * unmatched closing ones.
   */
  noteKey(level: number, column: number, offset: number): void {
    const index = orderOf(level);
    while (this.#possibleKeys.length < index) this.#possibleKeys.push(undefined);
    this.#possibleKeys[index] = { number: this.#taken + this.#tail - this.#head, column, offset };
    if (index < this.#firstKey) this.#firstKey = index;
  }

  /** Returns the possible key of a level and forgets it. */
  takeKey(level: number): PossibleKey | undefined {
    const index = orderOf(level);
    const key = this.#possibleKeys[index];
    if (key !== undefined) this.#possibleKeys[index] = undefined;
    return key;
  }

  forgetKeys(): void {
    this.#possibleKeys.length = 0;
  }

  /** Inserts a token before a key; returns false if the key was consumed already. */
  insertBefore(key: PossibleKey, mark: Mark): boolean {
    const index = this.#head + key.number - this.#taken;
    if (index < this.#head) return false;
    const tokens = this.#tokens;
    let moved: YamlToken = mark;
    for (let at = index; at < this.#tail; at++) {
      const token: YamlToken = tokens[at] ?? mark;
      tokens[at] = moved;
      moved = token;
    }
    this.push(moved);
    return true;
  }
}

function orderOf(level: number): number {
  return level >= 0 ? 2 * level : -2 * level - 1;
}
