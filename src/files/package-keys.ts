import { entryOf } from "../yaml/entries.js";
import { textOf, type Node } from "../yaml/node.js";
import type { PackageAt } from "./schema-problems.js";

/** The package that stands at a path below `package_repositories`, or above it. */
export const declaredAt: PackageAt = ([repository = "", field, name]) => {
  return field === "packages" && name !== undefined ? { key: `${repository}/${name}`, depth: 3 } : undefined;
};

/** The key of a package that is declared where it is used; undefined where what was written does not tell it. */
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

/** The package that is declared where it is used: it stands above every path below its node. */
export function inlineAt(node: Node): PackageAt {
  const key = inlineKey(node);
  return () => (key === undefined ? undefined : { key, depth: 0 });
}
