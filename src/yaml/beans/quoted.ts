import {
  codeAt,
  endsWord,
  isBreak,
  nameCharacter,
  countUnusual,
  current,
  isDocumentMarker,
  skipBlanks,
  skipBreak,
  type YamlCursor,
} from "./cursor.js";
import { asWord, rejectText, scalarToken } from "./token.js";
import type { RejectedToken, YamlToken } from "./token.js";

const SINGLE = 39;
const BACKSLASH = 92;

/** The meaning of a backslash and this code unit. YamlBeans has no `\/`, which YAML 1.2 took from JSON. */
const ESCAPES: ReadonlyMap<number, string> = new Map(
  Object.entries({
    "0": "\0",
    a: "\x07",
    b: "\b",
    t: "\t",
    "\t": "\t",
    n: "\n",
    v: "\v",
    f: "\f",
    r: "\r",
    e: "\x1b",
    " ": " ",
    '"': '"',
    "\\": "\\",
    N: "\x85",
    _: "\xa0",
    L: "\u2028",
    P: "\u2029",
  }).map(([letter, meaning]) => [letter.charCodeAt(0), meaning]),
);

/** Digits that follow `\x`, `\u` and `\U`. */
const HEX_LENGTHS: ReadonlyMap<number, number> = new Map([
  [120, 2],
  [117, 4],
  [85, 8],
]);

/**
 * Reads a quoted scalar, the opening quote being at the cursor. Rejects a quote that is not closed, a document marker
 * at the start of a line inside it, and escapes that YamlBeans does not know. Its lines may start at any column.
 */
export function scanQuoted(cursor: YamlCursor): YamlToken {
  const { text, original } = cursor;
  const start = cursor.position;
  const quote = codeAt(text, start);
  const valueStart = ++cursor.position;
  let value = "";
  let pieceStart = valueStart;
  for (;;) {
    const at = cursor.position;
    const code = codeAt(text, at);
    if (code === quote) {
      if (quote !== SINGLE || codeAt(text, at + 1) !== SINGLE) break;
      value += text.slice(pieceStart, at + 1);
      pieceStart = cursor.position = at + 2;
    } else if (code === BACKSLASH && quote !== SINGLE) {
      const meaning = scanEscape(cursor, start);
      if (typeof meaning !== "string") return meaning;
      value += text.slice(pieceStart, at) + meaning;
      pieceStart = cursor.position;
    } else if (endsWord(code)) {
      skipBlanks(cursor);
      if (current(cursor) === 0) return rejectUnclosed(text, start);
      if (!skipBreak(cursor)) continue;
      const breaks = skipBreaks(cursor);
      if (breaks < 0) return rejectMarker(cursor);
      value += text.slice(pieceStart, at) + (breaks === 0 ? " " : "\n".repeat(breaks));
      pieceStart = cursor.position;
    } else {
      if (code >= 0x2028) countUnusual(cursor, code, at);
      cursor.position = at + 1;
    }
  }
  const valueEnd = cursor.position++;
  const isWhole = pieceStart === valueStart;
  const whole = isWhole ? original.slice(start + 1, valueEnd) : value + text.slice(pieceStart, valueEnd);
  return scalarToken(quote === SINGLE ? "single" : "double", start, cursor.position, whole);
}

/** Moves past the escape at the cursor and returns its meaning. */
function scanEscape(cursor: YamlCursor, quoteStart: number): string | RejectedToken {
  const start = cursor.position++;
  const code = current(cursor);
  const meaning = ESCAPES.get(code);
  if (meaning !== undefined) {
    cursor.position++;
    return meaning;
  }
  const length = HEX_LENGTHS.get(code);
  if (length !== undefined) return scanCodePoint(cursor, length);
  if (isBreak(code)) {
    skipBreak(cursor);
    const breaks = skipBreaks(cursor);
    return breaks < 0 ? rejectMarker(cursor) : "\n".repeat(breaks);
  }
  if (code === 0) return rejectUnclosed(cursor.text, quoteStart);
  return rejectText(
    start,
    `found a backslash before ${nameCharacter(cursor.text, cursor.position)}, which is not an escape that GoCD's reader knows`,
    "write the character without the backslash, or two backslashes for one",
    { fix: asWord(start) },
  );
}

/** Reads the hexadecimal digits of an escape; the cursor is at its letter. */
function scanCodePoint(cursor: YamlCursor, length: number): string | RejectedToken {
  const start = cursor.position - 1;
  const digits = cursor.text.slice(start + 2, start + 2 + length);
  if (digits.length < length || /[^0-9A-Fa-f]/.test(digits)) {
    return rejectText(
      start,
      `found "${cursor.text.slice(start, start + 2)}" without the ${length} hexadecimal digits that must follow it`,
      "write all the digits, or two backslashes for one",
      { fix: asWord(start) },
    );
  }
  cursor.position = start + 2 + length;
  const codePoint = Number.parseInt(digits, 16);
  if (codePoint > 0x10ffff) {
    // Java's Integer.parseInt or Character.toChars throws here, and nothing in GoCD's plugin catches that.
    return rejectText(
      start,
      `found the escape "\\U${digits}", which is past the last Unicode character "\\U0010FFFF"`,
      "correct the digits",
      { reach: "repo", fix: asWord(start) },
    );
  }
  return String.fromCodePoint(codePoint);
}

/**
 * Moves past empty lines and the white space before the next text; returns the number of line breaks, -1 at a document
 * marker.
 */
function skipBreaks(cursor: YamlCursor): number {
  for (let breaks = 0; ; breaks++) {
    if (isDocumentMarker(cursor.text, cursor.position)) return -1;
    skipBlanks(cursor);
    if (!skipBreak(cursor)) return breaks;
  }
}

function rejectUnclosed(text: string, start: number): RejectedToken {
  return rejectText(
    start,
    `found ${nameCharacter(text, start)} without its closing quote`,
    "close the quote",
  );
}

function rejectMarker(cursor: YamlCursor): RejectedToken {
  return rejectText(
    cursor.position,
    `found "${cursor.text.slice(cursor.position, cursor.position + 3)}" at the start of a line inside a quoted value`,
    "close the quote, or indent the line",
  );
}
