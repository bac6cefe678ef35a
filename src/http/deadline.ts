/** The time limit of one query. */
export interface Deadline {
  isOver(): boolean;
  /** Calls `stop` at the end of the time limit, unless the result is called before. */
  whenOver(stop: () => void): () => void;
  /** The remaining time in ms. */
  remaining(): number;
  /** Returns the value of `promise`, or undefined if the time limit ends first. */
  within<T>(promise: Promise<T>): Promise<T | undefined>;
  /** Waits `ms`, or until the time limit ends. */
  pause(ms: number): Promise<void>;
  /** Must be called at the end of the query: a running timer keeps the process alive. */
  cancel(): void;
}

/**
 * Starts the time limit of one query, in ms. An `AbortSignal` would do the same, but creating one and listening to it takes
 * as long as half a request.
 */
export function startDeadline(ms: number): Deadline {
  const end = performance.now() + ms;
  const stops = new Set<() => void>();
  let isOver = false;
  let over: Promise<undefined> | undefined;
  const timer = setTimeout(() => {
    isOver = true;
    for (const stop of stops) stop();
  }, ms);

  function whenOver(stop: () => void): () => void {
    stops.add(stop);
    return () => void stops.delete(stop);
  }

  function within<T>(promise: Promise<T>): Promise<T | undefined> {
    over ??= new Promise((resolve) => {
      if (isOver) resolve(undefined);
      else whenOver(() => resolve(undefined));
    });
    return Promise.race([promise, over]);
  }

  return {
    isOver: () => isOver,
    whenOver,
    remaining: () => Math.max(0, end - performance.now()),
    within,
    async pause(wait) {
      let sleeping: NodeJS.Timeout | undefined;
      const slept = new Promise<undefined>((resolve) => {
        sleeping = setTimeout(() => resolve(undefined), wait);
      });
      await within(slept);
      clearTimeout(sleeping);
    },
    cancel: () => clearTimeout(timer),
  };
}
