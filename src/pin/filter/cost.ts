import type { Node } from "./syntax.js";
import { walk } from "./measure.js";

/**
 * An upper bound of the steps that a matcher which goes back over every way takes to look for a pattern in a text, by
 * the length of the text in UTF-16 code units: the starts, times the ways to go on from there, times the steps of a way.
 * Infinity where a pattern has what makes that hard to tell.
 */
export function boundSteps(root: Node): (length: number) => number {
  let nodes = 0;
  for (const node of walk(root)) {
    if (node.kind === "look" || node.kind === "atomic" || node.kind === "reference") return () => Infinity;
    nodes++;
  }
  const first = root.kind === "sequence" ? root.items[0] : root;
  const isAnchored = first?.kind === "assertion" && first.holds === "start";
  return (length) => (isAnchored ? 1 : length + 1) * countWays(root, length) * (length + nodes);
}

/** In how many ways a node can match at one place of a text of this length, at most. */
function countWays(node: Node, length: number): number {
  switch (node.kind) {
    case "sequence":
      return node.items.reduce((ways, item) => ways * countWays(item, length), 1);
    case "choice":
      return node.options.reduce((ways, option) => ways + countWays(option, length), 0);
    case "group":
      return countWays(node.body, length);
    case "repeat": {
      if (node.greed === "possessive") return Infinity;
      if (node.body.kind === "set") return Math.max(1, Math.min(node.max, length) - node.min + 1);
      // Taken once or not; what is taken more often multiplies its ways.
      return node.max === 1 ? 1 + countWays(node.body, length) : Infinity;
    }
    case "empty":
    case "set":
    case "assertion":
      return 1;
    case "look":
    case "atomic":
    case "reference":
      return Infinity;
  }
}
