import type { Matcher } from "./state.js";
import type { Assertion, Reference, Run } from "./syntax.js";
import { toLower } from "./tag-set.js";

/** Compiles CharProperty: one character among `members`. */
export function compileSet(members: string, next: Matcher): Matcher {
  if (members.length === 1) return compileText(members, next);
  const table = tableOf(members);
  return (state, at) => {
    state.step();
    return table[state.text.charCodeAt(at)] === 1 && next(state, at + 1);
  };
}

/** Compiles Slice: a literal text. */
export function compileText(text: string, next: Matcher): Matcher {
  const { length } = text;
  const first = text.charCodeAt(0);
  return (state, at) => {
    state.step();
    if (state.text.charCodeAt(at) !== first) return false;
    return (length === 1 || state.text.startsWith(text, at)) && next(state, at + length);
  };
}

/** Compiles CharPropertyGreedy: reads as many characters as it can, then releases one after the other. */
export function compileRun({ members, min }: Run, next: Matcher): Matcher {
  const table = tableOf(members);
  return (state, start) => {
    const { text } = state;
    let at = start;
    while (table[text.charCodeAt(at)] === 1) at++;
    state.step(1 + at - start);
    for (const least = start + min; at >= least; at--) {
      if (next(state, at)) return true;
    }
    return false;
  };
}

/** Compiles Begin, Dollar, End and Bound. */
export function compileAssertion(holds: Assertion["holds"], next: Matcher): Matcher {
  switch (holds) {
    case "start":
      return (state, at) => {
        state.step();
        return at === 0 && next(state, at);
      };
    case "end":
      return (state, at) => {
        state.step();
        return at === state.length && next(state, at);
      };
    case "boundary":
    case "no-boundary": {
      const expected = holds === "boundary";
      return (state, at) => {
        state.step();
        return (isWord(state.text, at - 1) !== isWord(state.text, at)) === expected && next(state, at);
      };
    }
  }
}

/** Compiles BackRef and CIBackRef. A group that has not matched fails. */
export function compileReference({ number, anyCase }: Reference, next: Matcher): Matcher {
  return (state, at) => {
    state.step();
    const start = state.groups[2 * number] ?? -1;
    const end = state.groups[2 * number + 1] ?? -1;
    if (start < 0) return false;
    const { text } = state;
    const length = end - start;
    if (at + length > state.length) return false;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(start + index);
      const other = text.charCodeAt(at + index);
      if (code !== other && !(anyCase && toLower(code) === toLower(other))) return false;
    }
    return next(state, at + length);
  };
}

// Indexed by character code. Past the end of a text `charCodeAt` returns NaN, and the entry is undefined.
function tableOf(members: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let index = 0; index < members.length; index++) table[members.charCodeAt(index)] = 1;
  return table;
}

const WORD = tableOf("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

function isWord(text: string, at: number): boolean {
  return WORD[text.charCodeAt(at)] === 1;
}
