import { deletion, insertion, type Edit } from "./edit.js";
import {
  afterLines,
  columnOf,
  lineEnd,
  lineEnding,
  lineStart,
  nextLine,
  startsLine,
  trimBreak,
  offsetAfterColon,
  pairStart,
} from "./lines.js";
import type { MappingNode, Node, Pair, Tree } from "./node.js";
import { writeBlock, writeBlockPairs, writeFlow, writeFlowPairs, type Value } from "./write.js";

/**
 * Edits of one mapping of a text. Each function returns the edits, or undefined if the form of the text (such as an
 * explicit `? key`) does not allow an edit that changes only the pairs. `Pairs` are keys with the values they get, in
 * the order in which they are written.
 */
export type Pairs = ReadonlyMap<string, Value>;

/** New pairs directly before a pair of the mapping: on lines of their own, or on its line in flow style. */
export function insertPairs(
  tree: Tree,
  mapping: MappingNode,
  before: Pair,
  pairs: Pairs,
): Edit[] | undefined {
  const { text } = tree.file;
  const at = before.keyNode.propertiesStart;
  if (mapping.flow) return [{ start: at, end: at, text: `${writeFlowPairs(pairs)}, ` }];
  if (!startsLine(text, at)) return undefined;
  const start = lineStart(text, at);
  return [insertion(start, writeBlockPairs(pairs, at - start, stepOf(tree, mapping), lineEnding(text)))];
}

