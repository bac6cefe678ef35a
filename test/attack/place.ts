import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { OUTSIDE } from "./secrets.js";

/** What is at each path below a folder: the bytes of a file, the target of a link, or the kind of anything else. */
export type Snapshot = ReadonlyMap<string, string>;

/** A folder with a config repo in `repo/` and things next to it that no run may touch. */
export interface Place {
  readonly root: string;
  readonly repo: string;
  /** Empties the config repo and writes these files to it, and brings everything next to it to its first state. */
  reset(files: Readonly<Record<string, string | Buffer>>): Promise<void>;
  /** Writes a file of the config repo. */
  write(path: string, text: string): Promise<void>;
  /** Reads a file of the config repo; empty if there is none. */
  read(path: string): Promise<string>;
  remove(): Promise<void>;
}

/** Creates a place in the folder for temporary files. */
export async function createPlace(): Promise<Place> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "attack-")));
  const repo = join(root, "repo");
  return {
    root,
    repo,
    async reset(files) {
      for (const name of await readdir(root)) await rm(join(root, name), { recursive: true, force: true });
      const all = {
        "outside/secret.txt": `${OUTSIDE}\n`,
        "outside/secret.yaml": `a: ${OUTSIDE}\n`,
        "home/.netrc": `default login x password ${OUTSIDE}\n`,
        "repo/.git/HEAD": "ref: refs/heads/main\n",
        "repo/.git/config": "[core]\n\trepositoryformatversion = 0\n",
        "repo/.git/hooks/pre-commit": "#!/bin/sh\n",
        ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`repo/${path}`, text])),
      };
      await mkdir(join(root, "repo/.git/objects"), { recursive: true });
      await mkdir(join(root, "repo/.git/refs"), { recursive: true });
      for (const [path, text] of Object.entries(all)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), text);
      }
    },
    async write(path, text) {
      await mkdir(dirname(join(repo, path)), { recursive: true });
      await writeFile(join(repo, path), text);
    },
    read: (path) => readFile(join(repo, path), "utf8").catch(() => ""),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** Reads everything below a folder, including `.git`; links are not followed. */
export async function takeSnapshot(folder: string): Promise<Snapshot> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const snapshot = new Map<string, string>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (entry.isSymbolicLink()) snapshot.set(name, `-> ${await readlink(path)}`);
    else if (entry.isFile()) {
      const isRunnable = ((await lstat(path)).mode & 0o111) !== 0;
      snapshot.set(name, `${isRunnable ? "x" : "-"} ${await readFile(path, "latin1")}`);
    } else if (!entry.isDirectory()) snapshot.set(name, "special");
  }
  return snapshot;
}

/** The paths that differ between two snapshots, sorted. */
export function changedPaths(before: Snapshot, after: Snapshot): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return Array.from(paths)
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}
