import { pathToFileURL } from "node:url";
import { readChildrenMs } from "./processor-time.js";
import { endMark } from "./test-process.js";

// `node test-batch.js FILE...` runs built test files one after the other in this process, which loads and compiles the
// program only once. After the output of each file, with uvu's summary, it prints a mark with the exit status and the processor
// time.

// uvu 0.5.6 runs the tests in UVU_QUEUE; with UVU_DEFER, only if `exec` is called. It reads both when it is loaded.
const queue: unknown[][] = [];
Object.assign(globalThis, { UVU_DEFER: 1, UVU_INDEX: 0, UVU_QUEUE: queue });
const { exec } = await import("uvu");

let before = await processorMs();
for (const path of process.argv.slice(2)) {
  queue.splice(0, queue.length, [null]);
  await import(pathToFileURL(path).href);
  await exec();
  const now = await processorMs();
  process.stdout.write(endMark(Number(process.exitCode), now - before));
  before = now;
}
// The outcome of each file is in its mark; any other exit status is that of an error after the last test.
process.exitCode = 0;

/** The processor time of this process, and on Linux of its child processes that have ended. */
async function processorMs(): Promise<number> {
  const { user, system } = process.cpuUsage();
  const children = process.platform === "linux" ? await readChildrenMs() : 0;
  return (user + system) / 1000 + children;
}
