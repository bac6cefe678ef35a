import type { DocumentDirective } from "js-yaml";
import { endsLine, isNameCharacter, nameCharacter } from "./character.js";
import { current, skipBreak, skipLine, skipSpaces } from "./cursor.js";
import type { YamlCursor } from "./cursor.js";
import { endsProperty, skipHandle, skipUri } from "./property.js";
import { TOKEN, rejectText } from "./token.js";
import type { RejectedToken, YamlToken } from "./token.js";

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
  let directive: DocumentDirective | undefined;
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

function scanVersion(cursor: YamlCursor): DocumentDirective | undefined {
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

function scanTagPrefix(cursor: YamlCursor): DocumentDirective | undefined {
  const { text } = cursor;
  skipSpaces(cursor);
  const start = cursor.position;
  if (!skipHandle(cursor) || current(cursor) !== 32) return undefined;
  const handle = text.slice(start, cursor.position);
  skipSpaces(cursor);
  const prefixStart = cursor.position;
  if (!skipUri(cursor) || !endsProperty(current(cursor))) return undefined;
  return { kind: "tag", handle, prefix: text.slice(prefixStart, cursor.position) };
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
