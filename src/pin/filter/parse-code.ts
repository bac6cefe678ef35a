import { type Cursor, END, literalCode } from "./cursor.js";
import { Refusal } from "./syntax.js";

const CONTROLS = new Map([
  ["a", 0x07],
  ["e", 0x1b],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
]);

/**
 * Reads the rest of an escape that stands for one character: the cursor is behind its first one, `code`, which as a
 * literal is `letter`. Any character but an ASCII letter or digit stands for itself.
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
    case "c": {
      const next = cursor.raw(cursor.position);
      // Under (?x) it is not settled between versions of Java what a blank or a comment stands for here.
      if (next === END || cursor.peek() !== next) throw new Refusal(at, 'nothing follows "\\c"');
      // Java takes any character, and lower-case letters give no control character: \cm is "-".
      return literalCode(cursor.read()) ^ 0x40;
    }
  }
  if (isLatinLetter(code) || isDecimal(code)) {
    throw new Refusal(at, `Java knows no escape "\\${letter}" here, or it cannot be honoured exactly`);
  }
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
  if (digits === "") throw new Refusal(at, '"\\0" must be followed by an octal number');
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
    if (digit === undefined || value > 0x10ffff) throw new Refusal(at, '"\\x{…}" must hold a code point');
  }
  if (length === 0) throw new Refusal(at, '"\\x{…}" must hold a code point');
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
  for (let taken = 0; taken < length; taken++) {
    const digit = hexDigit(cursor.read());
    if (digit === undefined) throw new Refusal(at, `${length} hexadecimal digits must follow`);
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
