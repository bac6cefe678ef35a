import { posix } from "node:path";

/**
 * Returns the names of the folders that are equal or nested, each inner one with one outer one, in their order.
 * Paths are case-insensitive (ScmMaterialConfig).
 */
export function nestedFolders(
  folders: readonly { readonly name: string; readonly folder: string }[],
): [string, string][] {
  const pairs: [number, number][] = [];
  const paths = folders.map(({ folder }) => normalize(folder));
  const byPath = new Map<string, number>();
  for (const [index, path] of paths.entries()) if (!byPath.has(path)) byPath.set(path, index);
  for (const [index, path] of paths.entries()) {
    const same = byPath.get(path) ?? index;
    const outer = same === index ? outerFolder(path, byPath) : same;
    if (outer !== undefined) pairs.push([Math.min(index, outer), Math.max(index, outer)]);
  }
  pairs.sort(([a, b], [c, d]) => a - c || b - d);
  return pairs.map(([a, b]) => [folders[a]?.name ?? "", folders[b]?.name ?? ""]);
}

function outerFolder(path: string, byPath: ReadonlyMap<string, number>): number | undefined {
  for (let at = posix.dirname(path); at !== path; path = at, at = posix.dirname(at)) {
    const outer = byPath.get(at);
    if (outer !== undefined) return outer;
  }
  return undefined;
}

function normalize(destination: string): string {
  return posix.normalize(destination.replaceAll("\\", "/")).replace(/\/$/, "").toLowerCase();
}
