import { type Length, measure, walk } from "./measure.js";
import { type Node, type Reference, Refusal, type Repeat, type Syntax } from "./syntax.js";

/** What is known of the groups of a pattern. */
export interface Captures {
  /** The numbers of those whose text after a match is the same in Java and JavaScript. */
  readonly reliable: ReadonlySet<number>;
  /** The references to a group that may not have matched; both agree on whether it has, and it is never empty. */
  readonly doubtful: ReadonlySet<Reference>;
}

/**
 * Where Java and JavaScript disagree about what a group holds, and what is done about it:
 * - a reference to a group that took no part fails in Java and matches an empty text in JavaScript;
 * - JavaScript empties the groups within a repetition at each turn, Java keeps those of the turn before, and where it
 *   gives a turn back it does not always restore them (GroupCurly);
 * - Java does not restore what a lookaround or an atomic group captured when it backtracks over it;
 * - a turn that takes nothing ends a repetition in Java and is rejected in JavaScript.
 *
 * So a reference is allowed where the group has certainly just been matched, and where both agree on whether it was
 * and a match takes at least one character, which tells it from the empty text. Everything else is refused.
 */
export function checkCaptures(syntax: Syntax, groups: ReadonlyMap<number, Length>): Captures {
  const nodes = [...walk(syntax.root)];
  const emptyTurns = nodes.filter(
    (node): node is Repeat => node.kind === "repeat" && takesEmptyTurns(node, groups),
  );
  for (const repeat of emptyTurns) checkEmptyTurns(repeat, groups);
  if (emptyTurns.length > 0) {
    for (const node of nodes) refuseBesideEmptyTurns(node, groups);
    return { reliable: new Set(), doubtful: new Set() };
  }
  const agreed: Agreed = { once: new Set(), last: new Set() };
  collectAgreed(syntax.root, false, agreed);
  const doubtful = new Set<Reference>();
  const certain = matched(syntax.root, new Set(), (reference) => {
    // A group that the pattern does not have never matches.
    if (reference.number > syntax.groupCount) return;
    if (!agreed.once.has(reference.number) || groups.get(reference.number)?.min === 0) {
      throw new Refusal(
        reference.at,
        `group ${reference.number} may not have matched here; this cannot be honoured exactly`,
      );
    }
    doubtful.add(reference);
  });
  return { reliable: new Set([...certain, ...agreed.once, ...agreed.last]), doubtful };
}

/**
 * The groups that are certainly matched after `node`, if those in `before` are before it; `doubt` is given every
 * reference to a group that is not certainly matched.
 */
function matched(
  node: Node,
  before: ReadonlySet<number>,
  doubt: (reference: Reference) => void,
): ReadonlySet<number> {
  switch (node.kind) {
    case "empty":
    case "set":
    case "assertion":
      return before;
    case "reference":
      if (!before.has(node.number)) doubt(node);
      return before;
    case "sequence": {
      let after = before;
      for (const item of node.items) after = matched(item, after, doubt);
      return after;
    }
    case "choice":
      return node.options
        .map((option) => matched(option, before, doubt))
        .reduce((all, one) => new Set([...all].filter((number) => one.has(number))));
    case "group": {
      const after = matched(node.body, before, doubt);
      return node.number === undefined ? after : new Set([...after, node.number]);
    }
    case "look": {
      const after = matched(node.body, before, doubt);
      return node.negative || node.direction === "behind" ? before : after;
    }
    case "atomic":
      return matched(node.body, before, doubt);
    case "repeat": {
      matched(node.body, before, doubt);
      const number = node.min > 0 && node.body.kind === "group" ? node.body.number : undefined;
      return number === undefined ? before : new Set([...before, number]);
    }
  }
}

/** Groups on whose last text both languages agree. */
interface Agreed {
  /** Those that no repetition stands around: both also agree at any time on whether the group was matched. */
  readonly once: Set<number>;
  /** Those that are themselves repeated, if no other repetition stands around them. */
  readonly last: Set<number>;
}

// A group in a choice or an optional part is restored by both when it is backtracked over.
function collectAgreed(node: Node, repeated: boolean, agreed: Agreed): void {
  switch (node.kind) {
    case "sequence":
      for (const item of node.items) collectAgreed(item, repeated, agreed);
      break;
    case "choice":
      for (const option of node.options) collectAgreed(option, repeated, agreed);
      break;
    case "group":
      if (node.number !== undefined && !repeated) agreed.once.add(node.number);
      collectAgreed(node.body, repeated, agreed);
      break;
    case "repeat":
      if (node.greed === "possessive") break;
      if (node.optional) collectAgreed(node.body, repeated, agreed);
      else if (!repeated && node.body.kind === "group" && node.body.number !== undefined) {
        agreed.last.add(node.body.number);
      }
      break;
    case "empty":
    case "set":
    case "assertion":
    case "look":
    case "atomic":
    case "reference":
      break;
  }
}

function takesEmptyTurns(node: Repeat, groups: ReadonlyMap<number, Length>): boolean {
  return !node.optional && measure(node.body, groups).min === 0;
}

/** Refuses a repetition whose empty turns can decide whether the tag matches. */
function checkEmptyTurns(node: Repeat, groups: ReadonlyMap<number, Length>): void {
  const asserts = [...walk(node.body)].some((inner) => inner.kind === "assertion" || inner.kind === "look");
  if (node.min > 1 && asserts && measure(node.body, groups).max > 0) {
    throw new Refusal(node.at, "this repeats what may match nothing; it cannot be honoured exactly");
  }
}

function refuseBesideEmptyTurns(node: Node, groups: ReadonlyMap<number, Length>): void {
  const beside = "beside a repetition of what may match nothing cannot be honoured exactly";
  if (node.kind === "reference") throw new Refusal(node.at, `a backreference ${beside}`);
  if (node.kind !== "atomic" && !(node.kind === "repeat" && node.greed === "possessive")) return;
  const inside = [...walk(node)].some((inner) => inner.kind === "repeat" && takesEmptyTurns(inner, groups));
  if (inside) throw new Refusal(node.at, `an atomic group or possessive quantifier ${beside}`);
}
