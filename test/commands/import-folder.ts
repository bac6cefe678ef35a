import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The texts of files by their paths. */
export type Files = Readonly<Record<string, string>>;

/** A folder with these files at work; `tree` returns them all, by path. */
export async function withFolder(
  files: Files,
  use: (folder: string, tree: () => Promise<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-import-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await use(folder, async () => {
      const tree: Record<string, string> = {};
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
        if (entry.isFile()) tree[path] = await readFile(join(folder, path), "utf8");
      }
      return tree;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
