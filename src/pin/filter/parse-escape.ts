import { type Cursor, END, literalCode } from "./cursor.js";
import { isDecimal, isLatinLetter, parseCode } from "./parse-code.js";
import { findProperty, predefinedClass } from "./property.js";
import { type Node, Refusal } from "./syntax.js";
import { type Holds, TAG_CHARACTERS } from "./tag-set.js";

/** What an escape means: one character, a class of them, or (outside a class) a node of its own. */
export type Escape =
  | { readonly kind: "character"; readonly code: number }
  | { readonly kind: "class"; readonly holds: Holds }
  | { readonly kind: "node"; readonly node: Node };

/** The groups opened so far: Java reads `\11` as a reference to group 11 only if that many are open. */
export interface OpenGroups {
  count: number;
  readonly names: Map<string, number>;
}

const ASSERTIONS = new Map<string, Node>([
  ["A", { kind: "assertion", holds: "start" }],
  // The end of the last match; where none was found yet, the start.
  ["G", { kind: "assertion", holds: "start" }],
  ["b", { kind: "assertion", holds: "boundary" }],
  ["B", { kind: "assertion", holds: "no-boundary" }],
  // A tag holds no line terminator, so both mean its end.
  ["z", { kind: "assertion", holds: "end" }],
  ["Z", { kind: "assertion", holds: "end" }],
]);

/**
 * Reads one escape; the cursor stands on its backslash and is left behind the escape. `place` says where it stands:
 * in a range of a class `\v` is one character, and outside a class alone there are references and assertions.
 */
export function parseEscape(
  cursor: Cursor,
  groups: OpenGroups,
  place: "outside" | "class" | "range",
): Escape {
  const at = cursor.offset();
  const code = cursor.skip();
  if (code === END) throw new Refusal(at, "nothing follows the last backslash");
  const letter = String.fromCodePoint(literalCode(code));
  if (letter === "p" || letter === "P")
    return { kind: "class", holds: parseProperty(cursor, at, letter === "P") };
  if (place === "outside") {
    const node = parseOutside(cursor, groups, letter, at);
    if (node !== undefined) return { kind: "node", node };
  }
  if (place === "range" && letter === "v") return { kind: "character", code: 0x0b };
  const holds = predefinedClass(letter.toLowerCase());
  if (holds !== undefined) {
    return { kind: "class", holds: letter === letter.toLowerCase() ? holds : (other) => !holds(other) };
  }
  return { kind: "character", code: parseCode(cursor, letter, code, at) };
}

/** Reads a group's name and its `>`; `code` is its first character, taken already. */
export function parseGroupName(cursor: Cursor, code: number, at: number): string {
  if (!isLatinLetter(code)) throw new Refusal(at, "a group name must start with a Latin letter");
  let name = "";
  do {
    name += String.fromCharCode(code);
    code = cursor.read();
  } while (isLatinLetter(code) || isDecimal(code));
  if (code !== 0x3e) throw new Refusal(at, `the group name "${name}" is not closed by ">"`);
  return name;
}

function parseOutside(cursor: Cursor, groups: OpenGroups, letter: string, at: number): Node | undefined {
  if (letter >= "1" && letter <= "9") return parseReference(cursor, groups, Number(letter), at);
  switch (letter) {
    case "b":
      if (cursor.peek() !== 0x7b || cursor.raw(cursor.position + 1) !== 0x67) break;
      // Java 17 looks for these boundaries before the start of the tag, and fails or errs.
      throw new Refusal(at, '"\\b{g}" cannot be honoured exactly');
    case "k":
      return parseNamedReference(cursor, groups, at);
    case "R":
      return { kind: "set", members: "" };
    case "X":
      // As ".", but Java gives it no length in a lookbehind, where we refuse atomic groups.
      return { kind: "atomic", body: { kind: "set", members: TAG_CHARACTERS }, at };
  }
  return ASSERTIONS.get(letter);
}

function parseReference(cursor: Cursor, groups: OpenGroups, number: number, at: number): Node {
  for (;;) {
    const digit = cursor.peek();
    const longer = number * 10 + (digit - 0x30);
    if (!isDecimal(digit) || longer > groups.count) break;
    number = longer;
    cursor.read();
  }
  return { kind: "reference", number, anyCase: cursor.flags.anyCase, at };
}

function parseNamedReference(cursor: Cursor, groups: OpenGroups, at: number): Node {
  if (cursor.read() !== 0x3c) throw new Refusal(at, '"\\k" must be followed by "<name>"');
  const name = parseGroupName(cursor, cursor.read(), at);
  const number = groups.names.get(name);
  if (number === undefined) throw new Refusal(at, `no group "${name}" stands before this reference`);
  return { kind: "reference", number, anyCase: cursor.flags.anyCase, at };
}

function parseProperty(cursor: Cursor, at: number, complement: boolean): Holds {
  const braced = cursor.peek() === 0x7b;
  if (braced) cursor.next();
  const from = cursor.position;
  if (braced) {
    for (let code = cursor.read(); code !== 0x7d; code = cursor.read()) {
      if (code === END) throw new Refusal(at, 'the property is not closed by "}"');
    }
  } else if (cursor.read() === END) {
    throw new Refusal(at, "the property has no name");
  }
  const name = cursor.text(from, cursor.position - (braced ? 1 : 0));
  const holds = findProperty(name, cursor.flags);
  if (holds === undefined)
    throw new Refusal(at, `the property "${name}" is unknown, or none that a tag can have`);
  return complement ? (code) => !holds(code) : holds;
}
