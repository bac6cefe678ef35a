import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isRecord } from "../support/json.js";
import type { WorkerRequest } from "./worker.js";

/** How a run ended. */
export interface AttackRun {
  /** The exit status, or how the run ended without one. */
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  /** User and system time, which a loaded machine does not lengthen much. */
  readonly cpuMs: number;
  /** The largest resident set of the process so far. */
  readonly peakMiB: number;
}

/** Runs the program in a process that is stopped if a run does not end. */
export interface Runner {
  run(request: WorkerRequest): Promise<AttackRun>;
  stop(): void;
}

const WORKER = fileURLToPath(new URL("worker.js", import.meta.url));

// Runs may take 5 s of processor time. A machine that does more than the tests needs longer for that.
const WATCHDOG_MS = 45_000;

/** Creates a runner; its process starts with the first run, and again after one that was stopped. */
export function createRunner(): Runner {
  let worker: ChildProcess | undefined;

  function stop(): void {
    worker?.kill("SIGKILL");
    worker = undefined;
  }

  return {
    stop,
    async run(request) {
      const child = (worker ??= fork(WORKER, { execArgv: ["--max-old-space-size=1024"], silent: true }));
      const start = performance.now();
      let printed = "";
      const listen = (chunk: Buffer) => void (printed += chunk.toString());
      child.stderr?.on("data", listen);
      const answer = await new Promise<AttackRun>((resolve) => {
        const end = (status: string) => {
          stop();
          const wallMs = performance.now() - start;
          resolve({ status, stdout: "", stderr: printed, wallMs, cpuMs: 0, peakMiB: 0 });
        };
        const timer = setTimeout(() => end(`did not end within ${WATCHDOG_MS / 1000} s`), WATCHDOG_MS);
        const onExit = (code: number | null, signal: string | null) => {
          clearTimeout(timer);
          end(`the process ended with ${code ?? signal ?? "nothing"}`);
        };
        child.once("exit", onExit);
        child.once("message", (message) => {
          clearTimeout(timer);
          child.off("exit", onExit);
          if (!isRun(message)) throw new Error("the worker sent something else");
          resolve(message);
        });
        child.send(request);
      });
      child.stderr?.off("data", listen);
      return answer;
    },
  };
}

function isRun(value: unknown): value is AttackRun {
  return isRecord(value) && typeof value["status"] === "number" && typeof value["stdout"] === "string";
}
