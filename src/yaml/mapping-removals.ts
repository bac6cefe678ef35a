import { deletion, type Edit } from "./edit.js";
import {
  afterLines,
  columnOf,
  lineEnd,
  lineStart,
  nextLine,
  startsLine,
  trimBreak,
  pairStart,
} from "./lines.js";
import type { MappingNode, Node, Pair, Tree } from "./node.js";

/** Removes pairs: their own lines in block style; their text and one comma each in flow style. */
export function removePairs(tree: Tree, mapping: MappingNode, gone: ReadonlySet<Pair>): Edit[] | undefined {
  return mapping.flow ? removeFlowPairs(tree.file.text, mapping, gone) : removeLines(tree, mapping, gone);
}

function removeLines(tree: Tree, mapping: MappingNode, gone: ReadonlySet<Pair>): Edit[] | undefined {
  const { text } = tree.file;
  const edits: Edit[] = [];
  let previous: Pair | undefined;
  for (const pair of mapping.pairs) {
    if (!gone.has(pair)) {
      previous = pair;
      continue;
    }
    const start = pairStart(tree, pair);
    const end = afterLines(text, pair.value.end);
    if (!startsLine(text, start) || (previous && wouldJoin(text, previous.value, columnOf(text, start), end)))
      return undefined;
    edits.push(deletion(lineStart(text, start), end));
  }
  return edits;
}

/**
 * Whether empty lines or comments at an offset would become text of a block scalar at the end of a value, if they
 * followed the value; the column is that of the value's key.
 */
function wouldJoin(text: string, value: Node, column: number, at: number): boolean {
  const leaf = lastLeaf(value);
  if (leaf?.kind !== "scalar" || (leaf.style !== "literal" && leaf.style !== "folded")) return false;
  const header = text.slice(lineStart(text, trimBreak(text, leaf.start)), lineEnd(text, leaf.start));
  const [, blanks = "", pad = "", comment] = /^((?:[ \t]*[\r\n])*)([ \t]*)(#?)/.exec(text.slice(at)) ?? [];
  const keepsBlanks = /[|>][0-9]*\+/.test(header) && blanks !== "";
  return keepsBlanks || (comment === "#" && pad.length > column);
}

/** The last node inside a node. */
function lastLeaf(node: Node | undefined): Node | undefined {
  if (node?.kind === "mapping") return lastLeaf(node.pairs.at(-1)?.value);
  return node?.kind === "sequence" ? lastLeaf(node.items.at(-1)) : node;
}

function removeFlowPairs(text: string, mapping: MappingNode, gone: ReadonlySet<Pair>): Edit[] {
  const edits: Edit[] = [];
  let previous: Pair | undefined;
  for (const [index, pair] of mapping.pairs.entries()) {
    if (!gone.has(pair)) {
      previous = pair;
      continue;
    }
    const start = pair.keyNode.propertiesStart;
    const comma = commaAfter(text, pair.value.end);
    const end = comma?.start === pair.value.end ? comma.end : pair.value.end;
    const rest = text.slice(end, lineEnd(text, end));
    const isSplit = comma !== undefined && end !== comma.end;
    if (!isSplit && startsLine(text, start) && /^[ \t]*(?:#.*)?$/.test(rest)) {
      edits.push(deletion(lineStart(text, start), nextLine(text, end)));
      continue;
    }
    const isLast = mapping.pairs.slice(index).every((other) => gone.has(other));
    const gap = previous === undefined ? "\n" : text.slice(previous.value.end, pair.value.end);
    if (isLast && previous !== undefined && !/[\n\r#]/.test(gap)) {
      // All following pairs are removed too, and so is the comma after the last remaining one.
      const last = mapping.pairs.at(-1) ?? pair;
      edits.push(deletion(previous.value.end, last.value.end));
      break;
    }
    edits.push(deletion(start, end));
    if (isSplit) edits.push(deletion(comma.start, comma.end));
  }
  return edits;
}

/**
 * The comma after a value of a flow mapping, if there is one, with the white space around it if no comment is there.
 */
function commaAfter(text: string, from: number): { start: number; end: number } | undefined {
  const match = /^((?:[ \t\r\n]*#.*)*[ \t\r\n]*),[ \t]*/.exec(text.slice(from));
  if (match === null) return undefined;
  const [after, before = ""] = match;
  return { start: before.includes("#") ? from + before.length : from, end: from + after.length };
}
