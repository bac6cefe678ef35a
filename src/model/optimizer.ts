import { setFlagsFromString } from "node:v8";

/** A flag of V8 for how much a function must run before V8 optimizes it, and its values for short and long runs. */
interface Flag {
  readonly name: string;
  readonly short: number;
  readonly long: number;
}

// A number of calls. That of a long run is V8's default.
const INVOCATIONS: Flag = { name: "--invocation-count-for-turbofan", short: 30_000, long: 3000 };
// The flag of each major version of V8, in Node.js 20, 22 and 24. V8 reports a flag that it does not know. The budget of version
// 11 is in bytes of bytecode. That of a long run is four times V8's default: half and double of it are no faster for 1 and 10 MB
// of YAML.
const FLAGS = new Map<string, Flag>([
  ["11", { name: "--interrupt-budget", short: 1_000_000, long: 270_336 }],
  ["12", INVOCATIONS],
  ["13", INVOCATIONS],
]);

// The bytes of YAML that gocd-pin processes in about half a second.
const MUCH_WORK = 1_000_000;
/** The work of one request, as the bytes of YAML that take as long. */
export const REQUEST_WORK = 1000;

let delayed: Flag | undefined;
let work = 0;

/**
 * Makes V8 optimize a function much later than usual, until `countWork` has counted the work of a long run. Most runs take less
 * than a second, and in this time the optimized code does not save as much as its compilation takes.
 */
export function delayOptimizing(): void {
  work = 0;
  delayed = FLAGS.get(process.versions.v8.split(".", 1)[0] ?? "");
  if (delayed !== undefined) setFlagsFromString(`${delayed.name}=${delayed.short}`);
}

/** Counts bytes that were read from a file or a server. When they are many, V8 optimizes functions earlier. */
export function countWork(bytes: number): void {
  if (delayed === undefined) return;
  work += bytes;
  if (work < MUCH_WORK) return;
  setFlagsFromString(`${delayed.name}=${delayed.long}`);
  delayed = undefined;
}
