import { isInside } from "./name.js";

/** A destination that is the same as another one, or inside it. */
export interface FolderClash<Folder> {
  readonly folder: Folder;
  readonly other: Folder;
  readonly how: "the same as" | "inside";
}

/**
 * Finds the destinations of which GoCD accepts only one, each with one other. Two may be neither equal as they are written,
 * ignoring case (ScmMaterialConfig.validateDestinationDirectoryName), nor lead to one folder or to one inside the other,
 * where the case matters (FilenameUtil.isNormalizedDirectoryPathInsideNormalizedParentDirectory). `path` is the
 * normalized text.
 */
export function findFolderClashes<Folder extends { readonly text: string; readonly path: string }>(
  folders: readonly Folder[],
): FolderClash<Folder>[] {
  const clashes: FolderClash<Folder>[] = [];
  const byText = new Map<string, Folder>();
  for (const folder of folders) {
    const other = byText.get(folder.text.toLowerCase());
    if (other === undefined) byText.set(folder.text.toLowerCase(), folder);
    else clashes.push({ folder, other, how: "the same as" });
  }
  // The folders inside a folder follow it directly, so it is enough to compare with the last outer one.
  let outer: Folder | undefined;
  for (const folder of Array.from(byText.values()).sort((a, b) => compareSteps(a.path, b.path))) {
    if (outer !== undefined && isInside(folder.path, outer.path)) {
      clashes.push({ folder, other: outer, how: folder.path === outer.path ? "the same as" : "inside" });
    } else outer = folder;
  }
  return clashes;
}

/** `a/b` comes directly after `a`, before `a-b`. */
function compareSteps(a: string, b: string): number {
  const [left, right] = [a.replaceAll("/", "\0"), b.replaceAll("/", "\0")];
  return left < right ? -1 : left > right ? 1 : 0;
}
