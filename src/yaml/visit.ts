import type { Node } from "./node.js";

/** Looks at a node and all below it, in the order of the text. Aliases are not followed. */
export function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  if (node.kind === "mapping") {
    for (const { key, value } of node.pairs) {
      visit(key, look);
      visit(value, look);
    }
  } else if (node.kind === "sequence") {
    for (const item of node.items) visit(item, look);
  }
}
