import { codeAt, endsLine, isBlank, nameCharacter } from "./character.js";
import type { YamlCursor } from "./cursor.js";
import { asGuess, asSpaces, asWord, rejectText, type Mend, type RefusedToken } from "./token.js";

/** How many collections may stand in one another. GoCD's reader calls itself for each, until Java's stack is full. */
export const DEEPEST = 1000;

/** Rejects a text with too many collections inside one another. */
export function refuseDepth(offset: number): RefusedToken {
  const message = `found more than ${DEEPEST} collections inside one another, where GoCD runs out of stack`;
  return rejectText(offset, message, "nest less", { reach: "repo" });
}

/** Rejects a character that no value can start with. */
export function refuseStart(cursor: YamlCursor): RefusedToken {
  const { text, position } = cursor;
  return codeAt(text, position) === 9
    ? rejectText(
        position,
        "found a tab before or after a value, where GoCD accepts only spaces",
        "write spaces instead of the tab",
        { mend: asSpaces(position, endOfBlanks(text, position)) },
      )
    : rejectText(
        position,
        `found ${nameCharacter(text, position)}, with which no unquoted value may start`,
        "quote the value",
        { mend: asWord(position) },
      );
}

/** On the line of another key all the rest is its value; else the line itself stands wrong. */
export function mendColon({ text, position, lineStart }: YamlCursor): { readonly mend?: Mend } {
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
