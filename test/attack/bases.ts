import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { listCases } from "../support/golden-case.js";
import { readTree, type FileTree } from "../support/file-tree.js";

/** A config repo of a fixture, as the build of it leaves it. */
export interface Base {
  readonly name: string;
  readonly files: FileTree;
}

const FIXTURES = fileURLToPath(new URL("../../../fixtures", import.meta.url));
let bases: Promise<readonly Base[]> | undefined;

/** Returns the config repos of all golden cases that have a source and no error. */
export function readBases(): Promise<readonly Base[]> {
  return (bases ??= readAll());
}

async function readAll(): Promise<Base[]> {
  const result: Base[] = [];
  for (const { name, folder, exit } of await listCases(FIXTURES)) {
    const input = await readTree(join(folder, "input"));
    const expected = await readTree(join(folder, "expected"));
    const files = new Map([...input, ...expected].filter(([, bytes]) => !bytes.toString().startsWith("-> ")));
    if (exit === 0 && Array.from(files.keys()).some(isSourcePath)) result.push({ name, files });
  }
  return result;
}

/** Returns whether a path is that of a source with the default globs. */
export function isSourcePath(path: string): boolean {
  return /^pipelines\/.*\.ya?ml$/.test(path);
}
