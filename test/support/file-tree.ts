import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The files of a folder, bytes by path (`/`-separated, sorted); a link is the text `-> target`. */
export type FileTree = ReadonlyMap<string, Buffer>;

/** Reads all files of a folder but those of a `.git`; links are not followed. An absent folder has none. */
export async function readTree(folder: string): Promise<FileTree> {
  const files = new Map<string, Buffer>();
  for (const path of await walk(folder)) {
    const stats = await lstat(join(folder, path));
    if (stats.isFile()) files.set(path, await readFile(join(folder, path)));
    else if (stats.isSymbolicLink()) {
      files.set(path, Buffer.from(`-> ${await readlink(join(folder, path))}`));
    }
  }
  return files;
}

/** Writes files below a folder. */
export async function writeTree(folder: string, files: FileTree): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

/**
 * What shows whether a folder was touched: a line for each file, link and folder with its time of change in
 * ns, mode and size.
 */
export async function readTraces(folder: string): Promise<string[]> {
  const traces: string[] = [];
  for (const path of ["", ...(await walk(folder))]) {
    const { mtimeNs, mode, size } = await lstat(join(folder, path), { bigint: true });
    traces.push(`${path} ${mtimeNs} ${mode} ${size}`);
  }
  return traces;
}

async function walk(folder: string): Promise<string[]> {
  const paths = await readdir(folder, { recursive: true }).catch(() => []);
  return paths
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !/(?:^|\/)\.git(?:\/|$)/.test(path))
    .sort();
}

/** Makes a temporary folder with these texts in it, by path, and removes it after `use`. */
export async function withFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void> | void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "disk-"));
  try {
    await writeTree(folder, new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
