import type { Matcher, State } from "./state.js";
import type { GroupCurly } from "./syntax.js";

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
