import type { PatternNode } from "./syntax.js";

/** Whether a tree contains a backreference. */
export function hasReference(node: PatternNode): boolean {
  switch (node.kind) {
    case "reference":
      return true;
    case "sequence":
      return node.items.some(hasReference);
    case "branch":
      return node.options.some(hasReference);
    case "group":
    case "look":
    case "atomic":
    case "optional":
    case "curly":
    case "group-curly":
      return hasReference(node.body);
    case "loop":
      return hasReference(node.group);
    case "empty":
    case "set":
    case "assertion":
    case "run":
      return false;
  }
}

/** Returns the longest text that every match contains, as far as it is written outside of choices and quantifiers. */
export function requiredText(root: PatternNode): string {
  let longest = "";
  let text = "";
  const visit = (node: PatternNode): void => {
    if (node.kind === "sequence") node.items.forEach(visit);
    else if (node.kind === "group") visit(node.body);
    else if (node.kind === "set" && node.members.length === 1) text += node.members;
    else if (node.kind !== "assertion" && node.kind !== "look") text = "";
    if (text.length > longest.length) longest = text;
  };
  visit(root);
  return longest;
}

/**
 * Returns an upper bound of the nested calls of the matchers of a tree, without the turns of its loops, which count
 * their calls themselves.
 */
export function countFrames(node: PatternNode): number {
  switch (node.kind) {
    case "empty":
      return 0;
    case "set":
    case "assertion":
    case "run":
    case "reference":
      return 1;
    case "sequence":
      return node.items.reduce((sum, item) => sum + countFrames(item), 0);
    case "branch":
      return 1 + Math.max(...node.options.map(countFrames));
    case "look":
    case "atomic":
    case "optional":
      return 1 + countFrames(node.body);
    case "group":
      return 2 + countFrames(node.body);
    case "curly":
    case "group-curly":
      return 3 + countFrames(node.body);
    case "loop":
      return 2;
  }
}
