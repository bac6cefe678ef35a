import type { Package } from "../model/declaration.js";
import type { Lookup } from "../model/lookup.js";

// While gocd-pin processes the answers for one package, the queries of others keep the connections busy.
const PACKAGES_PER_QUERY = 4;

/**
 * Runs an asynchronous task for each item, and returns the results in the order of the items. The number of tasks that run at
 * a time is limited, since thousands of waiting tasks would need memory. Each registry has its own limit, so that the packages
 * of one registry do not wait for a slow one. Throws the error of a task.
 */
export async function mapConcurrently<Item extends { readonly package: Package }, Result>(
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
  async function runTasks(waiting: Iterable<readonly [number, Item]>): Promise<void> {
    for (const [index, item] of waiting) results[index] = await task(item);
  }
  const workers = Array.from(queues.values()).flatMap((queue) => {
    const waiting = queue.values();
    return Array.from({ length: Math.min(PACKAGES_PER_QUERY * concurrency, queue.length) }, () =>
      runTasks(waiting),
    );
  });
  await Promise.all(workers);
  return results;
}
