import { pathToFileURL } from "node:url";
import { endMark } from "./test-process.js";

// `node test-batch.js FILE...` runs built test files one after the other in this process, which loads and compiles the
// program only once. After the output of each file, with uvu's summary, it prints a mark with the exit status.

// uvu 0.5.6 runs the tests in UVU_QUEUE; with UVU_DEFER, only if `exec` is called. It reads both when it is loaded.
const queue: unknown[][] = [];
Object.assign(globalThis, { UVU_DEFER: 1, UVU_INDEX: 0, UVU_QUEUE: queue });
const { exec } = await import("uvu");

for (const path of process.argv.slice(2)) {
  queue.splice(0, queue.length, [null]);
  await import(pathToFileURL(path).href);
  await exec();
  process.stdout.write(endMark(Number(process.exitCode)));
}
// The outcome of each file is in its mark; any other exit status is that of an error after the last test.
process.exitCode = 0;
