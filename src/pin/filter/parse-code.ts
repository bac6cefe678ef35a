import { type Cursor, END, literalCode } from "./cursor.js";
import { PatternError } from "./syntax.js";

const CONTROLS = new Map([
  ["a", 0x07],
  ["e", 0x1b],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
]);

/**
 * Parses the rest of an escape for one character, and returns its code point. The cursor is after the first character
 * of the escape, `code`, which as a literal is `letter`. Any character but an ASCII letter or digit means itself.
 */
export function parseCode(cursor: Cursor, letter: string, code: number, at: number): number {
  const control = CONTROLS.get(letter);
  if (control !== undefined) return control;
  switch (letter) {
    case "0":
      return parseOctal(cursor, at);
    case "x":
      return parseHex(cursor, at);
    case "u":
      return parseUnicode(cursor, at);
    case "N":
      throw new PatternError(at, '"\\N{...}" is not supported');
    case "c": {
      // Under (?x) Java skips spaces and comments here, too.
      const next = cursor.read();
      if (next === END) throw new PatternError(at, 'nothing follows "\\c"');
      // Java has put a backslash before most quoted characters, and would take that one.
      if (next !== literalCode(next)) throw new PatternError(at, '"\\c" before "\\Q" is not supported');
      // Java accepts any character, and a lower-case letter is not a control character: \cm is "-".
      return literalCode(next) ^ 0x40;
    }
  }
  if (isLatinLetter(code) || isDecimal(code))
    throw new PatternError(at, `Java has no escape "\\${letter}" here`);
  return code;
}

function parseOctal(cursor: Cursor, at: number): number {
  let digits = "";
  // Up to \0377, so a third digit only after 0 to 3.
  while (digits.length < (digits < "4" ? 3 : 2)) {
    const code = cursor.peek();
    if (code < 0x30 || code > 0x37) break;
    digits += String.fromCharCode(cursor.read());
  }
  if (digits === "") throw new PatternError(at, '"\\0" must be followed by an octal number');
  return Number.parseInt(digits, 8);
}

function parseHex(cursor: Cursor, at: number): number {
  const braced = cursor.peek() === 0x7b;
  if (!braced) return parseDigits(cursor, 2, at);
  cursor.read();
  let value = 0;
  let length = 0;
  for (let code = cursor.read(); code !== 0x7d; code = cursor.read()) {
    const digit = hexDigit(code);
    value = value * 16 + (digit ?? 0);
    length++;
    if (digit === undefined || value > 0x10ffff)
      throw new PatternError(at, '"\\x{...}" must contain a code point');
  }
  if (length === 0) throw new PatternError(at, '"\\x{...}" must contain a code point');
  return value;
}

function parseUnicode(cursor: Cursor, at: number): number {
  const high = parseDigits(cursor, 4, at);
  if (high < 0xd800 || high > 0xdbff) return high;
  const after = cursor.position;
  if (cursor.read() === 0x5c && cursor.read() === 0x75) {
    const low = parseDigits(cursor, 4, at);
    if (low >= 0xdc00 && low <= 0xdfff) return (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
  }
  cursor.position = after;
  return high;
}

function parseDigits(cursor: Cursor, length: number, at: number): number {
  let value = 0;
  for (let count = 0; count < length; count++) {
    const digit = hexDigit(cursor.read());
    if (digit === undefined) throw new PatternError(at, `the escape needs ${length} hexadecimal digits`);
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(code: number): number | undefined {
  if (isDecimal(code)) return code - 0x30;
  const lower = code | 0x20;
  return code < 0x80 && lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined;
}

/** Whether the code is an ASCII letter, unquoted. */
export function isLatinLetter(code: number): boolean {
  const lower = code | 0x20;
  return code < 0x80 && lower >= 0x61 && lower <= 0x7a;
}

/** Whether the code is a digit `0` to `9`, unquoted. */
export function isDecimal(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
