import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readChildrenMs } from "./processor-time.js";
import { runTestFiles, type Outcome } from "./test-process.js";

/** What a run of the tests needs to know. */
export interface TestRun {
  /** The folder that holds `test/` and `dist/test/`. */
  readonly root: string;
  /** Only files whose path contains one of these texts run; none means all. */
  readonly filters: readonly string[];
  /** Whether the tests in `test/e2e/` are left out. */
  readonly isQuick: boolean;
  /** How long one file may take, in ms. */
  readonly timeMs: number;
  /** Whether the processes run one by one, and the report ends with the processor time of the slowest files. */
  readonly hasTimes?: boolean;
  /** Accepts the report, one or more complete lines at a time, without the last line end. */
  readonly write: (lines: string) => void;
}

// The tests of the quick run wait for timers and files half of the time: on two cores, four processes take 38 s instead of
// 49 s. Those with servers and programs of their own do not get more than the cores.
const AT_ONCE = 2;
const AT_ONCE_QUICK = 4;
const SLOWEST = 40;

/** How many files run in one process. To load the program and the libraries of the tests takes half a second of each process. */
const BATCH_SIZE = 40;

/** Files that run alone: they start programs and take long, or say that they need a process of their own. */
const ALONE_PATH = /^test\/(?:attack|e2e)\//;
const ALONE_TEXT = /^\/\/ A process of its own: /m;

/**
 * Runs the built file of every `test/**\/*.test.ts` and reports: a line for a file without failures, the complete output
 * of any other, and `N passed, N failed` as the last line. Returns whether there were tests and all have passed.
 */
export async function runTests({
  root,
  filters,
  isQuick,
  timeMs,
  hasTimes = false,
  write,
}: TestRun): Promise<boolean> {
  const all = await findTestFiles(root, filters);
  const files = isQuick ? all.filter((file) => !file.startsWith("test/e2e/")) : all;
  if (files.length === 0) {
    write(`no test file${filters.length > 0 ? ` matches ${filters.join(" ")}` : " found in test/"}`);
  }
  let passed = 0;
  let failed = 0;
  const waiting = (await makeBatches(root, files)).values();
  const times: [file: string, ms: number][] = [];
  let sumMs = 0;
  await Promise.all(Array.from({ length: hasTimes ? 1 : isQuick ? AT_ONCE_QUICK : AT_ONCE }, work));
  if (hasTimes) write(describeTimes(times, sumMs));
  write(`${passed} passed, ${failed} failed`);
  return passed > 0 && failed === 0;

  /** Runs files from the list that all workers share. */
  async function work(): Promise<void> {
    for (const batch of waiting) {
      const before = hasTimes ? await readChildrenMs() : 0;
      const outcomes = await runBuilt(root, batch, timeMs);
      const batchMs = hasTimes ? (await readChildrenMs()) - before : 0;
      sumMs += batchMs;
      for (const [file, outcome] of outcomes) {
        times.push([file, outcome.ms ?? batchMs]);
        passed += outcome.passed;
        failed += outcome.failed;
        write(report(file, outcome));
      }
    }
  }
}

/** Test files by their sources, so that the built file of a source that no longer exists does not run. */
async function findTestFiles(root: string, filters: readonly string[]): Promise<string[]> {
  const entries = await readdir(join(root, "test"), { recursive: true });
  return entries
    .map((path) => `test/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".test.ts"))
    .filter((path) => filters.length === 0 || filters.some((text) => path.includes(text)))
    .sort();
}

/**
 * Returns the files in the groups that run in one process each; those that run alone, which take longest, are first. The
 * others are dealt out in turn, so that the groups take equally long.
 */
async function makeBatches(root: string, files: readonly string[]): Promise<string[][]> {
  const alone: string[][] = [];
  const together: string[] = [];
  for (const file of files) {
    const isAlone = ALONE_PATH.test(file) || ALONE_TEXT.test(await readFile(join(root, file), "utf8"));
    if (isAlone) alone.push([file]);
    else together.push(file);
  }
  const count = Math.ceil(together.length / BATCH_SIZE);
  const batches = Array.from({ length: count }, (_, index) =>
    together.filter((_file, position) => position % count === index),
  );
  return [...alone, ...batches];
}

async function runBuilt(
  root: string,
  files: readonly string[],
  timeMs: number,
): Promise<[file: string, outcome: Outcome][]> {
  const built = new Map<string, string>();
  const outcomes: [string, Outcome][] = [];
  for (const file of files) {
    const path = join(root, "dist", file.replace(/\.ts$/, ".js"));
    try {
      await access(path);
      built.set(file, path);
    } catch {
      outcomes.push([file, { passed: 0, failed: 1, faults: ["it is not built"], output: "" }]);
    }
  }
  if (built.size === 0) return outcomes;
  const ran = await runTestFiles(Array.from(built.values()), root, timeMs);
  const names = Array.from(built.keys());
  return [...outcomes, ...ran.map((outcome, index): [string, Outcome] => [names[index] ?? "", outcome])];
}

function report(file: string, { passed, failed, faults, output }: Outcome): string {
  if (failed === 0) return `ok    ${file} (${passed})`;
  const lines = [
    `FAIL  ${file} (${passed} passed, ${failed} failed)`,
    ...faults.map((fault) => `      ${fault}`),
  ];
  if (output.trim() !== "") lines.push(output.trimEnd());
  return lines.join("\n");
}

/** The files that need most processor time, in seconds, and the time of all processes. */
function describeTimes(times: readonly (readonly [file: string, ms: number])[], sumMs: number): string {
  const line = (what: string, ms: number) => `${(ms / 1000).toFixed(2).padStart(8)} s  ${what}`;
  const slowest = Array.from(times)
    .sort(([, a], [, b]) => b - a)
    .slice(0, SLOWEST);
  return [...slowest.map(([file, ms]) => line(file, ms)), line("all processes", sumMs)].join("\n");
}
