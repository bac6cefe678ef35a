import type { Span } from "../../model/source.js";
import { dereference, type Node, type Tree } from "../../yaml/node.js";

/**
 * Where a word at an offset of a scalar's text stands in the file: as many of the word come before it there as in the
 * text. The whole scalar where escapes or folding hide it.
 */
export function spanOfWord(tree: Tree, node: Node, text: string, word: string, at: number): Span {
  const real = dereference(node);
  const source = tree.file.text;
  let found = source.indexOf(word, real.start);
  for (
    let twin = text.indexOf(word);
    twin >= 0 && twin < at && found >= 0;
    twin = text.indexOf(word, twin + 1)
  ) {
    found = source.indexOf(word, found + 1);
  }
  const isInside = found >= 0 && found < real.end;
  return isInside ? { start: found, end: found + word.length } : { start: real.start, end: real.end };
}
