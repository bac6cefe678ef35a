import type { Mark, Token } from "./beans-token.js";

/** A token that turns out to be a key if a `:` follows. */
export interface PossibleKey {
  /** Its number, counted from the start of the text. */
  readonly number: number;
  readonly column: number;
  readonly offset: number;
}

/**
 * The tokens that were scanned and not taken yet, and those among them that may turn out to be keys.
 *
 * YamlBeans forgets a possible key only when a `:` uses it or a later token on the same level of brackets replaces
 * it, never because a line or a bracket ends. Keys of several lines come of that, reading far ahead, and a failure
 * where a `:` finds a key that was taken long ago.
 */
export class TokenQueue {
  #tokens: Token[] = [];
  #head = 0;
  /** The number of the token at `#head`; the start of the stream, which is no token here, has number 0. */
  #taken = 1;
  /** By level, from -1 on. */
  readonly #possibleKeys: (PossibleKey | undefined)[] = [];

  /** Whether the first token cannot be taken yet: there is none, or it may turn out to be a key. */
  get waits(): boolean {
    if (this.#head === this.#tokens.length) return true;
    // The key outside all brackets goes before those inside, whether it was taken already or not.
    for (const key of this.#possibleKeys) if (key !== undefined) return key.number === this.#taken;
    return false;
  }

  get first(): Token | undefined {
    return this.#tokens[this.#head];
  }

  push(token: Token): void {
    this.#tokens.push(token);
  }

  removeFirst(): void {
    if (this.#head === this.#tokens.length) return;
    this.#taken++;
    this.#head++;
    if (this.#head === this.#tokens.length) this.clear();
  }

  /** Drops all tokens. */
  clear(): void {
    this.#tokens.length = 0;
    this.#head = 0;
  }

  /** Notes that the token pushed next may be a key. `level` is the number of brackets around it, -1 or more. */
  noteKey(level: number, column: number, offset: number): void {
    const number = this.#taken + this.#tokens.length - this.#head;
    while (this.#possibleKeys.length <= level) this.#possibleKeys.push(undefined);
    this.#possibleKeys[level + 1] = { number, column, offset };
  }

  /** Gives the possible key of a level and forgets it. */
  takeKey(level: number): PossibleKey | undefined {
    const key = this.#possibleKeys[level + 1];
    if (key !== undefined) this.#possibleKeys[level + 1] = undefined;
    return key;
  }

  forgetKeys(): void {
    this.#possibleKeys.length = 0;
  }

  /** Puts a token in front of a key; gives false if the key was taken already. */
  insertBefore(key: PossibleKey, mark: Mark): boolean {
    const index = key.number - this.#taken;
    if (index < 0) return false;
    this.#tokens.splice(this.#head + index, 0, mark);
    return true;
  }
}
