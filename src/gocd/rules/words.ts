import { didYouMean, findNearest } from "../../model/suggest.js";
import { textOf, type Node } from "../../yaml/node.js";
import { reject, type Reach, type Scope } from "../read/findings.js";

/** Reports a text that is not one of the allowed words. */
export function checkWord(
  scope: Scope,
  what: string,
  node: Node,
  allowed: readonly string[],
  reach: Reach = scope.reach,
): void {
  const text = textOf(node);
  if (text === null || text === undefined || allowed.includes(text)) return;
  const words = allowed.map((word) => `"${word}"`).join(", ");
  const help = findNearest(text, allowed) === undefined ? "write one of these" : didYouMean(text, allowed);
  reject(scope, node, "word-unknown", `${what} is "${text}"; allowed: ${words}`, { help, reach });
}
