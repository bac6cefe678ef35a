import { main } from "../../src/cli.js";

/** How a run of the program in this process ended. */
export interface MainRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in the folder `cwd` with no terminal, no input, that folder as home and only the environment given. */
export async function runMain(
  argv: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<MainRun> {
  const texts = { stdout: "", stderr: "" };
  const output = (name: keyof typeof texts) => ({
    write: (text: string) => {
      texts[name] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const status = await main(argv, {
    cwd,
    env,
    homeDir: cwd,
    stdin: () => Promise.resolve(""),
    stdout: output("stdout"),
    stderr: output("stderr"),
  });
  return { status, ...texts };
}
