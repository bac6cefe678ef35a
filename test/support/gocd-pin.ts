import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The program as users get it, packed. */
export const GOCD_PIN = fileURLToPath(new URL("../../bin/gocd-pin.cjs", import.meta.url));

/** How a run of the program ended; `status` is null if a signal ended it. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const running = new Set<ChildProcess>();

/** How to run the program. */
export interface RunSetting {
  readonly cwd: string;
  /** The environment, without anything from the environment of the tests. */
  readonly env: Readonly<Record<string, string>>;
  /** The path of another program than the built one. */
  readonly program?: string | undefined;
}

/** Runs the program until it ends. */
export async function runGocdPin(
  args: readonly string[],
  { cwd, env, program = GOCD_PIN }: RunSetting,
): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => running.delete(child));
  return { status, stdout, stderr };
}

/** Kills every run that has not ended, and waits until it has ended. */
export async function killRuns(): Promise<void> {
  await Promise.all(
    Array.from(running, (child) => {
      child.kill("SIGKILL");
      return once(child, "close");
    }),
  );
}
