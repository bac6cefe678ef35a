import { parseEvents, YAMLException } from "js-yaml";
import { BOUNDS } from "../model/bounds.js";
import type { SourceFile, Span } from "../model/source.js";
import { compose } from "./compose.js";
import { readAsGocd, type FirstDocument, type Rejection } from "./gocd-reader.js";
import { keyOf, type Node, type Tree } from "./node.js";
import type { Composed } from "./tree-builder.js";

/** What can be read from a text that GoCD's reader rejects. */
export interface Recovery {
  /** All rejections, up to the first one whose intended meaning is unclear. */
  readonly rejections: readonly Rejection[];
  /** Whether the search stopped at a limit, so that there may be more rejections. */
  readonly isCut: boolean;
  /** The tree of the text; undefined if it cannot be read. */
  readonly composed: Composed | undefined;
  /** What GoCD's reader reads after all fixes; undefined if a rejection cannot be fixed. */
  readonly fixed: FirstDocument | undefined;
}

/** The largest number of rejections of one text. */
const MOST = 100;
/** The largest number of code units that are read again for it, which takes about a second. */
const MOST_TEXT = 2_000_000;

/**
 * Continues after `first`, the rejection of a text: fixes the place in a copy and reads the copy, until nothing is
 * rejected or the intended meaning is unclear. The values are those of the text itself.
 */
export function recover(file: SourceFile, first: Rejection): Recovery {
  const { text } = file;
  const rejections: Rejection[] = [first];
  const most = Math.min(MOST, Math.floor(MOST_TEXT / (text.length + 1)));
  let fixed = text;
  let rejection: Rejection = first;
  for (let reads = 0; rejection.fix !== undefined; reads++) {
    const next = applyFix(fixed, rejection.fix);
    if (next === fixed) break;
    if (reads === most) {
      return { rejections, isCut: true, composed: composeStandard(file, [text, fixed]), fixed: undefined };
    }
    fixed = next;
    const read = readAsGocd(file, fixed);
    if (read.ok) {
      const composed = composeStandard(file, [text]) ?? read.composed;
      return { rejections, isCut: false, composed, fixed: read };
    }
    rejection = read;
    if (!isConsequence(text, rejection, rejections)) rejections.push(rejection);
  }
  return { rejections, isCut: false, composed: composeStandard(file, [text, fixed]), fixed: undefined };
}

function applyFix(text: string, { at, by }: NonNullable<Rejection["fix"]>): string {
  return text.slice(0, at) + by + text.slice(at + by.length);
}

/**
 * Whether a rejection is a consequence of an earlier one: it is at the fixed place, before it on its line, or after a
 * possible cause. If the cause is unknown, every earlier rejection is a possible cause.
 */
function isConsequence(text: string, { offset, fix }: Rejection, earlier: readonly Rejection[]): boolean {
  return earlier.some(({ offset: known, fix: fixed }) => {
    if (fixed !== undefined && offset >= fixed.at && offset < fixed.at + fixed.by.length) return true;
    if (offset <= known) return !/[\r\n]/.test(text.slice(offset, known));
    if (fix === undefined) return fixed?.since !== undefined || !/[\r\n]/.test(text.slice(known, offset));
    return fix.since !== undefined && known >= fix.since;
  });
}

/**
 * Returns the tree that js-yaml reads from the first text that it accepts. All texts have the same length; offsets and
 * values are those of the file.
 */
function composeStandard(file: SourceFile, texts: readonly string[]): Composed | undefined {
  for (const text of texts) {
    try {
      return compose(file, parseEvents(text, { maxDepth: BOUNDS.yamlDepth.value }));
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
    }
  }
  return undefined;
}

/** A node on the way down, with the keys whose values contain it. */
interface Step {
  readonly node: Node;
  readonly key: Node | undefined;
  readonly isKey: boolean;
}

/**
 * Returns the parts of a tree whose intended meaning is unclear, given the offsets of the errors of its text: the value
 * or merge there; for a broken key its pair, or all of the brackets around it; and the key of the mapping in which a
 * key may seem to be missing. They are sorted by their start, and each ends where the last of those up to it ends: that
 * changes no answer of `isInDoubt`, and lets it bisect.
 */
export function doubtfulSpans(tree: Tree, offsets: readonly number[]): Span[] {
  const spans = offsets.flatMap((offset) => spansAt(tree.root, offset)).sort((a, b) => a.start - b.start);
  let last = 0;
  return spans.map(({ start, end }) => {
    last = Math.max(last, end);
    return { start, end: last };
  });
}

/** Whether a finding at a span may be a consequence of an error; `doubtful` is as `doubtfulSpans` returns it. */
export function isInDoubt({ start, end }: Span, doubtful: readonly Span[]): boolean {
  const after = firstIndex(doubtful.length, (index) => (doubtful[index]?.start ?? 0) > start);
  return (doubtful[after - 1]?.end ?? -1) >= end;
}

/** Returns the first index below `length` for which `is` holds, by bisection, else `length`. */
function firstIndex(length: number, is: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function spansAt(root: Node, offset: number): Span[] {
  const path: Step[] = [];
  let step: Step | undefined = { node: root, key: undefined, isKey: false };
  for (; step !== undefined; step = stepDown(step, offset)) path.push(step);
  const last = path.at(-1);
  const spans: Span[] = [];
  // A merge may bring any key of the mapping around it.
  for (const [index, { key }] of path.entries()) {
    if (key === undefined || keyOf(key) !== "<<" || path[index - 1]?.node.kind !== "mapping") continue;
    const around = path[index - 1]?.key;
    spans.push(spanOf(key));
    if (around !== undefined) spans.push(spanOf(around));
  }
  if (last === undefined || last.node.kind === "mapping" || last.node.kind === "sequence") return spans;
  spans.push(spanOf(last.node));
  const parent = path.at(-2);
  if (parent?.node.kind !== "mapping") return spans;
  const isMissing = last.node.kind === "scalar" && last.node.text === null;
  if (isMissing && last.key !== undefined) spans.push(spanOf(last.key));
  // A missing key is reported at the key that has the mapping.
  if ((last.isKey || isMissing) && parent.key !== undefined) spans.push(spanOf(parent.key));
  if (!last.isKey) return spans;
  const pair = parent.node.pairs.find(({ keyNode }) => keyNode === last.node);
  if (parent.node.flow) spans.push(spanOf(parent.node));
  else if (pair !== undefined) spans.push({ start: pair.keyNode.start, end: pair.value.end });
  return spans;
}

/** Returns the first child that holds the offset: a file may have as many errors as children. */
function stepDown({ node, key }: Step, offset: number): Step | undefined {
  if (node.kind === "sequence") {
    const { items } = node;
    const item = items[firstIndex(items.length, (index) => (items[index]?.end ?? 0) >= offset)];
    return item && holds(item, offset) ? { node: item, key, isKey: false } : undefined;
  }
  if (node.kind !== "mapping") return undefined;
  const { pairs } = node;
  const pair = pairs[firstIndex(pairs.length, (index) => (pairs[index]?.value.end ?? 0) >= offset)];
  if (pair === undefined) return undefined;
  if (holds(pair.keyNode, offset)) return { node: pair.keyNode, key, isKey: true };
  return holds(pair.value, offset) ? { node: pair.value, key: pair.keyNode, isKey: false } : undefined;
}

function holds({ propertiesStart, end }: Node, offset: number): boolean {
  return propertiesStart <= offset && offset <= end;
}

function spanOf(node: Node): Span {
  return { start: node.start, end: node.end };
}
