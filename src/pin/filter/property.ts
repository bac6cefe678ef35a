import type { Holds } from "./character.js";
import type { Flags } from "./cursor.js";

const isUpper: Holds = (code) => code >= 0x41 && code <= 0x5a;
const isLower: Holds = (code) => code >= 0x61 && code <= 0x7a;
const isDigit: Holds = (code) => code >= 0x30 && code <= 0x39;
const isLetter: Holds = (code) => isUpper(code) || isLower(code);
const isLetterOrDigit: Holds = (code) => isLetter(code) || isDigit(code);
const isWord: Holds = (code) => isLetterOrDigit(code) || code === 0x5f;
const isHexDigit: Holds = (code) =>
  isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
const isPunctuation: Holds = (code) => !isLetterOrDigit(code);
const isIdentifierStart: Holds = (code) => isLetter(code) || code === 0x5f;
const anything: Holds = () => true;
const nothing: Holds = () => false;

// What `Character.getType` and similar methods return for the characters of tags. Under (?i) a class of cased letters
// has both cases, since Java 11.
const CASED = new Set([
  ..."Lu Ll Lt Lower Upper javaLowerCase javaUpperCase javaTitleCase".split(" "),
  ..."LOWER UPPER LOWERCASE UPPERCASE TITLECASE".split(" "),
]);

const PROPERTIES = table({
  "Lu Upper javaUpperCase": isUpper,
  "Ll Lower javaLowerCase": isLower,
  "L LC Alpha javaLetter javaAlphabetic javaUnicodeIdentifierStart": isLetter,
  "N Nd Digit javaDigit": isDigit,
  "LD Alnum javaLetterOrDigit": isLetterOrDigit,
  Pd: (code) => code === 0x2d,
  Pc: (code) => code === 0x5f,
  Po: (code) => code === 0x2e,
  "P Punct": isPunctuation,
  XDigit: isHexDigit,
  javaJavaIdentifierStart: isIdentifierStart,
  "javaJavaIdentifierPart javaUnicodeIdentifierPart": isWord,
  "L1 all ASCII Graph Print javaDefined": anything,
  "Lt Lm Lo M Mn Me Mc Nl No Z Zs Zl Zp C Cc Cf Co Cs Cn Ps Pe Pi Pf S Sm Sc Sk So": nothing,
  "Blank Cntrl Space javaTitleCase javaIdeographic javaSpaceChar javaWhitespace javaISOControl": nothing,
  "javaIdentifierIgnorable javaMirrored": nothing,
});

// The POSIX names under (?U), which are case-insensitive.
const POSIX = table({
  LOWER: isLower,
  UPPER: isUpper,
  ALPHA: isLetter,
  DIGIT: isDigit,
  ALNUM: isLetterOrDigit,
  PUNCT: isPunctuation,
  XDIGIT: isHexDigit,
  "GRAPH PRINT": anything,
  "SPACE CNTRL BLANK": nothing,
});

// The binary properties, written with `Is`, which are case-insensitive.
const BINARY = table({
  LOWERCASE: isLower,
  UPPERCASE: isUpper,
  "ALPHABETIC LETTER": isLetter,
  WORD: isWord,
  PUNCTUATION: isPunctuation,
  "HEXDIGIT HEX_DIGIT": isHexDigit,
  ASSIGNED: anything,
  "TITLECASE CONTROL IDEOGRAPHIC JOINCONTROL JOIN_CONTROL WHITESPACE WHITE_SPACE": nothing,
  "NONCHARACTERCODEPOINT NONCHARACTER_CODE_POINT": nothing,
});

const SCRIPTS = table({ "LATIN LATN": isLetter, "COMMON ZYYY": (code) => !isLetter(code) });
const BLOCKS = new Map(["BASIC_LATIN", "BASICLATIN", "BASIC LATIN"].map((name) => [name, anything]));

/**
 * Returns the characters of tags in `\p{name}`, or undefined if Java 17 has no such property or it is not supported
 * here (scripts and blocks outside ASCII).
 */
export function findProperty(name: string, flags: Flags): Holds | undefined {
  const [key, value] = splitOnce(name, "=");
  if (value !== undefined) {
    switch (key.toLowerCase()) {
      case "sc":
      case "script":
        return SCRIPTS.get(value.toUpperCase());
      case "blk":
      case "block":
        return BLOCKS.get(value.toUpperCase());
      case "gc":
      case "general_category":
        return widen(PROPERTIES, value, flags);
      default:
        return undefined;
    }
  }
  if (name.startsWith("In")) return BLOCKS.get(name.slice(2).toUpperCase());
  if (name.startsWith("Is")) {
    const short = name.slice(2);
    const upper = short.toUpperCase();
    return (
      widen(BINARY, upper, flags) ??
      widen(POSIX, upper, flags) ??
      widen(PROPERTIES, short, flags) ??
      SCRIPTS.get(upper)
    );
  }
  return (
    (flags.unicodeClasses ? widen(POSIX, name.toUpperCase(), flags) : undefined) ??
    widen(PROPERTIES, name, flags)
  );
}

/** Returns one of the predefined classes `\d \h \s \v \w`. A tag has no white space. */
export function predefinedClass(letter: string): Holds | undefined {
  switch (letter) {
    case "d":
      return isDigit;
    case "w":
      return isWord;
    case "h":
    case "s":
    case "v":
      return nothing;
    default:
      return undefined;
  }
}

function widen(properties: ReadonlyMap<string, Holds>, name: string, flags: Flags): Holds | undefined {
  const holds = properties.get(name);
  return holds !== undefined && flags.anyCase && CASED.has(name) ? isLetter : holds;
}

function table(rows: Readonly<Record<string, Holds>>): ReadonlyMap<string, Holds> {
  return new Map(
    Object.entries(rows).flatMap(([names, holds]) => names.split(" ").map((name) => [name, holds])),
  );
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
