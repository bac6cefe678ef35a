import type { Matcher, State } from "./state.js";
import type { LookBehind } from "./syntax.js";

/** Compiles Pos and Neg. `condition` matches the inside alone. What it captured is not restored, as in Java. */
export function compileLookahead(negative: boolean, condition: Matcher, next: Matcher): Matcher {
  return (state, at) => {
    state.step();
    return condition(state, at) !== negative && next(state, at);
  };
}

/** What the inside of a lookbehind ends with: whether it ends where the lookbehind is (LookBehindEndNode). */
export function endsLookbehind(state: State, at: number): boolean {
  return at === state.lookbehindEnd;
}

/**
 * Compiles Behind, NotBehind and their variants for characters above U+FFFF. `condition` matches the inside up to
 * `endsLookbehind`. Tries the starts within the studied lengths, the nearest first.
 */
export function compileLookbehind(look: LookBehind, condition: Matcher, next: Matcher): Matcher {
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
