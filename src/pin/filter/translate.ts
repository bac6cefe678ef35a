import { type Length, measure } from "./measure.js";
import type { Look, Node, Reference, Repeat } from "./syntax.js";
import { LONGEST_TAG } from "./tag-set.js";

/** A JavaScript regular expression, and where it keeps the pattern's groups: Java's number to JavaScript's. */
export interface Translation {
  readonly source: string;
  readonly numbers: ReadonlyMap<number, number>;
}

/*
 * V8 looks ahead of every choice when it compiles an expression: for the next four characters along every path, and
 * for eight where the search may start anywhere. No time limit stops that, and a few dozen optional characters in a
 * row have so many paths that it would not end. A backreference is as far as it looks, since what it matches is not
 * known (`BackReferenceNode` in regexp-compiler.cc; Node 24 sees through lookaheads). So one to an empty group stands
 * after whatever can go on in more than one way, and before an expression that may match anywhere: the work is then
 * bounded by the length of the pattern, which the parser limits.
 */
const EMPTY_GROUP = "()";
const STOP = "\\1";

/**
 * Writes a checked tree as a JavaScript regular expression without flags (or with `i`, where the caller has made
 * sure that upper and lower case are equal all over it). Right for tags only: characters and lengths that no tag has
 * are not provided for.
 */
export function translate(
  root: Node,
  groups: ReadonlyMap<number, Length>,
  doubtful: ReadonlySet<Reference>,
): Translation {
  const numbers = new Map<number, number>();
  let count = 1;
  let behind = false;

  function write(node: Node): string {
    switch (node.kind) {
      case "empty":
        return "";
      case "set":
        return writeSet(node.members);
      case "assertion":
        return { start: "^", end: "$", boundary: "\\b", "no-boundary": "\\B" }[node.holds];
      case "sequence":
        return node.items.map(write).join("");
      case "choice":
        return stop(`(?:${node.options.map(write).join("|")})`);
      case "group":
        if (node.number === undefined) return `(?:${write(node.body)})`;
        numbers.set(node.number, ++count);
        return `(${write(node.body)})`;
      case "look":
        return writeLook(node);
      case "atomic":
        return writeAtomic(() => write(node.body));
      case "repeat":
        return writeRepeat(node);
      case "reference":
        return writeReference(node);
    }
  }

  // The inside of a lookbehind is matched from right to left.
  function stop(written: string): string {
    return behind ? STOP + written : written + STOP;
  }

  function writeLook(node: Look): string {
    const outside = behind;
    behind = node.direction === "behind";
    const body = write(node.body);
    behind = outside;
    return `(?${node.direction === "ahead" ? "" : "<"}${node.negative ? "!" : "="}${body})`;
  }

  function writeReference(node: Reference): string {
    const number = numbers.get(node.number);
    // A group that the pattern does not have never matches, nor does one that begins only further on.
    if (number === undefined) return "[]";
    if (!doubtful.has(node)) return `(?:\\${number})`;
    // What is left of the tag after the reference is what was left before it only if the group took no part.
    const rest = ++count;
    return `(?:(?=(.*))\\${number}(?!\\${rest}))`;
  }

  // JavaScript has no atomic groups, but does not backtrack into a lookahead that has matched.
  function writeAtomic(writeBody: () => string): string {
    const number = ++count;
    return `(?:(?=(${writeBody()}))\\${number})`;
  }

  function writeRepeat(node: Repeat): string {
    if (node.greed !== "possessive") return writeTurns(node, writeTurn(node.body));
    // Java gives back neither turns nor what one turn took.
    return writeAtomic(() =>
      writeTurns(node, node.body.kind === "set" ? writeTurn(node.body) : writeAtomic(() => write(node.body))),
    );
  }

  function writeTurn(node: Node): string {
    return node.kind === "set" ? write(node) : `(?:${write(node)})`;
  }

  function writeTurns(node: Repeat, turn: string): string {
    // More turns than the longest tag has characters: impossible (but its groups still count), or no different where
    // turns may be empty.
    if (node.min > LONGEST_TAG && measure(node.body, groups).min > 0) return `[]${turn}`;
    if (node.optional && measure(node.body, groups).min === 0) {
      // A choice in Java, whose body may match nothing, which JavaScript would not let a repetition do.
      return stop(node.greed === "lazy" ? `(?:|${turn})` : `(?:${turn}|)`);
    }
    const min = Math.min(node.min, LONGEST_TAG);
    const max = node.max > LONGEST_TAG ? "" : String(node.max);
    const turns = `${turn}{${min},${max}}${node.greed === "lazy" ? "?" : ""}`;
    return node.min === node.max ? turns : stop(turns);
  }

  const written = write(root);
  return { source: EMPTY_GROUP + (written.startsWith("^") ? "" : STOP) + written, numbers };
}

function writeSet(members: string): string {
  return `[${members
    .replace(/-/, "\\-")
    .replace(/0123456789/, "0-9")
    .replace(/[A-Z]{3,}|[a-z]{3,}/g, writeRuns)}]`;
}

// Members come in code unit order, so neighbours make a range.
function writeRuns(letters: string): string {
  let runs = "";
  for (let from = 0; from < letters.length;) {
    let to = from;
    while (letters.charCodeAt(to + 1) === letters.charCodeAt(to) + 1) to++;
    runs += to - from > 1 ? `${letters.charAt(from)}-${letters.charAt(to)}` : letters.slice(from, to + 1);
    from = to + 1;
  }
  return runs;
}
