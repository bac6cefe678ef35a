import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

/** A Node.js program whose cost is measured. */
export interface Program {
  /** The arguments of `node`: a script and its arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Variables of the environment, in addition to PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Prepares the disk for the program; its time does not count. */
  readonly before?: () => void;
}

/** The cost of one run, or the median of several. */
export interface Cost {
  /** From start to end, in ms. */
  readonly wallMs: number;
  /** User and system time, in ms. */
  readonly cpuMs: number;
  /** The largest resident set, in MiB. */
  readonly peakMiB: number;
}

/** The costs of a program and of its reference: medians, and the medians of the ratios of neighbouring runs. */
export interface Comparison {
  readonly program: Cost;
  readonly reference: Cost;
  readonly ratios: Cost;
}

/** Measures programs as processes of their own. */
export interface Stopwatch {
  /** Runs both in turn, `runs` times after one run each that does not count. Throws an error if one fails. */
  compare(program: Program, reference: Program, runs: number): Promise<Comparison>;
}

/**
 * Makes a stopwatch with its files in `folder`. The programs get the environment's PATH, and `folder` as their home, so
 * that no setting of the user has an effect.
 */
export function createStopwatch(folder: string): Stopwatch {
  // Only a process itself knows what it has used: it prints that when it ends.
  const hook = join(folder, "tell-usage.cjs");
  writeFileSync(
    hook,
    `process.on("exit", () => require("node:fs").writeSync(3, JSON.stringify(process.resourceUsage())));\n`,
  );
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder };

  async function run({ args, cwd, env: more, before }: Program): Promise<Cost> {
    before?.();
    const start = performance.now();
    const child = spawn(process.execPath, ["--require", hook, ...args], {
      cwd,
      env: { ...env, ...more },
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    let said = "";
    let output = "";
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    child.stdio[3]?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const wallMs = performance.now() - start;
    if (status !== 0) {
      throw new Error(
        `node ${args.join(" ")} ended with exit status ${status ?? "none"}: ${said.slice(0, 2000)}`,
      );
    }
    // https://nodejs.org/docs/latest-v20.x/api/process.html#processresourceusage: microseconds and KiB.
    const number = (key: string) => Number(new RegExp(`"${key}":(\\d+)`).exec(output)?.[1]);
    const cpuMs = (number("userCPUTime") + number("systemCPUTime")) / 1000;
    return { wallMs, cpuMs, peakMiB: number("maxRSS") / 1024 };
  }

  return {
    async compare(program, reference, runs) {
      const owns: Cost[] = [];
      const references: Cost[] = [];
      for (let round = 0; round <= runs; round++) {
        const theirs = await run(reference);
        const ours = await run(program);
        // The first round finds cold file caches.
        if (round === 0) continue;
        owns.push(ours);
        references.push(theirs);
      }
      const ratios = owns.map((cost, index) => ratioOf(cost, references[index] ?? cost));
      return { program: medianCost(owns), reference: medianCost(references), ratios: medianCost(ratios) };
    },
  };
}

function ratioOf(cost: Cost, reference: Cost): Cost {
  return {
    wallMs: cost.wallMs / reference.wallMs,
    cpuMs: cost.cpuMs / reference.cpuMs,
    peakMiB: cost.peakMiB / reference.peakMiB,
  };
}

function medianCost(costs: readonly Cost[]): Cost {
  return {
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
    peakMiB: median(costs.map(({ peakMiB }) => peakMiB)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
