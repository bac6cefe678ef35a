import type { Span } from "../model/source.js";
import { keyOf, type Node, type Tree } from "./node.js";

/** A node on the way down, with the keys whose values contain it. */
interface Step {
  readonly node: Node;
  readonly key: Node | undefined;
  readonly isKey: boolean;
}

/**
 * Returns the parts of a tree whose intended meaning is unclear, given the offsets of the errors of its text: the value
 * or merge there; for a broken key its pair, or all of the brackets around it; and the key of the mapping in which a
 * key may seem to be missing.
 */
export function doubtfulSpans(tree: Tree, offsets: readonly number[]): Span[] {
  return offsets.flatMap((offset) => spansAt(tree.root, offset));
}

/** Whether a finding at a span may be a consequence of an error. */
export function isInDoubt({ start, end }: Span, doubtful: readonly Span[]): boolean {
  return doubtful.some((span) => start >= span.start && end <= span.end);
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
  const pair = parent.node.pairs.find(({ key }) => key === last.node);
  if (parent.node.flow) spans.push(spanOf(parent.node));
  else if (pair !== undefined) spans.push({ start: pair.key.start, end: pair.value.end });
  return spans;
}

/** The child that holds the offset. */
function stepDown({ node, key }: Step, offset: number): Step | undefined {
  if (node.kind === "sequence") {
    const item = node.items.find((one) => holds(one, offset));
    return item && { node: item, key, isKey: false };
  }
  if (node.kind !== "mapping") return undefined;
  for (const pair of node.pairs) {
    if (holds(pair.key, offset)) return { node: pair.key, key, isKey: true };
    if (holds(pair.value, offset)) return { node: pair.value, key: pair.key, isKey: false };
  }
  return undefined;
}

function holds({ propertiesStart, end }: Node, offset: number): boolean {
  return propertiesStart <= offset && offset <= end;
}

function spanOf(node: Node): Span {
  return { start: node.start, end: node.end };
}
