import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensurePrograms, PROGRAMS, thisMachine } from "./support/programs.js";
import { QUICK_VARIABLE } from "./support/runs.js";
import { killTestProcesses } from "./support/test-process.js";
import { runTests } from "./support/test-run.js";

// `node dist/test/run.js [--quick] [--times] [TEXT...]` runs the built test files whose path contains one of the texts.
// `--quick` leaves out `test/e2e/`: those tests start real servers or programs, run the pages of the documentation, install
// packages, or take long. Of long properties it checks fewer examples.
// `--times` prints the processor time of the slowest files, on Linux.

const TIME_MS = 300_000;
const QUICK_PROGRAMS = new Set(["git"]);

const write = (lines: string) => process.stdout.write(`${lines}\n`);
for (const [signal, status] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
  process.once(signal, () => {
    killTestProcesses();
    process.exit(status);
  });
}
const { values, positionals: filters } = parseArgs({
  options: { quick: { type: "boolean", default: false }, times: { type: "boolean", default: false } },
  allowPositionals: true,
});
const isQuick = values.quick;
if (isQuick) process.env[QUICK_VARIABLE] = "1";
const root = fileURLToPath(new URL("../..", import.meta.url));
const programs = new Map(Array.from(PROGRAMS).filter(([name]) => !isQuick || QUICK_PROGRAMS.has(name)));
const isReady = await ensurePrograms(programs, thisMachine(write));
const isGood =
  isReady && (await runTests({ root, filters, isQuick, timeMs: TIME_MS, hasTimes: values.times, write }));
process.exitCode = isGood ? 0 : 1;
