import { dereference, type AliasNode, type Node, type Tree } from "../../yaml/node.js";
import { refuse, type Scope } from "./finding.js";

const recursive = new WeakMap<Tree, boolean>();

/**
 * Refuses an alias that holds itself somewhere below a node that GoCD copies to the end: the server runs out of
 * stack, which even its own handling of errors does not catch. Tells whether it found one.
 */
export function checkEndless(scope: Scope, what: string, node: Node): boolean {
  if (!hasRecursion(scope.tree)) return false;
  const alias = findEndless(node, new Set(), new Set());
  if (alias === undefined) return false;
  refuse(scope, alias, "alias-endless", `the alias "*${alias.name}" in ${what} holds itself`, {
    help: "write out what is meant: nothing can hold itself",
    reach: "repo",
  });
  return true;
}

/** Whether any alias stands in what it stands for. Most files have none, and need no search. */
function hasRecursion(tree: Tree): boolean {
  let known = recursive.get(tree);
  if (known === undefined) {
    known = tree.aliases.some(({ target, start, end }) => target.start <= start && end <= target.end);
    recursive.set(tree, known);
  }
  return known;
}

function findEndless(node: Node, open: Set<Node>, done: Set<Node>): AliasNode | undefined {
  const real = dereference(node);
  if (real.kind === "scalar" || done.has(real)) return undefined;
  if (open.has(real)) return node.kind === "alias" ? node : undefined;
  open.add(real);
  const children = real.kind === "sequence" ? real.items : real.pairs.map(({ value }) => value);
  for (const child of children) {
    const found = findEndless(child, open, done);
    if (found !== undefined) return found;
  }
  open.delete(real);
  done.add(real);
  return undefined;
}
