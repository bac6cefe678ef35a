import type { Code } from "../../model/codes.js";
import { placeOf, type Node } from "../../yaml/node.js";
import { refuse, type Reach, type Scope } from "./finding.js";

/** Where something stands that may stand once only. */
export interface First {
  readonly scope: Scope;
  readonly node: Node;
}

/**
 * Notes that `key` stands at `node`, or refuses it where `seen` has it already; the finding points at the first too.
 * Tells whether it is the first.
 */
export function checkUnique(
  seen: Map<string, First>,
  key: string,
  { scope, node }: First,
  finding: { readonly code: Code; readonly message: string; readonly help?: string; readonly reach?: Reach },
): boolean {
  const first = seen.get(key);
  if (first === undefined) {
    seen.set(key, { scope, node });
    return true;
  }
  refuse(scope, node, finding.code, finding.message, {
    help: finding.help ?? "keep one of the two",
    reach: finding.reach ?? scope.reach,
    related: [{ message: "it stands first here", place: placeOf(first.scope.tree, first.node) }],
  });
  return false;
}
