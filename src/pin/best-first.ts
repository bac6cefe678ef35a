/**
 * Gives the items from the last to the first in the order of `compare`, as many as are asked for: n steps for the
 * first one, as many again for the second, log n for each further one (a heap), so that a long list is not sorted for
 * the sake of its best few. Every item is an object of its own.
 */
export function* bestFirst<T extends object>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<T, void> {
  let [first] = items;
  if (first === undefined) return;
  for (const item of items) if (compare(item, first) > 0) first = item;
  yield first;
  const heap = items.filter((item) => item !== first);
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
