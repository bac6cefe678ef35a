import { codeAt, endsLine, isBlank, nameCharacter } from "./character.js";
import type { YamlCursor } from "./cursor.js";
import { asGuess, asSpaces, asWord, rejectText, type Fix, type RejectedToken } from "./token.js";

/** How deep collections can be nested. GoCD's reader is recursive, until Java's stack overflows. */
export const DEEPEST = 1000;

/** Rejects a text whose collections are nested too deeply. */
export function rejectDepth(offset: number): RejectedToken {
  const message = `found more than ${DEEPEST} collections inside one another, where GoCD runs out of stack`;
  return rejectText(offset, message, "nest less", { reach: "repo" });
}

/** Rejects a character that no value can start with. */
export function rejectStart(cursor: YamlCursor): RejectedToken {
  const { text, position } = cursor;
  return codeAt(text, position) === 9
    ? rejectText(
        position,
        "found a tab before or after a value, where GoCD accepts only spaces",
        "write spaces instead of the tab",
        { fix: asSpaces(position, endOfBlanks(text, position)) },
      )
    : rejectText(
        position,
        `found ${nameCharacter(text, position)}, with which no unquoted value may start`,
        "quote the value",
        { fix: asWord(position) },
      );
}

/** On the line of another key, the rest of the line is its value; otherwise the indentation of the line is wrong. */
export function fixColon({ text, position, lineStart }: YamlCursor): { readonly fix?: Fix } {
  if (!/[:?-][ \t]/.test(text.slice(lineStart, position))) return {};
  let end = position;
  while (!endsLine(codeAt(text, end)) && !/^[ \t]#/.test(text.slice(end, end + 2))) end++;
  return asGuess(lineStart, position, end);
}

function endOfBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(codeAt(text, at))) at++;
  return at;
}
