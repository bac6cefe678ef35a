import { BOUNDS } from "../../model/bounds.js";
import { characterRange, type Holds, singleCharacter } from "./character.js";
import { type Cursor, END, literalCode } from "./cursor.js";
import { type OpenGroups, parseEscape } from "./parse-escape.js";
import { PatternError } from "./syntax.js";

const OPEN = 0x5b;
const CLOSE = 0x5d;
const CARET = 0x5e;
const AMPERSAND = 0x26;
const DASH = 0x2d;
const BACKSLASH = 0x5c;

/**
 * Parses one character class. The cursor is on its `[`, and is left after its `]`.
 *
 * Java collects the single characters below 256 of one pair of brackets in one table (BitClass), and adds this table
 * again whenever it has changed since the last `&&`: `[a&&[b]&c]` matches `a`. So the table stays live here as well,
 * and the class is evaluated only after all of it has been parsed.
 */
export function parseClass(cursor: Cursor, groups: OpenGroups, depth = 0): Holds {
  const at = cursor.offset();
  checkDepth(at, depth);
  cursor.next();
  const negated = cursor.raw(cursor.position) === CARET && cursor.raw(cursor.position - 1) === OPEN;
  if (negated) cursor.next();
  const holds = parseMembers(cursor, groups, depth, at);
  cursor.next();
  return negated ? (code) => !holds(code) : holds;
}

/** Parses up to the `]` of the class that was opened at the offset `opened`, and leaves the cursor on it. */
function parseMembers(cursor: Cursor, groups: OpenGroups, depth: number, opened: number): Holds {
  const table: Holds[] = [];
  const inTable: Holds = (code) => table.some((holds) => holds(code));
  let tableWaits = false;
  let joined: Holds | undefined;
  // The previous member, with which Java intersects if `&&` has no right side. Java has none after a single character,
  // and then fails while it matches.
  let last: Holds | undefined;

  for (;;) {
    const code = cursor.peek();
    if (code === END) throw new PatternError(opened, 'the character class is not closed by "]"');
    if (code === CLOSE && (joined !== undefined || tableWaits)) {
      if (!tableWaits) return joined ?? inTable;
      return unite(joined, inTable);
    }
    if (code === OPEN) {
      last = parseClass(cursor, groups, depth + 1);
      joined = unite(joined, last);
      continue;
    }
    if (code === AMPERSAND) {
      const at = cursor.offset();
      if (cursor.next() === AMPERSAND) {
        const right = parseRightSide(cursor, groups, depth, opened);
        if (tableWaits) {
          if (joined === undefined) last = inTable;
          joined = unite(joined, inTable);
          tableWaits = false;
        }
        last = right ?? last;
        if (last === undefined) throw new PatternError(at, 'there is nothing for "&&" to intersect with');
        joined = joined === undefined ? last : intersect(joined, last);
        continue;
      }
      cursor.position--;
    }
    const member = parseMember(cursor, groups);
    last = member.inTable ? undefined : member.holds;
    if (member.inTable) {
      table.push(member.holds);
      tableWaits = true;
    } else {
      joined = unite(joined, member.holds);
    }
  }
}

/** Throws if classes are nested more deeply than any real pattern needs; the bound is low enough for the call stack. */
function checkDepth(at: number, depth: number): void {
  const { value, message } = BOUNDS.patternClasses;
  if (depth > value) throw new PatternError(at, message);
}

/** Parses the part between an `&&` and the next one or the `]`: nothing, classes, or members without brackets. */
function parseRightSide(
  cursor: Cursor,
  groups: OpenGroups,
  depth: number,
  opened: number,
): Holds | undefined {
  checkDepth(cursor.offset(), depth);
  let right: Holds | undefined;
  for (let code = cursor.next(); code !== CLOSE && code !== AMPERSAND; code = cursor.peek()) {
    right = unite(
      right,
      code === OPEN ? parseClass(cursor, groups, depth + 1) : parseMembers(cursor, groups, depth + 1, opened),
    );
  }
  return right;
}

function parseMember(cursor: Cursor, groups: OpenGroups): { holds: Holds; inTable: boolean } {
  const at = cursor.offset();
  const { anyCase, unicodeCase } = cursor.flags;
  let first: number;
  if (cursor.peek() === BACKSLASH) {
    const beforeDash = cursor.raw(cursor.position + 2) === DASH;
    const escape = parseEscape(cursor, groups, beforeDash ? "range" : "class");
    if (escape.kind === "class") return { holds: escape.holds, inTable: false };
    if (escape.kind === "node") throw new PatternError(at, "this escape is not allowed in a character class");
    first = escape.code;
  } else {
    first = literalCode(cursor.read());
    if (first === END) throw new PatternError(at, 'the character class is not closed by "]"');
  }
  if (cursor.peek() === DASH) {
    const end = cursor.raw(cursor.position + 1);
    if (end !== OPEN && end !== CLOSE) {
      cursor.next();
      return {
        holds: characterRange(first, parseRangeEnd(cursor, groups, at, first), anyCase),
        inTable: false,
      };
    }
  }
  const folds = anyCase && unicodeCase && [0x49, 0x4b, 0x53].includes(first & ~0x20);
  return { holds: singleCharacter(first, anyCase, unicodeCase), inTable: first < 256 && !folds };
}

function parseRangeEnd(cursor: Cursor, groups: OpenGroups, at: number, first: number): number {
  let last: number;
  if (cursor.peek() === BACKSLASH) {
    const escape = parseEscape(cursor, groups, "range");
    if (escape.kind !== "character")
      throw new PatternError(at, "a range of characters must end with a character");
    last = escape.code;
  } else {
    last = literalCode(cursor.read());
    if (last === END) throw new PatternError(at, 'the character class is not closed by "]"');
  }
  if (last < first) throw new PatternError(at, "the range of characters ends before it starts");
  return last;
}

function unite(one: Holds | undefined, other: Holds): Holds {
  return one === undefined ? other : (code) => one(code) || other(code);
}

function intersect(one: Holds, other: Holds): Holds {
  return (code) => one(code) && other(code);
}
