/** An invalid value of a rule. */
export interface RuleProblem {
  /** The key of the value: `tag_filter`, or an option of the policy. */
  readonly field: string;
  /** The offset in the value, in UTF-16 code units. */
  readonly index: number;
  /** Set if the filter is valid, but needs too many steps. */
  readonly stopped?: true;
  readonly message: string;
  readonly help: string;
}

/**
 * How one policy reads and compares: `read` returns the key of a text (a tag, or the group that `extract` names), or
 * undefined if the policy cannot read it.
 */
export interface Order<Key> {
  read(text: string): Key | undefined;
  /** Negative where `a` is the lower, 0 if the policy sees no difference. A total order over what is read. */
  compare(a: Key, b: Key): number;
  /** Returns the keys that lose against every other one, given all matching texts; none by default. */
  losers?(keys: readonly Key[], texts: Iterable<string>): ReadonlySet<Key>;
  /** The key as text, for a user who asks why a tag won. */
  show(key: Key): string;
  /** Whether `read` returned undefined for this text because it is a pre-release. */
  isPrerelease?(text: string): boolean;
  /** Why `read` returned undefined for this text: one line, lower case, to follow the text, which it does not repeat. */
  explainUnread(text: string): string;
}

/** Compares by UTF-16 code unit, the order of `<` on strings. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads every text and compares by UTF-16 code unit: "1.9" is after "1.10", and "a" after "Z". */
export const ALPHABETICAL: Order<string> = {
  read: (text) => text,
  compare: compareCodeUnits,
  show: (text) => text,
  explainUnread: () => "is not in the alphabetical order",
};

/**
 * Yields the items from the last to the first in the order of `compare`, on demand: n steps for the first two, as many
 * again for the third, log n for each further one (a heap), so that a long list is not sorted for the sake of its best
 * few. Every item is an object of its own.
 */
export function* bestFirst<T extends object>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<T, void> {
  let first: T | undefined;
  let second: T | undefined;
  for (const item of items) {
    if (first === undefined || compare(item, first) > 0) {
      second = first;
      first = item;
    } else if (second === undefined || compare(item, second) > 0) second = item;
  }
  if (first !== undefined) yield first;
  if (second === undefined) return;
  yield second;
  const heap = items.filter((item) => item !== first && item !== second);
  for (let index = (heap.length >> 1) - 1; index >= 0; index--) sink(heap, index, compare);
  for (let best = heap[0]; best !== undefined; best = heap[0]) {
    yield best;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    sink(heap, 0, compare);
  }
}

function sink<T>(heap: T[], index: number, compare: (a: T, b: T) => number): void {
  const item = heap[index];
  if (item === undefined) return;
  for (;;) {
    const child = higherChild(heap, index, compare);
    const below = child === undefined ? undefined : heap[child];
    if (child === undefined || below === undefined || compare(item, below) >= 0) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = item;
}

function higherChild<T>(
  heap: readonly T[],
  index: number,
  compare: (a: T, b: T) => number,
): number | undefined {
  const left = heap[2 * index + 1];
  const right = heap[2 * index + 2];
  if (left === undefined) return undefined;
  return right !== undefined && compare(right, left) > 0 ? 2 * index + 2 : 2 * index + 1;
}
