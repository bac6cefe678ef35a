import { setFlagsFromString } from "node:v8";

/** A flag of V8 that says how much a function must run before V8 optimizes it. */
interface Flag {
  readonly name: string;
  readonly short: number;
  readonly long: number;
}

// A budget in bytes of bytecode, or a number of calls. By the major version of V8, of Node.js 20, 22 and 24: V8 reports a flag
// that it does not know. The budget of a long run is four times V8's own, as no other one takes less time for 1 and 10 MB of
// YAML.
const INVOCATIONS: Flag = { name: "--invocation-count-for-turbofan", short: 30_000, long: 3000 };
const FLAGS = new Map<string, Flag>([
  ["11", { name: "--interrupt-budget", short: 1_000_000, long: 270_336 }],
  ["12", INVOCATIONS],
  ["13", INVOCATIONS],
]);

// About the work of half a second.
const MUCH_WORK = 1_000_000;
/** The work of one request, in bytes of a text. */
export const REQUEST_WORK = 1000;

let delayed: Flag | undefined;
let work = 0;

/**
 * Makes V8 optimize only code that runs much longer than usual, until `countWork` counted a lot of work. Most runs take less
 * than a second, in which optimized code does not repay the time to compile it.
 */
export function delayOptimizing(): void {
  work = 0;
  delayed = FLAGS.get(process.versions.v8.split(".", 1)[0] ?? "");
  if (delayed !== undefined) setFlagsFromString(`${delayed.name}=${delayed.short}`);
}

/** Counts bytes that were read from a file or a server. */
export function countWork(bytes: number): void {
  if (delayed === undefined) return;
  work += bytes;
  if (work < MUCH_WORK) return;
  setFlagsFromString(`${delayed.name}=${delayed.long}`);
  delayed = undefined;
}
