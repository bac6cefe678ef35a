import type { Package } from "../model/declaration.js";
import type { Lookup } from "../model/lookup.js";

// While a package is worked on, the queries of others must keep the connections busy.
const LANES_PER_QUERY = 4;

/**
 * Runs an asynchronous task for each item, and returns the results in the order of the items. Of each registry, a limited
 * number of packages is queried at a time: thousands of waiting tasks would need memory, and a slow registry must not make
 * the packages of another one wait.
 */
export async function mapInLanes<Item extends { readonly package: Package }, Result>(
  items: readonly Item[],
  { concurrency }: Pick<Lookup, "concurrency">,
  task: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const queues = new Map<string, (readonly [number, Item])[]>();
  for (const [index, item] of items.entries()) {
    const { registryUrl } = item.package.repository;
    const queue = queues.get(registryUrl);
    if (queue === undefined) queues.set(registryUrl, [[index, item]]);
    else queue.push([index, item]);
  }
  const results: Result[] = [];
  async function runLane(waiting: Iterable<readonly [number, Item]>): Promise<void> {
    for (const [index, item] of waiting) results[index] = await task(item);
  }
  const lanes = Array.from(queues.values()).flatMap((queue) => {
    const waiting = queue.values();
    return Array.from({ length: Math.min(LANES_PER_QUERY * concurrency, queue.length) }, () =>
      runLane(waiting),
    );
  });
  await Promise.all(lanes);
  return results;
}
