/** Lets a limited number of tasks run at a time, in the order of the calls. */
export interface Semaphore {
  /** Waits for a place. The task must call the result when it ends. */
  enter(): Promise<() => void>;
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** Creates a semaphore for `width` tasks at a time. */
export function createSemaphore(width: number): Semaphore {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<() => void> {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    return leave;
  }

  function leave(): void {
    // The place is passed to the next task directly, so that no later task can take it.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }

  return {
    enter,
    async run(task) {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
