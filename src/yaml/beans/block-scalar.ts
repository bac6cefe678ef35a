import { contentEnd } from "../offsets.js";
import {
  codeAt,
  endsLine,
  isBlank,
  isBreak,
  nameCharacter,
  cursorColumn,
  current,
  skipBreak,
  skipLine,
  skipSpaces,
  type YamlCursor,
} from "./cursor.js";
import { asSpaces, rejectText, scalarToken } from "./token.js";
import type { RejectedToken, YamlToken } from "./token.js";

/** Which line breaks at the end belong to the value: none (`-`), one, or all (`+`). */
type Chomping = "strip" | "clip" | "keep";

interface Header {
  readonly chomping: Chomping;
  /** The indentation indicator, 0 if there is none. */
  readonly increment: number;
}

/**
 * Reads a literal (`|`) or folded (`>`) scalar, the indicator being at the cursor. `indent` is the column of the block
 * around it, -1 at the root, where YamlBeans requires an indentation too. Rejects a header that contains more than the
 * two indicators and a comment.
 */
export function scanBlockScalar(cursor: YamlCursor, indent: number): YamlToken {
  const { text, original } = cursor;
  const start = cursor.position;
  const folding = codeAt(text, start) === 62;
  const header = scanHeader(cursor);
  if ("type" in header) return header;
  const valueStart = cursor.position;
  const least = Math.max(indent + 1, 1);
  let column = least + header.increment - 1;
  let breaks = 0;
  if (header.increment === 0) {
    let deepest = 0;
    for (let code = current(cursor); code === 32 || isBreak(code); code = current(cursor)) {
      if (skipBreak(cursor)) {
        breaks++;
      } else {
        cursor.position++;
        deepest = Math.max(deepest, cursorColumn(cursor));
      }
    }
    column = Math.max(least, deepest);
  } else {
    breaks = skipBlankLines(cursor, column);
  }
  let value = "";
  let lastBreak = "";
  let openEnd = -1;
  while (cursorColumn(cursor) === column && current(cursor) !== 0) {
    const indented = isBlank(current(cursor));
    const lineStart = cursor.position;
    skipLine(cursor);
    value += "\n".repeat(breaks) + text.slice(lineStart, cursor.position);
    if (skipBreak(cursor)) {
      lastBreak = "\n";
    } else {
      lastBreak = "";
      openEnd = cursor.position;
    }
    breaks = skipBlankLines(cursor, column);
    if (cursorColumn(cursor) !== column || current(cursor) === 0) break;
    if (!folding || indented || isBlank(current(cursor))) value += lastBreak;
    else if (breaks === 0) value += " ";
  }
  if (header.chomping !== "strip") value += lastBreak;
  if (header.chomping === "keep") value += "\n".repeat(breaks);
  const valueEnd = openEnd < 0 ? Math.max(valueStart, cursor.lineStart) : openEnd;
  const end = header.chomping === "keep" ? valueEnd : contentEnd(original, valueStart, valueEnd, column);
  const token = scalarToken(folding ? "folded" : "literal", valueStart, end, value);
  return { ...token, start, end: valueEnd };
}

/** Moves past the indicator, the rest of the header and the line break after it. */
function scanHeader(cursor: YamlCursor): Header | RejectedToken {
  cursor.position++;
  let chomping = scanChomping(cursor);
  const increment = current(cursor) - 48;
  const hasIncrement = increment >= 0 && increment <= 9;
  if (hasIncrement) {
    if (increment === 0) return rejectHeader(cursor);
    cursor.position++;
    chomping ??= scanChomping(cursor);
  }
  if (current(cursor) === 32) {
    skipSpaces(cursor);
    if (current(cursor) === 35) skipLine(cursor);
  }
  if (!endsLine(current(cursor))) return rejectHeader(cursor);
  skipBreak(cursor);
  return { chomping: chomping ?? "clip", increment: hasIncrement ? increment : 0 };
}

function scanChomping(cursor: YamlCursor): Chomping | undefined {
  const code = current(cursor);
  if (code !== 43 && code !== 45) return undefined;
  cursor.position++;
  return code === 43 ? "keep" : "strip";
}

/** Moves past empty lines and up to `column` spaces of the line after them; returns the number of line breaks. */
function skipBlankLines(cursor: YamlCursor, column: number): number {
  for (let breaks = 0; ; breaks++) {
    while (current(cursor) === 32 && cursorColumn(cursor) < column) cursor.position++;
    if (!skipBreak(cursor)) return breaks;
  }
}

function endOfLine({ text, position }: YamlCursor): number {
  let at = position;
  while (!endsLine(codeAt(text, at))) at++;
  return at;
}

function rejectHeader(cursor: YamlCursor): RejectedToken {
  return rejectText(
    cursor.position,
    `found ${nameCharacter(cursor.text, cursor.position)} after "|" or ">", where only "+", "-", 1 to 9 and a comment are allowed`,
    "start the text on the next line, and a comment with a space",
    { fix: asSpaces(cursor.position, endOfLine(cursor)) },
  );
}
