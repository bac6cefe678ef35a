import type { Matcher } from "./state.js";
import type { Assertion, Reference, Run } from "./syntax.js";

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

/**
 * Every character that a tag may contain, in code unit order (distribution spec, "Pulling manifests"). A Java character
 * class is reduced to the string of its members among these. Line terminators, surrogates and combining marks never
 * occur in a tag.
 */
export const TAG_CHARACTERS = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/** Whether a character class contains the character with this code, one of `TAG_CHARACTERS`. */
export type Holds = (code: number) => boolean;

/** Returns the members of a class among the characters of tags. */
export function membersOf(holds: Holds): string {
  return Array.from(TAG_CHARACTERS)
    .filter((character) => holds(character.charCodeAt(0)))
    .join("");
}

// The characters outside ASCII that Character.toLowerCase(toUpperCase(c)) maps to an ASCII letter: long s, dotless i,
// dotted I, the Kelvin sign. Java compares in this way under (?iu).
const FOLDED = new Map([
  [0x17f, 0x73],
  [0x131, 0x69],
  [0x130, 0x69],
  [0x212a, 0x6b],
]);

/** Returns the lower-case ASCII letter for an upper-case one, and any other code unchanged. */
function toLower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** Returns the upper-case ASCII letter for a lower-case one, and any other code unchanged. */
function toUpper(code: number): number {
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
}

/** Returns the class of one character written in a pattern. */
export function singleCharacter(code: number, anyCase: boolean, unicodeCase: boolean): Holds {
  if (!anyCase) return (other) => other === code;
  const folded = toLower((unicodeCase ? FOLDED.get(code) : undefined) ?? code);
  return (other) => toLower(other) === folded;
}

/** Returns the class of a range `first-last`. Under `anyCase` one case of a character in the range is enough. */
export function characterRange(first: number, last: number, anyCase: boolean): Holds {
  const within: Holds = (code) => first <= code && code <= last;
  return anyCase ? (code) => within(toLower(code)) || within(toUpper(code)) : within;
}
