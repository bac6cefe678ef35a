import type { RunOptions } from "../world.js";

/** Counts a query from its start to its answer, for the progress of the run. */
export type QueryCounter = <T>(answer: Promise<T>, query: string) => Promise<T>;

/** Creates the counter of the queries to some servers; `label` says what the run does: `querying registries`. */
export function createQueryCounter({ onProgress }: RunOptions, label: string): QueryCounter {
  let done = 0;
  let total = 0;
  const waiting = new Map<symbol, string>();
  const report = () => onProgress?.({ label, done, total, query: waiting.values().next().value });
  return async (answer, query) => {
    const id = Symbol(query);
    total++;
    waiting.set(id, query);
    report();
    const value = await answer;
    done++;
    waiting.delete(id);
    report();
    return value;
  };
}