/** New pairs on top of the mapping that is a pair's own value: below the pair's line, or after the `{`. */
export function prependPairs(tree: Tree, pair: Pair, pairs: Pairs): Edit[] | undefined {
  const { text } = tree.file;
  const mapping = pair.value;
  if (mapping.kind !== "mapping") return undefined;
  const first = mapping.pairs[0];
  if (mapping.flow) {
    const at = mapping.start + 1;
    const separator = first === undefined ? "" : /\s/.test(text.charAt(at)) ? "," : ", ";
    return [insertion(at, writeFlowPairs(pairs) + separator)];
  }
  if (first === undefined) return undefined;
  const at = first.keyNode.propertiesStart;
  // A key with its colon on another line, which GoCD's reader accepts, may be indented deeper than its mapping.
  if (offsetAfterColon(tree, first) === undefined) return undefined;
  const header = mapping.propertiesStart < mapping.start ? mapping.propertiesStart : pair.keyNode.end;
  const start = nextLine(text, header);
  if (!startsLine(text, at) || lineStart(text, at) < start) return undefined;
  // An anchor on a line of its own below a tag would be before the new first key.
  if (/^[ \t]*[^ \t\r\n#]/m.test(text.slice(start, lineStart(text, at)))) return undefined;
  const lines = writeBlockPairs(pairs, columnOf(text, at), stepOf(tree, mapping), lineEnding(text));
  return [insertion(start, lines)];
}

/** Replaces a pair by pairs, the first on its line; a comment after the pair stays there. */
export function replacePair(tree: Tree, mapping: MappingNode, pair: Pair, pairs: Pairs): Edit[] | undefined {
  const { text } = tree.file;
  const start = pairStart(tree, pair);
  if (mapping.flow) return [{ start, end: pair.value.end, text: writeFlowPairs(pairs) }];
  if (!startsLine(text, start) || isStuck(text, pair.value.end)) return undefined;
  const eol = lineEnding(text);
  const lines = writeBlockPairs(pairs, columnOf(text, start), stepOf(tree, mapping), eol).trimStart();
  const first = lines.indexOf(eol);
  const end = trimBreak(text, pair.value.end);
  return [
    { start, end, text: lines.slice(0, first) },
    ...insertLines(text, end, lines.slice(first + eol.length), eol),
  ];
}

/** Replaces the value of a pair; comments after the old value stay. */
export function replaceValue(
  tree: Tree,
  mapping: MappingNode,
  pair: Pair,
  value: Value,
  step = stepOf(tree, mapping),
): Edit[] | undefined {
  const { text } = tree.file;
  const colon = offsetAfterColon(tree, pair);
  if (colon === undefined) return undefined;
  const old = pair.value;
  if (isStuck(text, old.end)) return undefined;
  const inline = mapping.flow || !isBlockCollection(value);
  if (inline) {
    const flow = writeFlow(value);
    if (isOnBlockLines(old)) return [{ start: colon, end: trimBreak(text, old.end), text: ` ${flow}` }];
    const isAbsent = old.kind === "scalar" && old.style === "empty";
    if (isAbsent) return [{ start: colon, end: Math.max(colon, old.end), text: ` ${flow}` }];
    const { end, gap } = tabsAfter(text, old.end);
    return [{ start: old.start, end, text: flow + gap }];
  }
  if (!startsLine(text, pair.keyNode.propertiesStart)) return undefined;
  const eol = lineEnding(text);
  const lines = writeBlock(value, columnOf(text, pair.keyNode.propertiesStart), step, eol).slice(eol.length);
  if (old.kind === "mapping" && !old.flow) {
    const first = lineStart(text, old.start);
    if (first <= colon) return undefined;
    const end = afterLines(text, old.end);
    const isCut = end === text.length && lineStart(text, end) < end;
    return [{ start: first, end, text: isCut ? lines.slice(0, -eol.length) : lines }];
  }
  if (old.kind === "sequence" && !old.flow) return undefined;
  const end = Math.max(colon, trimBreak(text, old.end));
  return [...(end > colon ? [deletion(colon, end)] : []), ...insertLines(text, end, lines, eol)];
}

/**
 * Puts a mapping that others share through its anchor below a `<<` of a new mapping, which has the given pairs as its
 * own: the value of the pair gets them, and the content of the anchor stays as it is.
 */
export function wrapMapping(tree: Tree, mapping: MappingNode, pair: Pair, pairs: Pairs): Edit[] | undefined {
  const { text } = tree.file;
  const shared = pair.value;
  if (shared.kind !== "mapping") return undefined;
  if (shared.flow) {
    const added = writeFlowPairs(pairs);
    return [insertion(shared.propertiesStart, `{${added}, <<: `), insertion(shared.end, "}")];
  }
  const colon = offsetAfterColon(tree, pair);
  const outer = columnOf(text, pair.keyNode.propertiesStart);
  const inner = columnOf(text, shared.start);
  // Own keys are between the column of the pair's key and that of the shared content, so that the latter is still below
  // `<<`.
  const column = outer + Math.floor((inner - outer) / 2);
  if (
    colon === undefined ||
    mapping.flow ||
    column <= outer ||
    !startsLine(text, pair.keyNode.propertiesStart)
  ) {
    return undefined;
  }
  const eol = lineEnding(text);
  const lines = writeBlockPairs(pairs, column, inner - outer, eol);
  return [insertion(colon, `${eol}${lines}${" ".repeat(column)}<<:`)];
}

/** How far a mapping's values are indented below its keys: as its first nested one does it, else by two. */
export function stepOf(tree: Tree, mapping: MappingNode): number {
  const { text } = tree.file;
  for (const { keyNode, value } of mapping.pairs) {
    if (value.kind !== "mapping" || value.flow) continue;
    const step = columnOf(text, value.start) - columnOf(text, keyNode.propertiesStart);
    if (step > 0) return step;
  }
  return 2;
}

/** Whether a value is written on lines of its own in block style; an empty collection is not. */
function isBlockCollection(value: Value): boolean {
  if (value === null || typeof value === "string") return false;
  if ("map" in value) return value.map.size > 0;
  return "list" in value && value.list.length > 0;
}

function isOnBlockLines(node: Node): boolean {
  if (node.kind === "mapping" || node.kind === "sequence") return !node.flow;
  return node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

/** Lines put below the line of an offset, which may be the last one and have no line end. */
function insertLines(text: string, offset: number, lines: string, eol: string): Edit[] {
  if (lines === "") return [];
  const at = nextLine(text, offset);
  const isCut = at === lineEnd(text, offset);
  return [insertion(at, isCut ? eol + lines.slice(0, -eol.length) : lines)];
}

/**
 * The end of the white space after a value if it contains a tab, and the space that a comment there still needs: GoCD's
 * reader accepts a tab after plain text, but not after quotes.
 */
function tabsAfter(text: string, end: number): { end: number; gap: string } {
  const blanks = /^[ \t]*/.exec(text.slice(end, lineEnd(text, end)))?.[0] ?? "";
  if (!blanks.includes("\t")) return { end, gap: "" };
  return { end: end + blanks.length, gap: text[end + blanks.length] === "#" ? " " : "" };
}

/**
 * Whether a quoted value is followed by text without a space: GoCD's reader reads a `---` there as the end of the
 * document.
 */
function isStuck(text: string, end: number): boolean {
  return /["']/.test(text.charAt(end - 1)) && /[^\s,\]}]/.test(text.charAt(end));
}
