/**
 * Every character that a tag may hold, in code unit order (distribution spec, "Pulling manifests"). All that a Java
 * character class says about other characters cannot matter here, so a class is the string of its members among
 * these, and line terminators, surrogates and combining marks never occur.
 */
export const TAG_CHARACTERS = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/** The length of the longest tag (same grammar), in characters. */
export const LONGEST_TAG = 128;

/** Whether a character class holds the character with this code; asked for `TAG_CHARACTERS` only. */
export type Holds = (code: number) => boolean;

/** The members of a class among the characters of tags. */
export function membersOf(holds: Holds): string {
  return Array.from(TAG_CHARACTERS)
    .filter((character) => holds(character.charCodeAt(0)))
    .join("");
}

// What Java's Character.toLowerCase(toUpperCase(c)) folds onto an ASCII letter without being one: long s, dotless i,
// dotted I, the Kelvin sign. Java compares so under (?iu).
const FOLDED = new Map([
  [0x17f, 0x73],
  [0x131, 0x69],
  [0x130, 0x69],
  [0x212a, 0x6b],
]);

/** The lower-case ASCII letter for an upper-case one, and any other code as it is. */
export function toLower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** The upper-case ASCII letter for a lower-case one, and any other code as it is. */
export function toUpper(code: number): number {
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
}

/** The class that one character written in a pattern stands for. */
export function singleCharacter(code: number, anyCase: boolean, unicodeCase: boolean): Holds {
  if (!anyCase) return (other) => other === code;
  const folded = toLower((unicodeCase ? FOLDED.get(code) : undefined) ?? code);
  return (other) => toLower(other) === folded;
}

/** The class that a range `first-last` stands for; under `anyCase` either case of a character may lie in it. */
export function characterRange(first: number, last: number, anyCase: boolean): Holds {
  const within: Holds = (code) => first <= code && code <= last;
  return anyCase ? (code) => within(toLower(code)) || within(toUpper(code)) : within;
}
