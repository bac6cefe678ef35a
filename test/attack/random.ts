/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Random {
  /** An integer from 0 to below `end`. */
  below(end: number): number;
  /** Whether an event happens whose probability is `share`. */
  chance(share: number): boolean;
  /** One of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T;
}

/** Creates the random numbers of a seed: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  }

  return {
    below: (end) => Math.floor(next() * end),
    chance: (share) => next() < share,
    pick(items) {
      const item = items.at(Math.floor(next() * items.length));
      if (item === undefined) throw new Error("there is nothing to pick from");
      return item;
    },
  };
}
