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
export function toLower(code: number): number {
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
