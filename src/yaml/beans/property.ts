import {
  codeAt,
  codesOf,
  endsWord,
  isBlank,
  isBreak,
  isNameCharacter,
  nameCharacter,
  current,
  type YamlCursor,
  endsLine,
  skipBreak,
  skipLine,
  skipSpaces,
} from "./cursor.js";
import {
  TOKEN,
  asSpaces,
  asWord,
  rejectText,
  type Directive,
  type RejectedToken,
  type YamlToken,
} from "./token.js";

const URI_MARKS = codesOf("-#;/?:@&=+$,_.!~*'()[]");

/** The characters other than white space that may follow the name of an anchor or alias. */
const NAME_ENDS = codesOf("?:,]}%@`");

/** Reads `&name` or `*name` at the cursor. Rejects names of other than ASCII letters, digits, `-` and `_`. */
export function scanAnchor(cursor: YamlCursor, type: typeof TOKEN.ANCHOR | typeof TOKEN.ALIAS): YamlToken {
  const start = ++cursor.position;
  while (isNameCharacter(current(cursor))) cursor.position++;
  const end = cursor.position;
  const code = current(cursor);
  if (end > start && (endsWord(code) || NAME_ENDS.has(code))) return { type, start, end };
  return rejectText(
    end,
    `found ${nameCharacter(cursor.text, end)} in the name of an anchor, which may contain only letters, digits, "-" and "_"`,
    'quote the value if "&" or "*" belongs to it, else rename the anchor',
    // Without a name it is not an anchor but part of a value, such as a pattern.
    { fix: end === start ? asWord(start - 1) : isBlank(code) ? asSpaces(end) : asWord(end) },
  );
}

/**
 * Reads a tag at the cursor; the token is the whole tag. Rejects characters that YamlBeans does not accept in a URI
 * (such as `%` and braces), and a tab after the tag.
 */
export function scanTag(cursor: YamlCursor): YamlToken {
  const { text } = cursor;
  const start = cursor.position;
  const next = codeAt(text, start + 1);
  if (next === 60) {
    cursor.position += 2;
    if (!skipUri(cursor)) return rejectTag(cursor, start);
    if (current(cursor) !== 62) return rejectTag(cursor, start);
    cursor.position++;
  } else if (endsWord(next)) {
    cursor.position++;
  } else {
    if (holdsSecondMark(text, start + 1)) {
      if (!skipHandle(cursor)) return rejectTag(cursor, start);
    } else {
      cursor.position++;
    }
    if (!skipUri(cursor)) return rejectTag(cursor, start);
  }
  return endsProperty(current(cursor))
    ? { type: TOKEN.TAG, start, end: cursor.position }
    : rejectTag(cursor, start);
}

/** Whether white space other than a tab, or the end of the text, is at the cursor. */
function endsProperty(code: number): boolean {
  return code === 32 || code === 0 || isBreak(code);
}

/** Moves past `!`, `!!` or `!name!`. If there is none, returns false and stays at the offending character. */
function skipHandle(cursor: YamlCursor): boolean {
  if (current(cursor) !== 33) return false;
  cursor.position++;
  if (current(cursor) === 32) return true;
  while (isNameCharacter(current(cursor))) cursor.position++;
  if (current(cursor) !== 33) return false;
  cursor.position++;
  return true;
}

/** Moves past the characters that YamlBeans accepts in a URI; returns whether there were any. */
function skipUri(cursor: YamlCursor): boolean {
  const start = cursor.position;
  for (let code = current(cursor); isNameCharacter(code) || URI_MARKS.has(code); code = current(cursor)) {
    cursor.position++;
  }
  return cursor.position > start;
}

function holdsSecondMark(text: string, from: number): boolean {
  for (let at = from; !endsWord(codeAt(text, at)); at++) if (codeAt(text, at) === 33) return true;
  return false;
}

function rejectTag(cursor: YamlCursor, start: number): RejectedToken {
  const { text, position } = cursor;
  return rejectText(
    position,
    `found ${nameCharacter(text, position)} where the tag must continue or a space must follow it`,
    'quote the value if "!" belongs to it, else write one space after the tag',
    { fix: current(cursor) === 9 ? asSpaces(position) : asWord(start) },
  );
}

/**
 * Reads a line that starts with `%`, the cursor being there. Rejects `%YAML` and `%TAG` lines with text after their
 * values, even a comment.
 */
export function scanDirective(cursor: YamlCursor): YamlToken {
  const { text } = cursor;
  const start = cursor.position++;
  while (isNameCharacter(current(cursor))) cursor.position++;
  const name = text.slice(start + 1, cursor.position);
  if (name === "" || !endsProperty(current(cursor))) return rejectDirective(cursor, start);
  let directive: Directive | undefined;
  if (name === "YAML") {
    directive = scanVersion(cursor);
    if (directive === undefined) return rejectDirective(cursor, start);
  } else if (name === "TAG") {
    directive = scanTagPrefix(cursor);
    if (directive === undefined) return rejectDirective(cursor, start);
  } else {
    skipLine(cursor);
  }
  const end = cursor.position;
  skipSpaces(cursor);
  // YamlBeans looks for a double quote here, where it must have meant the "#" of a comment.
  if (current(cursor) === 34) skipLine(cursor);
  if (!endsLine(current(cursor))) return rejectDirective(cursor, start);
  skipBreak(cursor);
  return { type: TOKEN.DIRECTIVE, start, end, directive };
}

function scanVersion(cursor: YamlCursor): Directive | undefined {
  skipSpaces(cursor);
  const start = cursor.position;
  if (!skipDigits(cursor) || current(cursor) !== 46) return undefined;
  cursor.position++;
  if (!skipDigits(cursor) || !endsProperty(current(cursor))) return undefined;
  return { kind: "yaml", version: cursor.text.slice(start, cursor.position) };
}

function skipDigits(cursor: YamlCursor): boolean {
  const start = cursor.position;
  while (current(cursor) >= 48 && current(cursor) <= 57) cursor.position++;
  return cursor.position > start;
}

function scanTagPrefix(cursor: YamlCursor): Directive | undefined {
  const { text } = cursor;
  skipSpaces(cursor);
  const start = cursor.position;
  if (!skipHandle(cursor) || current(cursor) !== 32) return undefined;
  const handle = text.slice(start, cursor.position);
  skipSpaces(cursor);
  return skipUri(cursor) && endsProperty(current(cursor)) ? { kind: "tag", handle } : undefined;
}

function rejectDirective(cursor: YamlCursor, start: number): RejectedToken {
  const { text, position } = cursor;
  return rejectText(
    position,
    `found ${nameCharacter(text, position)} in a "%" line, which may only be "%YAML 1.1" or "%TAG !handle! prefix"`,
    'quote the value if "%" belongs to it, else remove the line',
    { fix: { at: start, by: "#" } },
  );
}
