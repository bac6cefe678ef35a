import { spawn } from "node:child_process";

/** How a program ended; `status` is null where a signal ended it. */
export interface ProgramRun {
  readonly status: number | null;
  readonly stdout: string;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
}

/** Where a program runs, and with what. */
export interface ProgramSetting {
  readonly cwd: string;
  /** The complete environment; by default that of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program without input until it ends. Throws where it cannot be started. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env }: ProgramSetting,
): Promise<ProgramRun> {
  const child = spawn(command, args, { cwd, ...(env && { env }), stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { status, stdout, output };
}

/** Runs a program that must succeed, and returns its standard output. */
export async function runWell(
  command: string,
  args: readonly string[],
  setting: ProgramSetting,
): Promise<string> {
  const { status, stdout, output } = await runProgram(command, args, setting);
  if (status !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${status ?? "a signal"}:\n${output}`);
  }
  return stdout;
}
