import {
  codeAt,
  codesOf,
  endsWord,
  cursorColumn,
  countUnusual,
  current,
  isDocumentMarker,
  skipBlanks,
  skipBreak,
  type YamlCursor,
} from "./cursor.js";
import { asWord, rejectText, scalarToken } from "./token.js";
import type { Fix, YamlToken } from "./token.js";

/** Indicators that cannot start an unquoted scalar; `-`, `?` and `:` can, before a word. */
const NO_PLAIN_START = codesOf(",[]{}#&*!|>'\"%@");

/**
 * Reads an unquoted scalar of one or more lines at the cursor. `indent` is the column of the block around it. Rejects a
 * `:` inside brackets unless whitespace or a bracket follows it.
 */
export function scanPlain(cursor: YamlCursor, indent: number, inFlow: boolean): YamlToken {
  const { text, original } = cursor;
  const start = cursor.position;
  let value = "";
  let pieceStart = start;
  let end = start;
  let breaks = 0;
  while (current(cursor) !== 35) {
    const wordStart = cursor.position;
    if (inFlow) skipFlowWord(cursor);
    else skipBlockWord(cursor);
    if (inFlow && current(cursor) === 58 && !mayFollowColon(codeAt(text, cursor.position + 1))) {
      return rejectText(
        cursor.position,
        'found ":" inside an unquoted value in brackets, where only whitespace or a bracket may follow it',
        "quote the value",
        fixColon(text, start, cursor.position),
      );
    }
    if (cursor.position === wordStart) break;
    cursor.keyAllowed = false;
    if (breaks > 0) {
      value += text.slice(pieceStart, end) + (breaks === 1 ? " " : "\n".repeat(breaks - 1));
      pieceStart = wordStart;
    }
    end = cursor.position;
    breaks = skipGap(cursor);
    if (breaks < 0 || (!inFlow && cursorColumn(cursor) <= indent)) break;
  }
  const isWhole = pieceStart === start;
  return scalarToken(
    "plain",
    start,
    end,
    isWhole ? original.slice(start, end) : value + text.slice(pieceStart, end),
  );
}

/** In the place of a key, the space after the colon is missing; elsewhere, the colon is part of the value. */
function fixColon(text: string, start: number, colon: number): { readonly fix?: Fix } {
  if (!isKeyPlace(text, start)) return { fix: asWord(colon) };
  return endsFlowWord(codeAt(text, colon + 1)) ? {} : { fix: { at: colon, by: ": " } };
}

/** Whether the word at `start` is the start of an entry of braces. */
function isKeyPlace(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 10_000), start);
  if (!/[{,]\s*$/.test(before)) return false;
  let open = 0;
  for (let at = before.length - 1; at >= 0 && open >= 0; at--) {
    const code = codeAt(before, at);
    if (code === 93 || code === 125) open++;
    else if (code === 91 || code === 123) open--;
    if (open < 0) return code === 123;
  }
  return false;
}

function skipBlockWord(cursor: YamlCursor): void {
  const { text } = cursor;
  let at = cursor.position;
  for (let code = codeAt(text, at); ; code = codeAt(text, ++at)) {
    if (code > 58) {
      if (code < 0x85) continue;
      if (code === 0x85) break;
      if (code >= 0x2028) countUnusual(cursor, code, at);
    } else if (code === 58 ? endsWord(codeAt(text, at + 1)) : endsWord(code)) {
      break;
    }
  }
  cursor.position = at;
}

function skipFlowWord(cursor: YamlCursor): void {
  const { text } = cursor;
  let at = cursor.position;
  for (let code = codeAt(text, at); !endsWord(code) && !endsFlowWord(code); code = codeAt(text, ++at)) {
    if (code >= 0x2028) countUnusual(cursor, code, at);
  }
  cursor.position = at;
}

/** One of `[ ] { } , : ?`, which end an unquoted scalar anywhere inside brackets. */
function endsFlowWord(code: number): boolean {
  return (
    code === 44 || code === 58 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125
  );
}

// Only YamlBeans has the bracket "(": its list contains \u0028, probably a typo for NEL (\u0085).
function mayFollowColon(code: number): boolean {
  return (
    (code !== 0x85 && endsWord(code)) ||
    code === 40 ||
    code === 91 ||
    code === 93 ||
    code === 123 ||
    code === 125
  );
}

/** Moves past white space after a word; returns the number of line breaks in it, -1 if the scalar ends at the word. */
function skipGap(cursor: YamlCursor): number {
  const from = cursor.position;
  skipBlanks(cursor);
  if (!skipBreak(cursor)) return cursor.position === from ? -1 : 0;
  cursor.keyAllowed = true;
  if (isDocumentMarker(cursor.text, cursor.position)) return -1;
  let breaks = 1;
  for (;;) {
    if (current(cursor) === 32) {
      cursor.position++;
    } else if (skipBreak(cursor)) {
      breaks++;
      if (isDocumentMarker(cursor.text, cursor.position)) return -1;
    } else {
      return breaks;
    }
  }
}

/** Whether an unquoted scalar can start with the character `code`, which `next` follows. */
export function startsPlain(code: number, next: number): boolean {
  if (code === 45 || code === 58 || code === 63) return !endsWord(next);
  return !endsWord(code) && !NO_PLAIN_START.has(code);
}
