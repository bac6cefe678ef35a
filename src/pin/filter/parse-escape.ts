import { type Holds, TAG_CHARACTERS } from "./character.js";
import { type Cursor, END, literalCode } from "./cursor.js";
import { isDecimal, isLatinLetter, parseCode } from "./parse-code.js";
import { findProperty, predefinedClass } from "./property.js";
import { type PatternNode, PatternError } from "./syntax.js";

/** The meaning of an escape: one character, a class of them, or (outside a class) a node. */
export type Escape =
  | { readonly kind: "character"; readonly code: number }
  | { readonly kind: "class"; readonly holds: Holds; readonly isProperty: boolean }
  | { readonly kind: "node"; readonly node: PatternNode };

/** The groups before the cursor: Java reads `\11` as a reference to group 11 only if it has read that many. */
export interface OpenGroups {
  count: number;
  readonly names: Map<string, number>;
}

const ASSERTIONS = new Map<string, PatternNode>([
  ["A", { kind: "assertion", holds: "start" }],
  // The end of the previous match. At the first match of a tag, the start.
  ["G", { kind: "assertion", holds: "start" }],
  ["b", { kind: "assertion", holds: "boundary" }],
  ["B", { kind: "assertion", holds: "no-boundary" }],
  // A tag has no line terminator, so both mean its end.
  ["z", { kind: "assertion", holds: "end" }],
  ["Z", { kind: "assertion", holds: "end" }],
]);

/**
 * Parses one escape. The cursor is on its backslash, and is left after the escape. `place` says where it is: in a range
 * of a class `\v` is one character, and references and assertions exist only outside a class.
 */
export function parseEscape(
  cursor: Cursor,
  groups: OpenGroups,
  place: "outside" | "class" | "range",
): Escape {
  const at = cursor.offset();
  const code = cursor.skip();
  if (code === END) throw new PatternError(at, "nothing follows the last backslash");
  const letter = String.fromCodePoint(literalCode(code));
  if (letter === "p" || letter === "P")
    return { kind: "class", holds: parseProperty(cursor, at, letter === "P"), isProperty: true };
  if (place === "outside") {
    const node = parseOutside(cursor, groups, letter, at);
    if (node !== undefined) return { kind: "node", node };
  }
  if (place === "range" && letter === "v") return { kind: "character", code: 0x0b };
  const holds = predefinedClass(letter.toLowerCase());
  if (holds !== undefined) {
    const isNegated = letter !== letter.toLowerCase();
    return { kind: "class", holds: isNegated ? (other) => !holds(other) : holds, isProperty: false };
  }
  return { kind: "character", code: parseCode(cursor, letter, code, at) };
}

/** Parses a group's name and its `>`. The cursor is after the first character, `code`. */
export function parseGroupName(cursor: Cursor, code: number, at: number): string {
  if (!isLatinLetter(code)) throw new PatternError(at, "a group name must start with a Latin letter");
  let name = "";
  do {
    name += String.fromCharCode(code);
    code = cursor.read();
  } while (isLatinLetter(code) || isDecimal(code));
  if (code !== 0x3e) throw new PatternError(at, `the group name "${name}" is not closed by ">"`);
  return name;
}

function parseOutside(
  cursor: Cursor,
  groups: OpenGroups,
  letter: string,
  at: number,
): PatternNode | undefined {
  if (letter >= "1" && letter <= "9") return parseReference(cursor, groups, Number(letter));
  switch (letter) {
    case "b":
      if (cursor.peek() !== 0x7b || cursor.raw(cursor.position + 1) !== 0x67) break;
      // Java 17 looks for this boundary from the end of an earlier part of the match, and sometimes throws.
      throw new PatternError(at, '"\\b{g}" cannot be evaluated exactly as in Java');
    case "k":
      return parseNamedReference(cursor, groups, at);
    case "R":
      return { kind: "set", members: "", java: "LineEnding" };
    case "X":
      // Each character of a tag is a grapheme cluster.
      return { kind: "set", members: TAG_CHARACTERS, java: "XGrapheme" };
  }
  return ASSERTIONS.get(letter);
}

function parseReference(cursor: Cursor, groups: OpenGroups, number: number): PatternNode {
  for (;;) {
    const digit = cursor.peek();
    const longer = number * 10 + (digit - 0x30);
    if (!isDecimal(digit) || longer > groups.count) break;
    number = longer;
    cursor.read();
  }
  return { kind: "reference", number, anyCase: cursor.flags.anyCase };
}

function parseNamedReference(cursor: Cursor, groups: OpenGroups, at: number): PatternNode {
  if (cursor.read() !== 0x3c) throw new PatternError(at, '"\\k" must be followed by "<name>"');
  const name = parseGroupName(cursor, cursor.read(), at);
  const number = groups.names.get(name);
  if (number === undefined) throw new PatternError(at, `there is no group "${name}" before this reference`);
  return { kind: "reference", number, anyCase: cursor.flags.anyCase };
}

function parseProperty(cursor: Cursor, at: number, complement: boolean): Holds {
  const braced = cursor.peek() === 0x7b;
  if (braced) cursor.next();
  const from = cursor.position;
  if (braced) {
    for (let code = cursor.read(); code !== 0x7d; code = cursor.read()) {
      if (code === END) throw new PatternError(at, 'the property is not closed by "}"');
    }
  } else if (cursor.read() === END) {
    throw new PatternError(at, "the property has no name");
  }
  const name = cursor.text(from, cursor.position - (braced ? 1 : 0));
  const holds = findProperty(name, cursor.flags);
  if (holds === undefined)
    throw new PatternError(at, `the property "${name}" does not exist in Java 17, or is not supported`);
  return complement ? (code) => !holds(code) : holds;
}
