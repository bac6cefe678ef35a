import {
  compileAssertion,
  compileReference,
  compileRun,
  compileSet,
  compileText,
  TAG_CHARACTERS,
} from "./character.js";
import { compileCurly, compileOptional, compileGroupCurly, compileLoop } from "./repetition.js";
import type { Matcher, Sizes, State } from "./state.js";
import { study } from "./study.js";
import {
  type Branch,
  type Group,
  type Loop,
  MOST_REPETITIONS,
  type PatternNode,
  type ParsedPattern,
  type LookBehind,
} from "./syntax.js";
import { countFrames, hasReference, requiredText } from "./tree.js";

/** A pattern that is ready to be searched for in many texts. */
export interface Program {
  readonly match: Matcher;
  readonly sizes: Readonly<Sizes>;
  /** How many nested calls the pattern needs if it repeats nothing. */
  readonly frames: number;
  /** No match is shorter (Start.minLength). */
  readonly minLength: number;
  /** Every match contains this text. */
  readonly required: string;
  /** If there is a match, there is one from the start of the text. */
  readonly anchored: boolean;
}

/** Compiles a parsed pattern. */
export function compileProgram({ root, groupCount }: ParsedPattern): Program {
  const sizes: Sizes = { groups: groupCount, locals: 0, memories: 0 };
  const match = compileNode(root, accept, { sizes, remembers: !hasReference(root) });
  const minLength = study(root).minLength;
  const required = requiredText(root);
  return { match, sizes, frames: countFrames(root), minLength, required, anchored: isAnchored(root) };
}

function isAnchored(root: PatternNode): boolean {
  const first = root.kind === "sequence" ? root.items[0] : root;
  if (first?.kind === "assertion") return first.holds === "start";
  // ".*" can skip all that precedes a match, and what follows it depends on the start only through backreferences.
  return first?.kind === "run" && first.members === TAG_CHARACTERS && first.min === 0 && !hasReference(root);
}

/** Searches for the first match in the text of the state (Start.match), and leaves its groups in the state. */
export function findMatch({ match, minLength, required, anchored }: Program, state: State): boolean {
  if (!state.text.includes(required)) return false;
  const last = anchored ? 0 : Math.min(state.length, state.length - minLength);
  for (let start = 0; start <= last; start++) {
    state.step();
    // Groups of a failed attempt are not cleared, as in Java.
    if (match(state, start)) return true;
  }
  return false;
}

interface Context {
  readonly sizes: Sizes;
  /** Whether a greedy loop here remembers where it failed: Java does so outside of repeated groups and lookbehinds. */
  readonly remembers: boolean;
}

function accept(state: State, at: number): boolean {
  state.last = at;
  return true;
}

function compileNode(node: PatternNode, next: Matcher, context: Context): Matcher {
  switch (node.kind) {
    case "empty":
      return next;
    case "set":
      return compileSet(node.members, next);
    case "assertion":
      return compileAssertion(node.holds, next);
    case "sequence":
      return compileSequence(node.items, next, context);
    case "branch":
      return compileBranch(node, next, context);
    case "group":
      return compileGroup(node, context.sizes.locals++, next, context);
    case "look": {
      if (node.direction === "ahead") {
        return compileLookahead(node.negative, compileNode(node.body, accept, context), next);
      }
      const inner = { ...context, remembers: false };
      return compileLookbehind(node, compileNode(node.body, endsLookbehind, inner), next);
    }
    case "atomic": {
      const body = compileNode(node.body, accept, context);
      return (state, at) => {
        state.step();
        return body(state, at) && next(state, state.last);
      };
    }
    case "reference":
      return compileReference(node, next);
    case "run":
      return compileRun(node, next);
    case "optional":
      return compileOptional(node, compileAtom(node.body, context), next);
    case "curly":
      return compileCurly(node, compileAtom(node.body, context), next);
    case "group-curly":
      return compileGroupCurly(node, compileNode(node.body, accept, { ...context, remembers: false }), next);
    case "loop":
      return compileRepeatedGroup(node, next, context);
  }
}

/** Compiles what a possessive quantifier or one after anything but a group repeats: it is matched on its own. */
function compileAtom(node: PatternNode, context: Context): Matcher {
  return compileNode(node, accept, node.kind === "group" ? { ...context, remembers: false } : context);
}

