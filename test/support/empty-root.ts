import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { runProgram, runWell, type ProgramRun } from "./program-run.js";

/** A root folder that holds one program, the shared libraries of that program, and what a test adds. */
export interface EmptyRoot {
  /** The path of the root folder on this machine. */
  readonly folder: string;
  /** Runs a program of the root folder there, in `/repo`, with the environment `env` and PATH only. */
  run(command: readonly string[], env?: Readonly<Record<string, string>>): Promise<ProgramRun>;
}

/** Creates a root folder with the program at `/usr/bin/<name>`, passes it to `use`, and removes it afterwards. */
export async function withEmptyRoot(
  { program, name }: { readonly program: string; readonly name: string },
  use: (root: EmptyRoot) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "empty-root-"));
  try {
    await copy(program, join(folder, "usr/bin", name));
    for (const library of await listLibraries(program)) await copy(library, join(folder, library));
    await mkdir(join(folder, "repo"));
    // Only root may change the root folder; others become root of a user namespace.
    const enter = [
      ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]),
      `--root=${folder}`,
      "--wd=/repo",
    ];
    await use({
      folder,
      run: (command, env = {}) =>
        runProgram("unshare", [...enter, ...command], {
          cwd: folder,
          env: { PATH: "/usr/bin:/bin", ...env },
        }),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The absolute paths of the shared libraries and of the loader, which `ldd` prints. */
async function listLibraries(program: string): Promise<string[]> {
  const lines = await runWell("ldd", [program], { cwd: "/" });
  return Array.from(lines.matchAll(/(?:^|\s)(\/\S+) \(0x/gm), ([, path = ""]) => path);
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { dereference: true });
}
