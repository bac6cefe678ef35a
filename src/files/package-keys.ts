import { entryOf } from "../yaml/entries.js";
import { textOf, type Node } from "../yaml/node.js";
import type { PackageAt } from "./schema-problems.js";

/** Returns the package that a path below `package_repositories` is in. */
export const declaredAt: PackageAt = ([repository = "", field, name]) => {
  return field === "packages" && name !== undefined ? { key: `${repository}/${name}`, depth: 3 } : undefined;
};

/** Returns the key of an inline package; undefined if it has no repository or no name. */
export function inlineKey(node: Node): string | undefined {
  const text = (key: string): string | undefined => {
    const entry = entryOf(node, key);
    const value = entry && textOf(entry.value);
    return typeof value === "string" ? value : undefined;
  };
  const repository = text("repository");
  const name = text("name") ?? text("image") ?? text("DOCKER_IMAGE");
  return repository === undefined || name === undefined ? undefined : `${repository}/${name}`;
}

/** Returns the inline package for every path below its node. */
export function inlineAt(node: Node): PackageAt {
  const key = inlineKey(node);
  return () => (key === undefined ? undefined : { key, depth: 0 });
}
