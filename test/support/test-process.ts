import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** How one test file did. An error in the file counts as failed tests, even if every test that ran has passed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** The errors of the file itself, one sentence each. */
  readonly faults: readonly string[];
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
  /** The processor time, if the file shared a process with others and did not end it. */
  readonly ms?: number;
}

/** The results of a test process; `status` is null if a signal ended it. */
interface End {
  readonly status: number | null;
  readonly isLate: boolean;
  readonly stdout: string;
  readonly output: string;
}

// The last lines that uvu 0.5.6 prints.
const SUMMARY = /\n {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n {2}Duration: /g;

const BATCH = fileURLToPath(new URL("test-batch.js", import.meta.url));

// No test prints a NUL.
const END_MARK = /\0end (\d+ \d+)\n/;

const running = new Set<number>();

/** Returns what a process that runs several files prints after each of them: its exit status and its processor time. */
export function endMark(status: number, ms: number): string {
  return `\0end ${status} ${Math.round(ms)}\n`;
}

/**
 * Runs built uvu files one after the other in one process, in the folder `cwd`, at most `timeMs` long, and judges each
 * more strictly than uvu does. uvu itself exits with 0 when a hook throws, when `test.run()` is missing or has tests
 * after it, and when `test.only` or `test.skip` hides tests. If the process ends early, that is a failure of the file
 * that it was running, and a new process runs the others.
 */
export async function runTestFiles(
  paths: readonly string[],
  cwd: string,
  timeMs: number,
): Promise<Outcome[]> {
  const end = await runProcess(paths.length === 1 ? paths : [BATCH, ...paths], cwd, timeMs);
  const outputs = end.output.split(END_MARK);
  const stdouts = end.stdout.split(END_MARK);
  const outcomes: Outcome[] = [];
  for (const [index, path] of paths.entries()) {
    // The parts are, in turn, a text and the numbers in the mark after it.
    const [stdout = "", mark] = stdouts.slice(2 * index);
    const [status, ms] = mark?.split(" ").map(Number) ?? [];
    const isLast = index === paths.length - 1;
    const output = `${outputs[2 * index] ?? ""}${isLast ? (outputs[2 * index + 2] ?? "") : ""}`;
    const isEnded = status !== undefined && !(isLast && (end.isLate || end.status !== 0));
    const part = isEnded ? { status, isLate: false } : end;
    const formFaults = findFormFaults(await readFile(path, "utf8"));
    const outcome = judge({ ...part, stdout, output }, timeMs, formFaults);
    outcomes.push(ms === undefined ? outcome : { ...outcome, ms });
    if (status === undefined && !isLast) {
      return [...outcomes, ...(await runTestFiles(paths.slice(index + 1), cwd, timeMs))];
    }
  }
  return outcomes;
}

/** Kills every test process that still runs, and the processes that it started. */
export function killTestProcesses(): void {
  for (const pid of running) killGroup(pid);
}

/** Tests after the last `test.run()`, and tests of a `suite` that is never run, leave no trace in the summary. */
function findFormFaults(text: string): string[] {
  const faults: string[] = [];
  if (!text.includes('import { test } from "uvu";')) {
    faults.push('it does not import `test`, and nothing else, from "uvu"');
  }
  if (!text.trimEnd().endsWith("\ntest.run();")) faults.push("its last line is not `test.run();`");
  return faults;
}

function judge(end: End, timeMs: number, formFaults: readonly string[]): Outcome {
  const faults = [...formFaults];
  const { output } = end;
  const summary = Array.from(stripVTControlCharacters(end.stdout).matchAll(SUMMARY)).at(-1);
  if (end.isLate) faults.push(`it did not end within ${timeMs / 1000} s`);
  if (summary === undefined) {
    if (!end.isLate) faults.push(`it printed no summary of its tests (exit status ${end.status ?? "none"})`);
    return { passed: 0, failed: faults.length, faults, output };
  }
  const [total, passed, skipped] = [Number(summary[1]), Number(summary[2]), Number(summary[3])];
  const unpassed = Math.max(0, total - passed);
  if (total === 0) faults.push("it holds no tests");
  if (skipped > 0) faults.push(`${skipped} of its tests were skipped (test.skip or test.only)`);
  if (unpassed > 0 && end.status === 0) {
    faults.push(`${unpassed} of its ${total} tests did not pass, though none failed: a hook threw`);
  } else if (unpassed === 0 && end.status !== 0 && !end.isLate) {
    faults.push(`its tests passed, but it ended with exit status ${end.status ?? "none"}`);
  }
  const failed = unpassed + skipped;
  return { passed, failed: faults.length > 0 ? Math.max(1, failed) : failed, faults, output };
}

async function runProcess(argv: readonly string[], cwd: string, timeMs: number): Promise<End> {
  // A process group of its own, so that the processes that a test started end with it.
  const child = spawn(process.execPath, argv, { cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  let stdout = "";
  let output = "";
  let isLate = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  const timer = setTimeout(() => {
    isLate = true;
    if (pid !== undefined) killGroup(pid);
  }, timeMs);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { status, isLate, stdout, output };
  } finally {
    clearTimeout(timer);
    if (pid !== undefined) running.delete(pid);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}
