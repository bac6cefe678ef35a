import { codeAt, endsLine, endsWord, isBlank, isBreak } from "./character.js";

/** The position of the scanner in a text. The scalar scanners move it past the text that they read. */
export interface YamlCursor {
  readonly text: string;
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
