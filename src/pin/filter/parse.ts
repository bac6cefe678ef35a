import { BOUNDS } from "../../model/bounds.js";
import { membersOf, singleCharacter, TAG_CHARACTERS } from "./character.js";
import { Cursor, END, literalCode, parseFlags } from "./cursor.js";
import { parseClass } from "./parse-class.js";
import { type OpenGroups, parseEscape, parseGroupName } from "./parse-escape.js";
import { parseQuantifier } from "./parse-quantifier.js";
import { study } from "./study.js";
import { type CharacterSet, type PatternNode, PatternError, type ParsedPattern } from "./syntax.js";

/**
 * Parses a Java 17 regular expression (`java.util.regex.Pattern`, no flags). Throws a PatternError if Java does not
 * compile it, or if it cannot be evaluated exactly as in Java.
 */
export function parsePattern(pattern: string): ParsedPattern {
  // It bounds the work of everything that walks over a pattern.
  const { value, message } = BOUNDS.patternLength;
  if (pattern.length > value) throw new PatternError(value, message);
  const cursor = new Cursor(pattern);
  const groups: OpenGroups = { count: 0, names: new Map() };
  const root = parseChoice(cursor, groups, 0);
  if (cursor.peek() !== END)
    throw new PatternError(cursor.offset(), 'there is no group for this ")" to close');
  return { root, groupCount: groups.count, names: groups.names };
}

function parseChoice(cursor: Cursor, groups: OpenGroups, depth: number): PatternNode {
  // More than any real pattern needs, and few enough for the call stack.
  const { value, message } = BOUNDS.patternGroups;
  if (depth > value) throw new PatternError(cursor.offset(), message);
  const options: PatternNode[] = [];
  for (;;) {
    options.push(parseSequence(cursor, groups, depth));
    if (cursor.peek() !== 0x7c) break;
    cursor.next();
  }
  const [only] = options;
  if (options.length === 1 && only !== undefined) return only;
  return { kind: "branch", options, isOptionalGroup: false };
}

function parseSequence(cursor: Cursor, groups: OpenGroups, depth: number): PatternNode {
  const items: PatternNode[] = [];
  for (;;) {
    const code = cursor.peek();
    if (code === END || code === 0x7c || code === 0x29) break;
    const node = code === 0x28 ? parseGroup(cursor, groups, depth) : parseAtom(cursor, groups, code);
    if (node !== undefined) items.push(parseQuantifier(cursor, node));
  }
  const [only] = items;
  if (only === undefined) return { kind: "empty" };
  return items.length === 1 ? only : { kind: "sequence", items };
}

function parseAtom(cursor: Cursor, groups: OpenGroups, code: number): PatternNode {
  const { anyCase, unicodeCase, canonical } = cursor.flags;
  switch (code) {
    case 0x5b:
      return setOf(membersOf(parseClass(cursor, groups)), canonical);
    case 0x5c: {
      const escape = parseEscape(cursor, groups, "outside");
      if (escape.kind === "node") return escape.node;
      if (escape.kind === "class") return setOf(membersOf(escape.holds), canonical && escape.isProperty);
      return setOf(membersOf(singleCharacter(escape.code, anyCase, unicodeCase)));
    }
    // A tag has no line terminator, so (?m), (?d) and (?s) make no difference to these three.
    case 0x5e:
      cursor.next();
      return { kind: "assertion", holds: "start" };
    case 0x24:
      cursor.next();
      return { kind: "assertion", holds: "end" };
    case 0x2e:
      cursor.next();
      return setOf(TAG_CHARACTERS);
    case 0x2a:
    case 0x2b:
    case 0x3f:
      throw new PatternError(
        cursor.offset(),
        `there is nothing for "${String.fromCharCode(code)}" to repeat`,
      );
    case 0x7b:
      // Java repeats an empty Slice if nothing precedes the brace: "a{2}{3}" matches the same as "a{2}".
      return { kind: "empty" };
    default:
      cursor.position++;
      return setOf(membersOf(singleCharacter(literalCode(code), anyCase, unicodeCase)));
  }
}

// Under (?c) Java makes an NFCCharProperty of a class and of \p, which it measures like \X.
function setOf(members: string, canonical = false): CharacterSet {
  return { kind: "set", members, java: canonical ? "XGrapheme" : "CharProperty" };
}

/** Parses a group. Returns undefined for one that only sets flags. The cursor is on its bracket. */
function parseGroup(cursor: Cursor, groups: OpenGroups, depth: number): PatternNode | undefined {
  const at = cursor.offset();
  const flags = cursor.flags;
  if (cursor.next() !== 0x3f) return parseCapture(cursor, groups, depth, at, undefined);
  const code = cursor.skip();
  switch (code) {
    case 0x3a:
      return { kind: "group", number: undefined, body: parseBody(cursor, groups, depth, at) };
    case 0x3d:
    case 0x21: {
      const body = parseBody(cursor, groups, depth, at);
      return { kind: "look", direction: "ahead", negative: code === 0x21, body };
    }
    case 0x3e:
      return { kind: "atomic", body: parseBody(cursor, groups, depth, at) };
    case 0x3c: {
      const inner = cursor.read();
      if (inner === 0x3d || inner === 0x21) return parseLookbehind(cursor, groups, depth, at, inner === 0x21);
      return parseCapture(cursor, groups, depth, at, parseGroupName(cursor, inner, at));
    }
  }
  cursor.position--;
  cursor.flags = parseFlags(cursor);
  const after = cursor.read();
  if (after === 0x29) return undefined;
  if (after !== 0x3a) throw new PatternError(at, "Java has no such group or inline flag");
  return { kind: "group", number: undefined, body: parseBody(cursor, groups, depth, at, flags) };
}

function parseCapture(
  cursor: Cursor,
  groups: OpenGroups,
  depth: number,
  at: number,
  name: string | undefined,
): PatternNode {
  const number = ++groups.count;
  if (name !== undefined) {
    if (groups.names.has(name)) throw new PatternError(at, `a group named "${name}" is already defined`);
    groups.names.set(name, number);
  }
  return { kind: "group", number, body: parseBody(cursor, groups, depth, at) };
}

function parseLookbehind(
  cursor: Cursor,
  groups: OpenGroups,
  depth: number,
  at: number,
  negative: boolean,
): PatternNode {
  const supplementary = cursor.hasSupplementary();
  const body = parseBody(cursor, groups, depth, at);
  const { minLength: min, maxLength: max, maxValid } = study(body);
  if (!maxValid) throw new PatternError(at, "a lookbehind must have an obvious maximum length");
  return { kind: "look", direction: "behind", negative, body, min, max, supplementary };
}

/** Parses up to the closing bracket and past it. Flags that are set inside end there, and `before` applies again. */
function parseBody(
  cursor: Cursor,
  groups: OpenGroups,
  depth: number,
  at: number,
  before = cursor.flags,
): PatternNode {
  const body = parseChoice(cursor, groups, depth + 1);
  if (cursor.read() !== 0x29) throw new PatternError(at, 'the group is not closed by ")"');
  cursor.flags = before;
  return body;
}
