import { entryOf } from "../yaml/entries.js";
import { textOf, type Node } from "../yaml/node.js";
import type { PackageAt } from "./schema-problems.js";

/** The package that stands at a path below `package_repositories`, or above it. */
export const declaredAt: PackageAt = ([repository = "", field, name]) => {
  return field === "packages" && name !== undefined ? { key: `${repository}/${name}`, depth: 3 } : undefined;
};

/** The key of a package that is declared where it is used, as far as what was written tells it. */
export function inlineKey(node: Node): string {
  const text = (key: string): string | undefined => {
    const entry = entryOf(node, key);
    const value = entry && textOf(entry.value);
    return typeof value === "string" ? value : undefined;
  };
  return `${text("repository") ?? ""}/${text("name") ?? text("image") ?? text("DOCKER_IMAGE") ?? ""}`;
}
