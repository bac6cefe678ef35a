/** Lets a limited number of tasks run at a time, the others in the order they came. */
export interface Gate {
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** Makes a gate for `width` tasks at a time. */
export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(task) {
      if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      try {
        return await task();
      } finally {
        // The place goes to the next in line without being free in between, so nobody can push in.
        const next = waiting.shift();
        if (next === undefined) running--;
        else next();
      }
    },
  };
}
