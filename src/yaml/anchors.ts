import type { Edit } from "./edit.js";
import type { AliasNode, Node, Tree } from "./node.js";
import { valueOf, writeFlow } from "./write.js";

/**
 * Returns edits that keep the values of aliases if other edits remove or change their anchor: the first alias of each
 * anchor, in the order of the text, becomes the anchor, with the value written out. Undefined if an alias is a key, has
 * no anchor, or refers to a node that contains itself.
 */
export function moveAnchors(tree: Tree, aliases: readonly AliasNode[]): Edit[] | undefined {
  const edits = new Map<Node, Edit>();
  for (const { name, target, start, end } of aliases) {
    if (edits.has(target)) continue;
    const value = valueOf(target);
    const isKey = /^[ \t]*:/.test(tree.file.text.slice(end, end + 64));
    if (value === undefined || value === null || isKey) return undefined;
    edits.set(target, { start, end, text: `&${name} ${writeFlow(value)}` });
  }
  return Array.from(edits.values());
}
