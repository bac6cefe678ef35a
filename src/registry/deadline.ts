/** The time that one question has. */
export interface Deadline {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** What is left, in ms. */
  remaining(): number;
  /** Gives what `promise` gives, or undefined when the time is over first. */
  within<T>(promise: Promise<T>): Promise<T | undefined>;
  /** Waits `ms`, or until the time is over. */
  pause(ms: number): Promise<void>;
  /** To be called when the question is answered: a running timer keeps the process alive. */
  cancel(): void;
}

/** Starts the time of one question, in ms. */
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
