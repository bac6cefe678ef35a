import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main } from "../../src/cli.js";
import { startFakeRegistry, type FakeRegistry } from "./fake-registry.js";
import type { FakeImage } from "./fake-registry-content.js";

/** The registry's address as it is in the files and outputs of a test. */
const HOST = "registry.test";

/** How a run of the program ended. */
interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A config repo in a folder of its own, and the registry that its files call `registry.test`. */
export interface ConfigRepo {
  readonly folder: string;
  readonly registry: FakeRegistry;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunResult>;
  /** The text of a file, the registry's address as `registry.test`. */
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Replaces a text that must be there, once. */
  edit(path: string, from: string, to: string): Promise<void>;
}

/** The initial content of a repo. */
export interface RepoStart {
  readonly files: Readonly<Record<string, string>>;
  /** The images of the registry by name; it runs while the repo is in use, and its content can be changed. */
  readonly images: Record<string, FakeImage>;
  /** Whether standard output is a terminal. */
  readonly isTerminal?: boolean;
}

/** Passes a fresh repo to `use`, and removes it and the registry afterwards. */
export async function withConfigRepo<T>(
  { files, images, isTerminal = false }: RepoStart,
  use: (repo: ConfigRepo) => Promise<T>,
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "config-repo-")));
  const registry = await startFakeRegistry({ repositories: images });
  const away = (text: string) => text.replaceAll(registry.host, HOST);
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text.replaceAll(HOST, registry.host));
  };
  const read = async (path: string) => away(await readFile(join(folder, path), "utf8"));
  try {
    for (const [path, text] of Object.entries(files)) await write(path, text);
    return await use({
      folder,
      registry,
      read,
      write,
      async run(args, env = {}) {
        let stdout = "";
        let stderr = "";
        const status = await main(args, {
          cwd: folder,
          env,
          homeDir: join(folder, "no-home"),

          stdout: { write: (text) => void (stdout += text), isTTY: isTerminal, columns: 80 },
          stderr: { write: (text) => void (stderr += text), isTTY: false, columns: 80 },
          stdin: () => Promise.resolve(""),
        });
        return { status, stdout: away(stdout), stderr: away(stderr) };
      },
      async edit(path, from, to) {
        const text = await read(path);
        if (text.split(from).length !== 2) throw new Error(`"${from}" is not exactly once in ${path}`);
        await write(
          path,
          text.replace(from, () => to),
        );
      },
    });
  } finally {
    await registry.stop();
    await rm(folder, { recursive: true });
  }
}
