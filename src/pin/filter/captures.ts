import { type Length, measure, walk } from "./measure.js";
import { type Node, Refusal, type Repeat, type Syntax } from "./syntax.js";

/**
 * Where Java and JavaScript disagree about what a group holds, and what is done about it:
 * - a reference to a group that took no part fails in Java and matches nothing in JavaScript;
 * - JavaScript empties the groups within a repetition at each turn, Java keeps those of the turn before, and where it
 *   gives a turn back it does not always restore them (GroupCurly);
 * - Java does not restore what a lookaround or an atomic group captured when it backtracks over it;
 * - a turn that takes nothing ends a repetition in Java and is rejected in JavaScript.
 *
 * So a reference is allowed only where the group has certainly just been matched, and everything else is refused.
 * Gives the numbers of the groups whose text after a match is the same in both.
 */
export function checkCaptures(syntax: Syntax, groups: ReadonlyMap<number, Length>): ReadonlySet<number> {
  const nodes = [...walk(syntax.root)];
  const emptyTurns = nodes.filter(
    (node): node is Repeat => node.kind === "repeat" && takesEmptyTurns(node, groups),
  );
  for (const repeat of emptyTurns) checkEmptyTurns(repeat, groups);
  if (emptyTurns.length > 0) {
    for (const node of nodes) refuseBesideEmptyTurns(node, groups);
    return new Set();
  }
  const reliable = new Set(matched(syntax.root, new Set(), syntax.groupCount));
  collectReliable(syntax.root, false, reliable);
  return reliable;
}

/** The groups that are certainly matched after `node`, if those in `before` are before it. */
function matched(node: Node, before: ReadonlySet<number>, groupCount: number): ReadonlySet<number> {
  switch (node.kind) {
    case "empty":
    case "set":
    case "assertion":
      return before;
    case "reference":
      if (!before.has(node.number) && node.number <= groupCount) {
        throw new Refusal(
          node.at,
          `group ${node.number} may not have matched here; this cannot be honoured exactly`,
        );
      }
      return before;
    case "sequence": {
      let after = before;
      for (const item of node.items) after = matched(item, after, groupCount);
      return after;
    }
    case "choice":
      return node.options
        .map((option) => matched(option, before, groupCount))
        .reduce((all, one) => new Set([...all].filter((number) => one.has(number))));
    case "group": {
      const after = matched(node.body, before, groupCount);
      return node.number === undefined ? after : new Set([...after, node.number]);
    }
    case "look": {
      const after = matched(node.body, before, groupCount);
      return node.negative || node.direction === "behind" ? before : after;
    }
    case "atomic":
      return matched(node.body, before, groupCount);
    case "repeat": {
      matched(node.body, before, groupCount);
      const number = node.min > 0 && node.body.kind === "group" ? node.body.number : undefined;
      return number === undefined ? before : new Set([...before, number]);
    }
  }
}

// A group in a choice or an optional part is restored by both when it is backtracked over, and so is one that is
// itself repeated, if no other repetition stands around it.
function collectReliable(node: Node, repeated: boolean, reliable: Set<number>): void {
  switch (node.kind) {
    case "sequence":
      for (const item of node.items) collectReliable(item, repeated, reliable);
      break;
    case "choice":
      for (const option of node.options) collectReliable(option, repeated, reliable);
      break;
    case "group":
      if (node.number !== undefined && !repeated) reliable.add(node.number);
      collectReliable(node.body, repeated, reliable);
      break;
    case "repeat":
      if (node.greed === "possessive") break;
      if (node.optional) collectReliable(node.body, repeated, reliable);
      else if (!repeated && node.body.kind === "group" && node.body.number !== undefined) {
        reliable.add(node.body.number);
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
  return measure(node.body, groups).min === 0;
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
