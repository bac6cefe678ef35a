import { Cursor, END, literalCode } from "./cursor.js";
import { parseClass } from "./parse-class.js";
import { type OpenGroups, parseEscape, parseGroupName } from "./parse-escape.js";
import { parseFlags } from "./parse-flags.js";
import { parseQuantifier } from "./parse-quantifier.js";
import { type Node, Refusal, type Syntax } from "./syntax.js";
import { membersOf, singleCharacter, TAG_CHARACTERS } from "./tag-set.js";

// Deeper than any pattern that somebody wrote, and shallow enough for the stack of every walk over the tree.
const DEEPEST = 200;

// Longer than any pattern that somebody wrote, and short enough for all work on it to be done at once.
const LONGEST = 4000;

/**
 * Reads a Java 17 regular expression (`java.util.regex.Pattern`, no flags). Throws a Refusal where Java would not
 * compile it, and where a construct cannot be honoured exactly.
 */
export function parsePattern(pattern: string): Syntax {
  if (pattern.length > LONGEST) throw new Refusal(LONGEST, `more than ${LONGEST} characters are too many`);
  const cursor = new Cursor(pattern);
  const groups: OpenGroups = { count: 0, names: new Map() };
  const root = parseChoice(cursor, groups, 0);
  if (cursor.peek() !== END) throw new Refusal(cursor.offset(), 'this ")" closes nothing');
  return { root, groupCount: groups.count, names: groups.names };
}

function parseChoice(cursor: Cursor, groups: OpenGroups, depth: number): Node {
  if (depth > DEEPEST) throw new Refusal(cursor.offset(), "the groups are nested too deeply");
  const options: Node[] = [];
  for (;;) {
    options.push(parseSequence(cursor, groups, depth));
    if (cursor.peek() !== 0x7c) break;
    cursor.next();
  }
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
}

function parseSequence(cursor: Cursor, groups: OpenGroups, depth: number): Node {
  const items: Node[] = [];
  for (;;) {
    const code = cursor.peek();
    if (code === END || code === 0x7c || code === 0x29) break;
    const at = cursor.offset();
    const node = code === 0x28 ? parseGroup(cursor, groups, depth) : parseAtom(cursor, groups, code);
    if (node !== undefined) items.push(parseQuantifier(cursor, node, at));
  }
  const [only] = items;
  if (only === undefined) return { kind: "empty" };
  return items.length === 1 ? only : { kind: "sequence", items };
}

function parseAtom(cursor: Cursor, groups: OpenGroups, code: number): Node {
  const { anyCase, unicodeCase } = cursor.flags;
  switch (code) {
    case 0x5b:
      return { kind: "set", members: membersOf(parseClass(cursor, groups)) };
    case 0x5c: {
      const escape = parseEscape(cursor, groups, "outside");
      if (escape.kind === "node") return escape.node;
      const holds =
        escape.kind === "class" ? escape.holds : singleCharacter(escape.code, anyCase, unicodeCase);
      return { kind: "set", members: membersOf(holds) };
    }
    // A tag holds no line terminator: (?m), (?d) and (?s) make no difference to these three.
    case 0x5e:
      cursor.next();
      return { kind: "assertion", holds: "start" };
    case 0x24:
      cursor.next();
      return { kind: "assertion", holds: "end" };
    case 0x2e:
      cursor.next();
      return { kind: "set", members: TAG_CHARACTERS };
    case 0x2a:
    case 0x2b:
    case 0x3f:
      throw new Refusal(cursor.offset(), `there is nothing for "${String.fromCharCode(code)}" to repeat`);
    case 0x7b:
      // Java repeats an empty text where nothing stands before the brace: "a{2}{3}" is "a{2}".
      return { kind: "empty" };
    default:
      cursor.position++;
      return { kind: "set", members: membersOf(singleCharacter(literalCode(code), anyCase, unicodeCase)) };
  }
}

/** Reads a group; undefined for one that only sets flags. The cursor stands on its bracket. */
function parseGroup(cursor: Cursor, groups: OpenGroups, depth: number): Node | undefined {
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
      return { kind: "look", direction: "ahead", negative: code === 0x21, body, at };
    }
    case 0x3e:
      return { kind: "atomic", body: parseBody(cursor, groups, depth, at), at };
    case 0x3c: {
      const inner = cursor.read();
      if (inner === 0x3d || inner === 0x21) {
        const body = parseBody(cursor, groups, depth, at);
        return { kind: "look", direction: "behind", negative: inner === 0x21, body, at };
      }
      return parseCapture(cursor, groups, depth, at, parseGroupName(cursor, inner, at));
    }
  }
  cursor.position--;
  cursor.flags = parseFlags(cursor, at);
  const after = cursor.read();
  if (after === 0x29) return undefined;
  if (after !== 0x3a) throw new Refusal(at, "Java knows no such group or inline flag");
  return { kind: "group", number: undefined, body: parseBody(cursor, groups, depth, at, flags) };
}

function parseCapture(
  cursor: Cursor,
  groups: OpenGroups,
  depth: number,
  at: number,
  name: string | undefined,
): Node {
  const number = ++groups.count;
  if (name !== undefined) {
    if (groups.names.has(name)) throw new Refusal(at, `a group named "${name}" stands before this one`);
    groups.names.set(name, number);
  }
  return { kind: "group", number, body: parseBody(cursor, groups, depth, at) };
}

/** Reads up to the closing bracket and past it; flags set within end there, and those before the group hold again. */
function parseBody(
  cursor: Cursor,
  groups: OpenGroups,
  depth: number,
  at: number,
  before = cursor.flags,
): Node {
  const body = parseChoice(cursor, groups, depth + 1);
  if (cursor.read() !== 0x29) throw new Refusal(at, 'the group is not closed by ")"');
  cursor.flags = before;
  return body;
}
