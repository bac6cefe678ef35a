import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Programs that tests run, each with the Debian package that contains it. */
export const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ["chromium", "chromium"],
  ["docker-registry", "docker-registry"],
  ["fish", "fish"],
  ["git", "git"],
  ["openssl", "openssl"],
  ["pre-commit", "pre-commit"],
  ["python3", "python3"],
  ["strace", "strace"],
  ["zsh", "zsh"],
]);

/** The machine, as far as installing on it goes. */
export interface Machine {
  /** The folders in which programs are looked for, as in the environment variable PATH. */
  readonly path: string;
  readonly isRoot: boolean;
  /** Runs a command with its output shown, and returns its exit status. */
  readonly run: (command: string, args: readonly string[]) => Promise<number>;
  readonly write: (line: string) => void;
}

/**
 * Makes sure that the programs are there: root on a machine with apt-get has them installed, other users are shown
 * what to install. Returns whether all are there now.
 */
export async function ensurePrograms(
  programs: ReadonlyMap<string, string>,
  machine: Machine,
): Promise<boolean> {
  const missing = await findMissing(programs, machine.path);
  if (missing.length === 0) return true;
  const packages = missing.map((program) => programs.get(program) ?? program);
  const install = ["install", "-y", ...packages];
  const isDebian = (await findMissing(new Map([["apt-get", "apt"]]), machine.path)).length === 0;
  if (!isDebian || !machine.isRoot) {
    machine.write(`the tests need ${missing.join(", ")}`);
    machine.write(`on Debian, install with: sudo apt-get update && sudo apt-get ${install.join(" ")}`);
    return false;
  }
  machine.write(
    `the tests need ${missing.join(", ")}: running apt-get update && apt-get ${install.join(" ")}`,
  );
  for (const args of [["update"], install]) {
    const status = await machine.run("apt-get", args);
    if (status === 0) continue;
    machine.write(`apt-get ${args.join(" ")} failed with exit status ${status}`);
    return false;
  }
  const still = await findMissing(programs, machine.path);
  if (still.length > 0) machine.write(`still not on the PATH: ${still.join(", ")}`);
  return still.length === 0;
}

/** This machine. */
export function thisMachine(write: (line: string) => void): Machine {
  return { path: process.env["PATH"] ?? "", isRoot: process.getuid?.() === 0, run: runShown, write };
}

async function findMissing(programs: ReadonlyMap<string, string>, path: string): Promise<string[]> {
  const missing: string[] = [];
  for (const program of programs.keys()) {
    if (!(await isOnPath(program, path))) missing.push(program);
  }
  return missing;
}

async function isOnPath(program: string, path: string): Promise<boolean> {
  for (const folder of path.split(delimiter)) {
    const isThere = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return true;
  }
  return false;
}

function runShown(command: string, args: readonly string[]): Promise<number> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const child = spawn(command, args, { env, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      resolve(status ?? 1);
    });
  });
}
