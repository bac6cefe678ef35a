import type { Matcher, State } from "./state.js";
import type { Loop } from "./syntax.js";

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
