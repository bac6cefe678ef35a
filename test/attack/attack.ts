import { parseArgs } from "node:util";
import { runSuite, type Figures } from "./suite.js";
import { SUITES } from "./suites.js";

// `npm run attack -- [--seed N] [--rounds N] [SUITE...]` attacks the program for some minutes and prints figures.

const { values, positionals } = parseArgs({
  options: { seed: { type: "string" }, rounds: { type: "string" } },
  allowPositionals: true,
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const write = (line: string) => void process.stdout.write(`${line}\n`);

write(`seed ${seed}`);
for (const suite of SUITES) {
  if (positionals.length > 0 && !positionals.includes(suite.name)) continue;
  const missing = suite.missing?.();
  if (missing !== undefined) {
    write(`${suite.name}: skipped, as it needs ${missing}`);
    continue;
  }
  const figures = await runSuite(suite, seed, Number(values.rounds ?? suite.rounds.long));
  write(describe(figures));
  for (const failure of figures.failures) write(failure);
  if (figures.failures.length > 0) process.exitCode = 1;
}

function describe({ name, rounds, runs, statuses, maxCpuMs, maxWallMs, peakMiB, failures }: Figures): string {
  const counts = Array.from(statuses, ([status, count]) => `${count} x ${status}`)
    .sort()
    .join(", ");
  const most = `at most ${Math.round(maxCpuMs)} ms of processor time, ${Math.round(maxWallMs)} ms, ${Math.round(peakMiB)} MiB`;
  return `${name}: ${rounds} rounds, ${runs} runs, exit status ${counts}; ${most}; ${failures.length} failures`;
}
