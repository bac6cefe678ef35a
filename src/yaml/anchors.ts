import type { Edit } from "./edit.js";
import type { AliasNode, Node, Tree } from "./node.js";
import { valueOf, writeFlow } from "./write.js";

/**
 * Edits by which aliases keep what they say while others take their anchor away, or change what it says: the first
 * alias of each anchor, in the order of the text, becomes the anchor, with the value written out. Undefined where one
 * is a key, or stands for nothing or for something that holds itself.
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
