import { fileURLToPath } from "node:url";
import { ensurePrograms, PROGRAMS, thisMachine } from "./support/programs.js";
import { killTestProcesses } from "./support/test-process.js";
import { runTests } from "./support/test-run.js";

// `node dist/test/run.js [TEXT...]` runs the built test files whose path holds one of the texts.

const TIME_MS = 300_000;

const write = (lines: string) => process.stdout.write(`${lines}\n`);
for (const [signal, status] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const]) {
  process.once(signal, () => {
    killTestProcesses();
    process.exit(status);
  });
}
const root = fileURLToPath(new URL("../..", import.meta.url));
const isReady = await ensurePrograms(PROGRAMS, thisMachine(write));
const isGood = isReady && (await runTests({ root, filters: process.argv.slice(2), timeMs: TIME_MS, write }));
process.exitCode = isGood ? 0 : 1;
