import { isInside } from "./name.js";

/** A destination that is the same as another one, or inside it. */
export interface FolderClash<Folder> {
  readonly folder: Folder;
  readonly other: Folder;
  readonly how: "the same as" | "inside";
}

/**
 * Finds the destinations of which GoCD accepts only one, each with one other. Two may be neither equal, ignoring
 * case (ScmMaterialConfig.validateDestinationDirectoryName), nor nested, where the case matters
 * (FilenameUtil.isNormalizedDirectoryPathInsideNormalizedParentDirectory). Paths are normalized.
 */
export function findFolderClashes<Folder extends { readonly path: string }>(
  folders: readonly Folder[],
): FolderClash<Folder>[] {
  const clashes: FolderClash<Folder>[] = [];
  const byPath = new Map<string, Folder>();
  for (const folder of folders) {
    const other = byPath.get(folder.path.toLowerCase());
    if (other === undefined) byPath.set(folder.path.toLowerCase(), folder);
    else clashes.push({ folder, other, how: "the same as" });
  }
  // The folders inside a folder follow it directly, so it is enough to compare with the last outer one.
  let outer: Folder | undefined;
  for (const folder of Array.from(byPath.values()).sort((a, b) => compareSteps(a.path, b.path))) {
    if (outer !== undefined && isInside(folder.path, outer.path)) {
      clashes.push({ folder, other: outer, how: "inside" });
    } else outer = folder;
  }
  return clashes;
}

/** `a/b` comes directly after `a`, before `a-b`. */
function compareSteps(a: string, b: string): number {
  const [left, right] = [a.replaceAll("/", "\0"), b.replaceAll("/", "\0")];
  return left < right ? -1 : left > right ? 1 : 0;
}
