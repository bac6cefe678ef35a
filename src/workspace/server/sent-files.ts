import { posix } from "node:path";
import { pathInWorkTree, pathBelow, workTreeOf } from "../../files/disk-paths.js";
import { listGocdFiles } from "../../files/disk-search.js";
import { exactText, readText } from "../../files/disk.js";
import { isReadByGocd } from "../../files/generated.js";
import { BOUNDS } from "../../model/bounds.js";
import type { SourceFile } from "../../model/source.js";
import type { LoadedWorkspace } from "../load.js";
import type { ReadyPlan } from "../plan.js";
import type { CheckedText } from "../standalone-files.js";
import type { RunOptions } from "../world.js";

/** A file as a GoCD server would read it. */
export interface SentFile {
  /** Its path in the git work tree. */
  readonly name: string;
  readonly text: string;
  /** The file where its errors are reported: its source, or itself. */
  readonly origin: SourceFile;
}

/** Returns the files that GoCD reads after a build. `raw` has texts that replace those of the plan, by path. */
export function emittedFiles(
  workspace: LoadedWorkspace,
  plan: ReadyPlan,
  raw: ReadonlyMap<string, string> = new Map(),
): SentFile[] {
  const planned = new Map([...plan.enriched, ...plan.generated].map(({ path, text }) => [path, text]));
  const sources = new Map(workspace.sources.map(({ output, file }) => [output, file]));
  const paths = new Set([...sources.keys(), ...Array.from(plan.paths).filter(isReadByGocd)]);
  return Array.from(paths).flatMap((path) => {
    // The plan has only what the disk does not have already.
    const text = raw.get(path) ?? planned.get(path) ?? textAt(workspace, path);
    if (text === undefined) return [];
    const name = posix.join(workspace.workTreePath ?? "", path);
    return [{ name, text, origin: sources.get(path) ?? { path, text } }];
  });
}

/** Returns files as they are, such as those that the command line names; paths are relative to the project folder. */
export function unchangedFiles(options: RunOptions, files: readonly CheckedText[]): SentFile[] {
  const folder = folderInWorkTree(options);
  return files.map((origin) => ({ name: posix.join(folder, origin.path), text: exactText(origin), origin }));
}

/**
 * Returns the other files of the work tree that GoCD reads with its default file pattern. `isLeftOut` decides by the path
 * from the project folder.
 */
export async function otherFiles(
  options: RunOptions,
  sent: readonly SentFile[],
  isLeftOut: (path: string) => boolean,
): Promise<SentFile[]> {
  const { root } = options;
  const top = options.repositoryRoot ?? workTreeOf(root) ?? root;
  const repo = { root: top, repositoryRoot: options.repositoryRoot };
  const folder = folderInWorkTree(options);
  const known = new Set(sent.map(({ name }) => name));
  return (await listGocdFiles(repo)).flatMap((name) => {
    const path = posix.relative(folder, name);
    if (known.has(name) || isLeftOut(path)) return [];
    const read = readText(repo, name);
    if (read.kind !== "text") return [];
    // GoCD reads a byte order mark, and rejects it.
    return [{ name, text: exactText(read), origin: { path, text: read.text } }];
  });
}

function folderInWorkTree({ root, repositoryRoot }: RunOptions): string {
  return (repositoryRoot === undefined ? pathInWorkTree(root) : pathBelow(repositoryRoot, root)) ?? "";
}

function textAt(workspace: LoadedWorkspace, path: string): string | undefined {
  const read = readText(workspace, path, BOUNDS.manifestBytes);
  return read.kind === "text" ? read.text : undefined;
}
