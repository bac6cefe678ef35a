import { spawn, type ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GOCD_PIN } from "../support/gocd-pin.js";
import type { Place } from "./place.js";
import type { AttackRun } from "./runner.js";
import { SECRET_ENV } from "./secrets.js";

/** How a process of the program is started. */
export interface ProgramStart {
  readonly place: Place;
  readonly argv: readonly string[];
  /** Programs and their arguments that start the program: `setpriv --reuid 65534`. */
  readonly prefix?: readonly string[];
  /** The path of another copy of the program. */
  readonly program?: string;
  /** The variable `PATH`, that of the tests by default. */
  readonly path?: string;
  /** Is called with the process once it has started. */
  readonly onStart?: (child: ChildProcess) => void;
}

const WATCHDOG_MS = 45_000;

/** Prints the usage of the process as the last line of standard error, if it ends by itself. */
const HOOK = `process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  try { require("node:fs").writeSync(2, "\\nusage " + maxRSS + " " + (userCPUTime + systemCPUTime) + "\\n"); } catch {}
});
`;

/** Runs the built program in a process of its own in the config repo of the place, until it ends. */
export async function runProgramIn(start: ProgramStart): Promise<AttackRun> {
  const { place, argv, prefix = [], program = GOCD_PIN, path = process.env["PATH"] ?? "", onStart } = start;
  const hook = join(place.root, "hook.cjs");
  await writeFile(hook, HOOK);
  const [command = "", ...args] = [...prefix, process.execPath, "--require", hook, program, ...argv];
  const begin = performance.now();
  const child = spawn(command, args, {
    cwd: place.repo,
    env: { PATH: path, HOME: join(place.root, "home"), ...SECRET_ENV },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const timer = setTimeout(() => child.kill("SIGKILL"), WATCHDOG_MS);
  onStart?.(child);
  const status = await new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "no status"));
  });
  clearTimeout(timer);
  const [usage = "", peak, micros] = /\nusage (\d+) (\d+)\n/.exec(stderr) ?? [];
  return {
    status,
    stdout,
    stderr: stderr.replace(usage, ""),
    wallMs: performance.now() - begin,
    cpuMs: Number(micros ?? 0) / 1000,
    peakMiB: Number(peak ?? 0) / 1024,
  };
}
