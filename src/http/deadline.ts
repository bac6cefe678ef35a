/** The time limit of one query. */
export interface Deadline {
  /** Aborts at the end of the time limit. */
  readonly signal: AbortSignal;
  /** The remaining time in ms. */
  remaining(): number;
  /** Returns the value of `promise`, or undefined if the time limit ends first. */
  within<T>(promise: Promise<T>): Promise<T | undefined>;
  /** Waits `ms`, or until the time limit ends. */
  pause(ms: number): Promise<void>;
  /** Must be called at the end of the query: a running timer keeps the process alive. */
  cancel(): void;
}

/** Starts the time limit of one query, in ms. */
export function startDeadline(ms: number): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const end = performance.now() + ms;
  const timer = setTimeout(() => controller.abort(), ms);
  const over = new Promise<undefined>((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  return {
    signal,
    remaining: () => Math.max(0, end - performance.now()),
    within: (promise) => Promise.race([promise, over]),
    async pause(wait) {
      let sleeping: NodeJS.Timeout | undefined;
      const slept = new Promise<undefined>((resolve) => {
        sleeping = setTimeout(() => resolve(undefined), wait);
      });
      await Promise.race([slept, over]);
      clearTimeout(sleeping);
    },
    cancel: () => clearTimeout(timer),
  };
}
