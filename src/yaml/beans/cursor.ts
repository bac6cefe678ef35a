/** The position of the scanner in a text. The scalar scanners move it past the text that they read. */
export interface YamlCursor {
  readonly text: string;
  /** The text without the fixes in `text`, from which values are read. */
  readonly original: string;
  /** Offset in UTF-16 code units. */
  position: number;
  /** `position - lineStart` is the column as YamlBeans counts it, which decides about indentation. */
  lineStart: number;
  /** Whether a key may start at the next token without a `?`. */
  keyAllowed: boolean;
}

/** Returns the column that YamlBeans would count at the cursor. */
export function cursorColumn(cursor: YamlCursor): number {
  return cursor.position - cursor.lineStart;
}

/** Returns the code unit at the cursor, 0 at the end of the text. */
export function current(cursor: YamlCursor): number {
  return codeAt(cursor.text, cursor.position);
}

/** Moves past one line break (CR LF is one). Returns false, and does not move, if there is none. */
export function skipBreak(cursor: YamlCursor): boolean {
  const code = current(cursor);
  if (!isBreak(code)) return false;
  cursor.position += code === 13 && codeAt(cursor.text, cursor.position + 1) === 10 ? 2 : 1;
  cursor.lineStart = cursor.position;
  return true;
}

/** Moves past spaces. */
export function skipSpaces(cursor: YamlCursor): void {
  const { text } = cursor;
  let at = cursor.position;
  while (codeAt(text, at) === 32) at++;
  cursor.position = at;
}

/** Moves to the end of the line. */
export function skipLine(cursor: YamlCursor): void {
  const { text } = cursor;
  let at = cursor.position;
  while (!endsLine(codeAt(text, at))) at++;
  cursor.position = at;
}

/** Moves past spaces and tabs. */
export function skipBlanks(cursor: YamlCursor): void {
  while (isBlank(current(cursor))) cursor.position++;
}

/**
 * Corrects the column after a code unit from U+2028 up at `at`, inside a scalar: YamlBeans does not count a byte order
 * mark, and starts again from 0 after U+2028 and U+2029.
 */
export function countUnusual(cursor: YamlCursor, code: number, at: number): void {
  if (code === 0xfeff) cursor.lineStart++;
  else if (code === 0x2028 || code === 0x2029) cursor.lineStart = at + 1;
}

/** Whether `---` or `...` is at `position`, followed by white space or the end of the text. */
export function isDocumentMarker(text: string, position: number): boolean {
  const code = codeAt(text, position);
  return (
    (code === 45 || code === 46) &&
    codeAt(text, position + 1) === code &&
    codeAt(text, position + 2) === code &&
    endsWord(codeAt(text, position + 3))
  );
}

/**
 * Returns the UTF-16 code unit at `position`, 0 past the end: YamlBeans reads a NUL character as the end of the file.
 */
export function codeAt(text: string, position: number): number {
  return position < text.length ? text.charCodeAt(position) : 0;
}

/** Whether YamlBeans ends a line here: LF, CR, NEL. Not U+2028 and U+2029, although they reset its column. */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85;
}

/** Space or tab. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Line break or end of the file. */
export function endsLine(code: number): boolean {
  return code === 10 || code === 13 || code === 0 || code === 0x85;
}

/** The white space of YamlBeans after an indicator: space, tab, line break or end of the file. */
export function endsWord(code: number): boolean {
  return code <= 32 ? code === 32 || code === 10 || code === 13 || code === 9 || code === 0 : code === 0x85;
}

/** ASCII letter, digit, `-` or `_`: all that an anchor or a tag handle may hold. */
export function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95
  );
}

/** Returns the code units of ASCII marks, for comparisons. */
export function codesOf(marks: string): ReadonlySet<number> {
  return new Set(Array.from(marks, (mark) => mark.charCodeAt(0)));
}

/** Returns a piece of a text as a message shows it: quoted, 40 characters at most, ASCII alone. */
export function quotePiece(text: string, start: number, end: number): string {
  const piece = text.slice(start, Math.min(end, start + 40)).replace(/[^ -~]/g, "?");
  return end - start > 40 ? `"${piece}..."` : `"${piece}"`;
}

/** Returns a character as a message shows it: quoted, or by its name or code where it would not show. */
export function nameCharacter(text: string, position: number): string {
  const code = text.codePointAt(position) ?? 0;
  if (code === 9) return "a tab";
  if (code === 0) return "the end of the text";
  if (isBreak(code)) return "a line break";
  if (code < 32 || (code >= 127 && code < 161) || (code >= 0x2000 && code < 0x2070) || code >= 0xd800) {
    return `the character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return code === 34 ? "'\"'" : `"${String.fromCodePoint(code)}"`;
}
