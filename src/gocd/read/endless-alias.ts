import { dereference, type AliasNode, type Node, type Tree } from "../../yaml/node.js";
import { reject, type Scope } from "./findings.js";

const recursive = new WeakMap<Tree, boolean>();

/**
 * Reports an alias that contains itself, below a node that GoCD copies completely: the server's stack overflows,
 * which even its own error handling does not catch. Returns whether there is one.
 */
export function checkEndlessAlias(scope: Scope, what: string, node: Node): boolean {
  if (!hasRecursion(scope.tree)) return false;
  const alias = findEndlessAlias(node, new Set(), new Set());
  if (alias === undefined) return false;
  reject(scope, alias, "alias-endless", `the alias "*${alias.name}" in ${what} contains itself`, {
    help: "write out the value in place of the alias",
    reach: "repo",
  });
  return true;
}

/** Whether any alias is inside the node that it refers to. Most files have none and need no search. */
function hasRecursion(tree: Tree): boolean {
  let known = recursive.get(tree);
  if (known === undefined) {
    known = tree.aliases.some(({ target, start, end }) => target.start <= start && end <= target.end);
    recursive.set(tree, known);
  }
  return known;
}

function findEndlessAlias(node: Node, open: Set<Node>, done: Set<Node>): AliasNode | undefined {
  const real = dereference(node);
  if (real.kind === "scalar" || done.has(real)) return undefined;
  if (open.has(real)) return node.kind === "alias" ? node : undefined;
  open.add(real);
  const children = real.kind === "sequence" ? real.items : real.pairs.map(({ value }) => value);
  for (const child of children) {
    const alias = findEndlessAlias(child, open, done);
    if (alias !== undefined) return alias;
  }
  open.delete(real);
  done.add(real);
  return undefined;
}
