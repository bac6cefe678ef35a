import type { Span } from "../../model/source.js";
import { dereference, type Node, type Tree } from "../../yaml/node.js";

/**
 * Returns the span in the file of a word at an offset of a scalar's text: the same number of these words come before
 * it. If escapes or folding hide the word, returns the span of the scalar.
 */
export function spanOfWord(tree: Tree, node: Node, text: string, word: string, at: number): Span {
  const real = dereference(node);
  const source = tree.file.text;
  let start = source.indexOf(word, real.start);
  for (
    let twin = text.indexOf(word);
    twin >= 0 && twin < at && start >= 0;
    twin = text.indexOf(word, twin + 1)
  ) {
    start = source.indexOf(word, start + 1);
  }
  const isInside = start >= 0 && start < real.end;
  return isInside ? { start, end: start + word.length } : { start: real.start, end: real.end };
}