// Literal characters in a row become one text, as in Java's Slice.
function compileSequence(items: readonly PatternNode[], next: Matcher, context: Context): Matcher {
  let rest = next;
  let text = "";
  for (const item of items.toReversed()) {
    if (item.kind === "set" && item.members.length === 1) {
      text = item.members + text;
      continue;
    }
    if (text !== "") rest = compileText(text, rest);
    text = "";
    rest = compileNode(item, rest, context);
  }
  return text === "" ? rest : compileText(text, rest);
}

function compileBranch({ options, isOptionalGroup }: Branch, next: Matcher, context: Context): Matcher {
  const inner = isOptionalGroup ? { ...context, remembers: false } : context;
  const matchers = options.map((option) => compileNode(option, next, inner));
  return (state, at) => {
    state.step();
    for (const matcher of matchers) {
      if (matcher(state, at)) return true;
    }
    return false;
  };
}

/** Compiles GroupHead and GroupTail. `start` is the local variable for the start of the group. */
function compileGroup({ number, body }: Group, start: number, next: Matcher, context: Context): Matcher {
  const tail = number === undefined ? next : compileCapture(number, start, next);
  const inner = compileNode(body, tail, context);
  return (state, at) => {
    state.step();
    const saved = state.locals[start] ?? -1;
    state.locals[start] = at;
    const matches = inner(state, at);
    state.locals[start] = saved;
    return matches;
  };
}

function compileCapture(number: number, start: number, next: Matcher): Matcher {
  const index = 2 * number;
  return (state, at) => {
    state.step();
    const savedStart = state.groups[index] ?? -1;
    const savedEnd = state.groups[index + 1] ?? -1;
    state.groups[index] = state.locals[start] ?? -1;
    state.groups[index + 1] = at;
    if (next(state, at)) return true;
    state.groups[index] = savedStart;
    state.groups[index + 1] = savedEnd;
    return false;
  };
}

function compileRepeatedGroup(loop: Loop, next: Matcher, context: Context): Matcher {
  const { sizes } = context;
  const start = sizes.locals++;
  const count = sizes.locals++;
  const remembers = context.remembers && !loop.lazy && loop.max === MOST_REPETITIONS;
  const memory = remembers ? sizes.memories++ : undefined;
  const inner = { ...context, remembers: false };
  const frames = countFrames(loop.group) + 2;
  const compileBody = (afterTurn: Matcher): Matcher => compileGroup(loop.group, start, afterTurn, inner);
  return compileLoop(loop, { count, start, memory, frames }, compileBody, next);
}

/** Compiles Pos and Neg. `condition` matches the inside alone. What it captured is not restored, as in Java. */
function compileLookahead(negative: boolean, condition: Matcher, next: Matcher): Matcher {
  return (state, at) => {
    state.step();
    return condition(state, at) !== negative && next(state, at);
  };
}

/** What the inside of a lookbehind ends with: whether it ends where the lookbehind is (LookBehindEndNode). */
function endsLookbehind(state: State, at: number): boolean {
  return at === state.lookbehindEnd;
}

/**
 * Compiles Behind, NotBehind and their variants for characters above U+FFFF. `condition` matches the inside up to
 * `endsLookbehind`. Tries the starts within the studied lengths, the nearest first.
 */
function compileLookbehind(look: LookBehind, condition: Matcher, next: Matcher): Matcher {
  const { negative, min, max, supplementary } = look;
  return (state, at) => {
    state.step();
    const saved = state.lookbehindEnd;
    state.lookbehindEnd = at;
    const first = (at - (supplementary ? countBack(state, at, min) : min)) | 0;
    const last = Math.max((at - (supplementary ? countBack(state, at, max) : max)) | 0, 0);
    let matches = false;
    for (let start = first; !matches && start >= last; start--) matches = condition(state, start);
    state.lookbehindEnd = saved;
    return matches !== negative && next(state, at);
  };
}

// Pattern.countChars(text, at, -length) in 32 bits: a length that overflowed to a negative number counts forward, and
// the lowest of all, whose negation overflows again, counts nothing. A tag has one code unit in each code point.
function countBack(state: State, at: number, length: number): number {
  const negated = -length | 0;
  if (negated >= 0) return Math.min(negated, state.length - at);
  return length < 0 ? 0 : Math.min(length, at);
}
