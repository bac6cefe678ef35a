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
  /** Whether the files run one by one, and the report ends with the processor time of the slowest. */
  readonly hasTimes?: boolean;
  /** Accepts the report, one or more complete lines at a time, without the last line end. */
  readonly write: (lines: string) => void;
}

// The tests of the quick run wait for timers and files half of the time: on two cores, four processes take 38 s instead of
// 49 s. Those with servers and programs of their own do not get more than the cores.
const AT_ONCE = 2;
const AT_ONCE_QUICK = 4;
const SLOWEST = 40;

/** How many files of one folder run in one process. */
const BATCH_SIZE = 8;

/** Files that run alone: they start programs, take long, or say that they need a process of their own. */
const ALONE_PATH = /^test\/(?:[^/]*$|(?:attack|e2e|docs|support)\/)/;
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
  await Promise.all(Array.from({ length: hasTimes ? 1 : isQuick ? AT_ONCE_QUICK : AT_ONCE }, work));
  if (hasTimes) write(describeTimes(times));
  write(`${passed} passed, ${failed} failed`);
  return passed > 0 && failed === 0;

  /** Runs files from the list that all workers share. */
  async function work(): Promise<void> {
    for (const batch of waiting) {
      const before = hasTimes ? await readChildrenMs() : 0;
      const outcomes = await runBuilt(root, batch, timeMs);
      if (hasTimes) times.push([describeBatch(batch), (await readChildrenMs()) - before]);
      for (const [file, outcome] of outcomes) {
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

/** Returns the files in the groups that run in one process each; those that run alone, which take longest, are first. */
async function makeBatches(root: string, files: readonly string[]): Promise<string[][]> {
  const alone: string[][] = [];
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const isAlone = ALONE_PATH.test(file) || ALONE_TEXT.test(await readFile(join(root, file), "utf8"));
    if (isAlone) alone.push([file]);
    else {
      const folder = file.split("/", 2).join("/");
      folders.set(folder, [...(folders.get(folder) ?? []), file]);
    }
  }
  const batches = Array.from(folders.values()).flatMap((group) => {
    const count = Math.ceil(group.length / BATCH_SIZE);
    return Array.from({ length: count }, (_, index) =>
      group.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
    );
  });
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

function describeBatch([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and the next ${others.length}`;
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

/** The files that need most processor time, in seconds, and the sum of all. */
function describeTimes(times: readonly (readonly [file: string, ms: number])[]): string {
  const line = (what: string, ms: number) => `${(ms / 1000).toFixed(2).padStart(8)} s  ${what}`;
  const sum = times.reduce((total, [, ms]) => total + ms, 0);
  const slowest = Array.from(times)
    .sort(([, a], [, b]) => b - a)
    .slice(0, SLOWEST);
  return [...slowest.map(([file, ms]) => line(file, ms)), line("all files", sum)].join("\n");
}
