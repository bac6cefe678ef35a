import { entriesOf, type Entry } from "../../yaml/entries.js";
import type { MappingNode, Tree } from "../../yaml/node.js";

/** Whether a key of the root has pipelines. */
export function isPipelines(key: string): boolean {
  return key.toLowerCase() === "pipelines";
}

/** Returns the entry of the root that has pipelines; undefined if there is none. */
export function pipelinesEntry(tree: Tree): Entry | undefined {
  return entriesOf(tree.root)?.find(({ key }) => isPipelines(key));
}

/** Returns the `pipelines` mapping; undefined if there is none, or if it comes through an alias or a merge. */
export function ownPipelines(tree: Tree): MappingNode | undefined {
  const entry = pipelinesEntry(tree);
  return entry?.merge === undefined && entry?.value.kind === "mapping" ? entry.value : undefined;
}
