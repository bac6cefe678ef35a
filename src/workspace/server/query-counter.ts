import type { RunOptions } from "../world.js";

/** Counts a query from its start to its answer, for the progress of the run. */
export type QueryCounter = <T>(answer: Promise<T>, query: string) => Promise<T>;

/**
 * Creates the counter of the queries to some servers; `label` says what the run does: `querying registries`. `countLater`
 * returns how many queries are known to follow.
 */
export function createQueryCounter(
  { onProgress }: RunOptions,
  label: string,
  countLater: () => number = () => 0,
): QueryCounter {
  if (onProgress === undefined) return (answer) => answer;
  let done = 0;
  let started = 0;
  const waiting = new Map<symbol, string>();
  const report = () =>
    onProgress({ label, done, total: started + countLater(), query: waiting.values().next().value });
  return async (answer, query) => {
    const id = Symbol(query);
    started++;
    waiting.set(id, query);
    report();
    const value = await answer;
    done++;
    waiting.delete(id);
    report();
    return value;
  };
}
