import type { Cursor } from "./cursor.js";
import { isDecimal } from "./parse-code.js";
import { type Node, Refusal, type Repeat } from "./syntax.js";

// Java counts repetitions in 32 bits.
const MOST_REPETITIONS = 0x7fffffff;

/**
 * Reads the quantifier behind a node, if there is one, and gives the node as it is repeated. `at` is where the node
 * starts, the cursor stands behind it.
 */
export function parseQuantifier(cursor: Cursor, body: Node, at: number): Node {
  const bounds = parseBounds(cursor);
  if (bounds === undefined) return body;
  const optional = bounds.min === 0 && bounds.max === 1;
  const greed = parseGreed(cursor);
  return body.kind === "empty" ? body : { kind: "repeat", body, ...bounds, greed, optional, at };
}

/** Reads the bounds of a quantifier, and leaves the cursor on its last character. */
function parseBounds(cursor: Cursor): { min: number; max: number } | undefined {
  switch (cursor.peek()) {
    case 0x3f:
      return { min: 0, max: 1 };
    case 0x2a:
      return { min: 0, max: Infinity };
    case 0x2b:
      return { min: 1, max: Infinity };
    case 0x7b:
      return parseBraces(cursor);
    default:
      return undefined;
  }
}

function parseBraces(cursor: Cursor): { min: number; max: number } {
  const at = cursor.offset();
  cursor.position++;
  if (!isDecimal(cursor.raw(cursor.position))) throw new Refusal(at, 'a number must follow "{"');
  const min = parseNumber(cursor, at);
  let max = min;
  if (cursor.peek() === 0x2c) {
    max = cursor.next() === 0x7d ? Infinity : parseNumber(cursor, at);
  }
  if (cursor.peek() !== 0x7d) throw new Refusal(at, 'the repetition is not closed by "}"');
  if (max < min) throw new Refusal(at, "the repetition ends below its start");
  return { min, max };
}

function parseNumber(cursor: Cursor, at: number): number {
  let number = 0;
  for (let code = cursor.peek(); isDecimal(code); code = cursor.next()) {
    number = number * 10 + (code - 0x30);
    if (number > MOST_REPETITIONS) throw new Refusal(at, "Java cannot count so many repetitions");
  }
  return number;
}

function parseGreed(cursor: Cursor): Repeat["greed"] {
  const code = cursor.next();
  if (code !== 0x3f && code !== 0x2b) return "greedy";
  cursor.next();
  return code === 0x3f ? "lazy" : "possessive";
}
