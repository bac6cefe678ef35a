import type { Matcher, State } from "./state.js";
import type { Curly, Optional, GroupCurly, Loop } from "./syntax.js";

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

/**
 * Compiles GroupCurly. `atom` matches the body of the group alone. The branches are those of the methods match,
 * match0 and match1 of Java 17, because what a group contains afterwards depends on them: some of them do not
 * restore it when they fail.
 */
export function compileGroupCurly(
  { number, min, max, lazy }: GroupCurly,
  atom: Matcher,
  next: Matcher,
): Matcher {
  const index = 2 * (number ?? 0);
  const capture = (state: State, start: number, end: number): void => {
    if (number === undefined) return;
    state.groups[index] = start;
    state.groups[index + 1] = end;
  };

  const greedily = (state: State, from: number, turns: number): boolean => {
    let at = from;
    let turn = turns;
    const start = state.groups[index] ?? -1;
    const end = state.groups[index + 1] ?? -1;
    if (turn < max && atom(state, at)) {
      const length = state.last - at;
      if (length <= 0) {
        capture(state, at, at + length);
        at += length;
      } else {
        for (;;) {
          capture(state, at, at + length);
          at += length;
          if (++turn >= max || !atom(state, at)) break;
          if (at + length === state.last) continue;
          // This turn has another length: Java starts anew from here.
          state.enter(1);
          if (greedily(state, at, turn)) return true;
          state.leave(1);
          break;
        }
        for (; turn > turns; turn--) {
          if (next(state, at)) {
            capture(state, at - length, at);
            return true;
          }
          at -= length;
          capture(state, at - length, at);
        }
      }
    }
    capture(state, start, end);
    return next(state, at);
  };

  const lazily = (state: State, from: number): boolean => {
    let at = from;
    for (let turn = min; ; turn++) {
      if (next(state, at)) return true;
      if (turn >= max || !atom(state, at) || at === state.last) return false;
      capture(state, at, state.last);
      at = state.last;
    }
  };

  const rest = lazy ? lazily : (state: State, at: number) => greedily(state, at, min);

  return (state, from) => {
    state.step();
    const start = state.groups[index] ?? -1;
    const end = state.groups[index + 1] ?? -1;
    let at = from;
    let matches = true;
    for (let turn = 0; turn < min; turn++) {
      state.step();
      matches = atom(state, at);
      if (!matches) break;
      capture(state, at, state.last);
      at = state.last;
    }
    if (matches && rest(state, at)) return true;
    capture(state, start, end);
    return false;
  };
}

/** The variables of a loop in `State`. */
export interface LoopPlaces {
  /** The local variable that counts the turns. */
  readonly count: number;
  /** The local variable with the start of the current turn, which the group sets. */
  readonly start: number;
  /** The memory of the loop, or undefined if Java does not keep one. */
  readonly memory: number | undefined;
  /** How many nested calls a turn needs. */
  readonly frames: number;
}

/**
 * Compiles Prolog together with Loop or LazyLoop. `compileBody` compiles the repeated group with what follows a turn,
 * which is the loop itself.
 */
export function compileLoop(
  { min, max, lazy }: Loop,
  { count, start, memory, frames }: LoopPlaces,
  compileBody: (afterTurn: Matcher) => Matcher,
  next: Matcher,
): Matcher {
  const takeTurn = (state: State, at: number, turns: number): boolean => {
    state.enter(frames);
    state.locals[count] = turns + 1;
    const matches = body(state, at);
    if (!matches) state.locals[count] = turns;
    state.leave(frames);
    return matches;
  };

  const greedyLoop: Matcher = (state, at) => {
    state.step();
    // A turn that matched nothing ends the loop, even before the minimum.
    if (at > (state.locals[start] ?? -1)) {
      const turns = state.locals[count] ?? 0;
      if (turns < min) return takeTurn(state, at, turns);
      if (turns < max) {
        if (memory !== undefined && state.remembers(memory, at)) return next(state, at);
        if (takeTurn(state, at, turns)) return true;
        if (memory !== undefined) state.remember(memory, at);
      }
    }
    return next(state, at);
  };

  const lazyLoop: Matcher = (state, at) => {
    state.step();
    if (at <= (state.locals[start] ?? -1)) return next(state, at);
    const turns = state.locals[count] ?? 0;
    if (turns < min) return takeTurn(state, at, turns);
    return next(state, at) || (turns < max && takeTurn(state, at, turns));
  };

  const firstTurn: Matcher = (state, at) => {
    if (min > 0) return takeTurn(state, at, 0);
    if (lazy) return next(state, at) || (max > 0 && takeTurn(state, at, 0));
    return (max > 0 && takeTurn(state, at, 0)) || next(state, at);
  };

  const body = compileBody(lazy ? lazyLoop : greedyLoop);

  return (state, at) => {
    state.step();
    const saved = state.locals[count] ?? -1;
    const matches = firstTurn(state, at);
    state.locals[count] = saved;
    return matches;
  };
}
