import type { Matcher, State } from "./state.js";
import type { Curly, Optional } from "./syntax.js";

/** Compiles Curly. `atom` matches the repeated node alone. The branches are those of Java's match0, match1, match2. */
export function compileCurly({ min, max, greed }: Curly, atom: Matcher, next: Matcher): Matcher {
  const greedy = (state: State, from: number, turns: number): boolean => {
    if (turns >= max || !atom(state, from)) return next(state, from);
    const length = state.last - from;
    if (length === 0) return next(state, from);
    let at = state.last;
    let turn = turns + 1;
    while (turn < max && atom(state, at)) {
      if (at + length !== state.last) {
        // This turn has another length: Java goes on from its end, and backs off separately.
        state.enter(1);
        if (greedy(state, state.last, turn + 1)) return true;
        state.leave(1);
        break;
      }
      at += length;
      turn++;
    }
    for (; turn >= turns; turn--) {
      if (next(state, at)) return true;
      at -= length;
    }
    return false;
  };

  const lazy = (state: State, from: number): boolean => {
    let at = from;
    for (let turn = min; ; turn++) {
      if (next(state, at)) return true;
      if (turn >= max || !atom(state, at) || at === state.last) return false;
      at = state.last;
    }
  };

  const possessive = (state: State, from: number): boolean => {
    let at = from;
    for (let turn = min; turn < max && atom(state, at) && at !== state.last; turn++) at = state.last;
    return next(state, at);
  };

  const greedyRest = (state: State, at: number): boolean => greedy(state, at, min);
  const rest = { greedy: greedyRest, lazy, possessive }[greed];

  return (state, from) => {
    state.step();
    let at = from;
    for (let turn = 0; turn < min; turn++) {
      state.step();
      if (!atom(state, at)) return false;
      at = state.last;
    }
    return rest(state, at);
  };
}

/** Compiles Ques. `atom` matches the optional node alone. */
export function compileOptional({ greed }: Optional, atom: Matcher, next: Matcher): Matcher {
  switch (greed) {
    case "greedy":
      return (state, at) => {
        state.step();
        return (atom(state, at) && next(state, state.last)) || next(state, at);
      };
    case "lazy":
      return (state, at) => {
        state.step();
        return next(state, at) || (atom(state, at) && next(state, state.last));
      };
    case "possessive":
      return (state, at) => {
        state.step();
        return next(state, atom(state, at) ? state.last : at);
      };
  }
}
