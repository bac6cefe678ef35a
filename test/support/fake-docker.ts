import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A program `docker` that only writes down its arguments, one per line. */
export interface FakeDocker {
  /** An environment in which it is found. */
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of each call, joined by a space. */
  calls(): Promise<string[]>;
}

/** Puts a fake docker into a folder below `folder`; for a reference that contains `failing`, it ends with status 42. */
export async function makeFakeDocker(folder: string, failing = "never"): Promise<FakeDocker> {
  const bin = join(folder, "bin");
  const log = join(folder, "docker.log");
  await mkdir(bin);
  await writeFile(log, "");
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\ncase "$2" in *${failing}*) exit 42;; esac\n`;
  await writeFile(join(bin, "docker"), script);
  await chmod(join(bin, "docker"), 0o755);
  return {
    env: { PATH: bin },
    calls: async () => (await readFile(log, "utf8")).split("\n").slice(0, -1),
  };
}
