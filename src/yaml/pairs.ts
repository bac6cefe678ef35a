import { lineStart } from "./lines.js";
import type { Pair, Tree } from "./node.js";

/** Returns where a pair starts: at the `?` of an explicit key on one line in block style, else at its key. */
export function pairStart({ file: { text } }: Tree, { key }: Pair): number {
  const start = key.propertiesStart;
  const mark = /^( *)\? +$/.exec(text.slice(lineStart(text, start), start));
  return mark === null ? start : lineStart(text, start) + (mark[1] ?? "").length;
}

/** Returns the offset after the colon of a pair, on the next line for an explicit key; undefined if it has no colon. */
export function offsetAfterColon(tree: Tree, pair: Pair): number | undefined {
  const { text } = tree.file;
  const isExplicit = pairStart(tree, pair) < pair.key.propertiesStart;
  const colon = isExplicit ? /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)? *:/y : /[ \t]*:/y;
  colon.lastIndex = pair.key.end;
  return colon.test(text) ? colon.lastIndex : undefined;
}
