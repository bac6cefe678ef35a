import type { Cursor } from "./cursor.js";
import { isDecimal } from "./parse-code.js";
import { study } from "./study.js";
import { type Greed, type Group, MOST_REPETITIONS, type PatternNode, PatternError } from "./syntax.js";

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** `*`, `+` or `{n,}`, as opposed to a maximum that happens to be MOST_REPETITIONS. */
  readonly isOpen: boolean;
}

interface Quantifier extends Bounds {
  readonly greed: Greed;
}

/** Parses the quantifier after a node, if there is one, and returns the node that Java repeats it with. */
export function parseQuantifier(cursor: Cursor, node: PatternNode): PatternNode {
  const bounds = parseBounds(cursor);
  if (bounds === undefined) return node;
  const quantifier = { ...bounds, greed: parseGreed(cursor) };
  if (node.kind === "group" && quantifier.greed !== "possessive") return repeatGroup(node, quantifier);
  return repeatAtom(node, quantifier);
}

// Pattern.closure and Pattern.curly
function repeatAtom(node: PatternNode, { min, max, isOpen, greed }: Quantifier): PatternNode {
  if (min === 0 && max === 1) return { kind: "optional", body: node, greed };
  if (node.kind === "set" && node.java === "CharProperty" && isOpen && greed === "greedy") {
    return { kind: "run", members: node.members, min };
  }
  return { kind: "curly", body: node, min, max, greed };
}

// The end of Pattern.group0
function repeatGroup(group: Group, { min, max, greed }: Quantifier): PatternNode {
  if (min === 0 && max === 1) {
    const nothing: PatternNode = { kind: "empty" };
    const options = greed === "lazy" ? [nothing, group] : [group, nothing];
    return { kind: "branch", options, isOptionalGroup: true };
  }
  const lazy = greed === "lazy";
  if (!study(group).deterministic) return { kind: "loop", group, min, max, lazy };
  return { kind: "group-curly", number: group.number, body: group.body, min, max, lazy };
}

/** Parses the bounds of a quantifier, and leaves the cursor on its last character. */
function parseBounds(cursor: Cursor): Bounds | undefined {
  switch (cursor.peek()) {
    case 0x3f:
      return { min: 0, max: 1, isOpen: false };
    case 0x2a:
      return { min: 0, max: MOST_REPETITIONS, isOpen: true };
    case 0x2b:
      return { min: 1, max: MOST_REPETITIONS, isOpen: true };
    case 0x7b:
      return parseBraces(cursor);
    default:
      return undefined;
  }
}

function parseBraces(cursor: Cursor): Bounds {
  const at = cursor.offset();
  cursor.position++;
  if (!isDecimal(cursor.raw(cursor.position))) throw new PatternError(at, 'a number must follow "{"');
  const min = parseNumber(cursor, at);
  let max = min;
  let isOpen = false;
  if (cursor.peek() === 0x2c) {
    isOpen = cursor.next() === 0x7d;
    max = isOpen ? MOST_REPETITIONS : parseNumber(cursor, at);
  }
  if (cursor.peek() !== 0x7d) throw new PatternError(at, 'the repetition is not closed by "}"');
  if (max < min) throw new PatternError(at, "the maximum of the repetition is less than its minimum");
  return { min, max, isOpen };
}

function parseNumber(cursor: Cursor, at: number): number {
  let number = 0;
  for (let code = cursor.peek(); isDecimal(code); code = cursor.next()) {
    number = number * 10 + (code - 0x30);
    if (number > MOST_REPETITIONS) throw new PatternError(at, "Java cannot count so many repetitions");
  }
  return number;
}

function parseGreed(cursor: Cursor): Greed {
  const code = cursor.next();
  if (code !== 0x3f && code !== 0x2b) return "greedy";
  cursor.next();
  return code === 0x3f ? "lazy" : "possessive";
}
