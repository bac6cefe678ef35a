import { BOUNDS } from "../../model/bounds.js";
import { codeAt, endsLine, isBlank, nameCharacter, quotePiece, type YamlCursor } from "./cursor.js";
import type { Properties } from "../tree-builder.js";
import {
  type Fix,
  type RejectedToken,
  type Rejection,
  TOKEN,
  type YamlToken,
  asGuess,
  asSpaces,
  asWord,
  rejectText,
} from "./token.js";

/**
 * Returns why no value can start at `token`. `before` is the token before it, `properties` the anchor and tag before
 * the value, `openBracket` the offset of the innermost bracket that is not closed, -1 if there is none.
 */
export function rejectValue(
  text: string,
  token: YamlToken,
  before: YamlToken | undefined,
  properties: Properties | undefined,
  openBracket: number,
): Rejection {
  const quote = "quote the value";
  if (token.type === TOKEN.REJECTED) return token.rejection;
  if (properties !== undefined) {
    const { anchorStart, anchorEnd, tagStart, tagEnd } = properties;
    const [start, end] = anchorStart >= 0 ? [anchorStart - 1, anchorEnd] : [tagStart, tagEnd];
    const message = `found ${quotePiece(text, start, end)} without a value after it`;
    const help = 'write a value, "" for an empty one, or remove the anchor or tag';
    return rejectText(start, message, help, { fix: fixProperty(token, start, end) }).rejection;
  }
  if (token.type === TOKEN.STREAM_END && openBracket >= 0) return rejectUnclosed(text, openBracket);
  if (token.type === TOKEN.KEY && token.end === token.start) {
    const message =
      'found an entry with ":" after one without, which is only allowed in a list that starts with such entries';
    const colon = text.indexOf(":", token.start);
    const help = "write braces around the entry, or give every entry a value";
    return rejectText(token.start, message, help, colon < 0 ? {} : asGuess(openBracket, colon)).rejection;
  }
  if (before?.type === TOKEN.KEY && before.end > before.start) {
    const message = 'found "?" inside brackets without a key after it';
    return rejectText(before.start, message, quote, { fix: asWord(before.start) }).rejection;
  }
  if (before?.type === TOKEN.FLOW_ENTRY && endsEntry(token)) {
    const message = `found "," before ${nameCharacter(text, token.start)}, where a value must follow`;
    return rejectText(before.start, message, "remove the comma", { fix: asSpaces(before.start) }).rejection;
  }
  if (token.type === TOKEN.VALUE) {
    const help = "write the key, or quote the value";
    const from = openBracket < 0 ? token.start : openBracket;
    const more = asGuess(from, token.start);
    return rejectText(token.start, 'found ":" without a key before it', help, more).rejection;
  }
  const isMarker = token.type === TOKEN.DOCUMENT_START && openBracket >= 0;
  return rejectText(
    token.start,
    `found ${nameToken(text, token)} where a value is expected`,
    quote,
    isMarker ? { fix: asWord(token.start, token.end) } : {},
  ).rejection;
}

/** An anchor or tag before another one, or before an alias, is removed; otherwise its value is empty. */
function fixProperty({ type }: YamlToken, start: number, end: number): Fix {
  if (type === TOKEN.ALIAS || type === TOKEN.ANCHOR || type === TOKEN.TAG) return asSpaces(start, end);
  return end - start < 2 ? asWord(start) : { at: start, by: `""${" ".repeat(end - start - 2)}` };
}

/** Returns why a tag cannot be read: its handle (`!!`, `!name!`) is not declared. Undefined if it can be read. */
export function rejectHandle(
  text: string,
  tag: YamlToken,
  handles: ReadonlySet<string>,
): Rejection | undefined {
  const written = text.slice(tag.start, tag.end);
  const handle = written.slice(0, written.indexOf("!", 1) + 1);
  if (written.startsWith("!<") || handle === "" || handles.has(handle)) return undefined;
  const shown = quotePiece(handle, 0, handle.length);
  const message = `found a tag with the handle ${shown}, which no "%TAG" line declares`;
  const fix = asSpaces(tag.start, tag.end);
  return rejectText(tag.start, message, "remove the tag: GoCD does not look at it", { fix }).rejection;
}

/** Returns why `token` can neither continue the block around it nor end it. */
export function rejectBlock(text: string, token: YamlToken): Rejection {
  if (token.type === TOKEN.REJECTED) return token.rejection;
  const { type, start } = token;
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const isFirst = before.trim() === "";
  const [problem, help] = !isFirst
    ? ["after the end of the value before it", "quote the complete value"]
    : type === TOKEN.SCALAR
      ? ["after the end of the value above it", "quote the complete value, and remove comments inside it"]
      : [
          "whose indentation does not match the lines above it",
          "indent the line like the keys or list items that it belongs to",
        ];
  return rejectText(start, `found ${nameToken(text, token)} ${problem}`, help).rejection;
}

function endsEntry({ type }: YamlToken): boolean {
  return type === TOKEN.FLOW_ENTRY || type === TOKEN.FLOW_SEQUENCE_END || type === TOKEN.FLOW_MAPPING_END;
}

function rejectUnclosed(text: string, start: number): Rejection {
  return rejectText(start, `found "${text.charAt(start)}" without its closing bracket`, "close the bracket")
    .rejection;
}

function nameToken(text: string, { type, start, end }: YamlToken): string {
  if (type === TOKEN.SCALAR) return "a value";
  if (type === TOKEN.KEY || type === TOKEN.BLOCK_MAPPING_START) return "a key";
  if (type === TOKEN.ALIAS || type === TOKEN.ANCHOR) return quotePiece(text, start - 1, end);
  return end - start > 1 ? quotePiece(text, start, end) : nameCharacter(text, start);
}

/** Rejects a text whose collections are nested too deeply. GoCD's reader is recursive, and Java's stack overflows. */
export function rejectDepth(offset: number): RejectedToken {
  return rejectText(offset, BOUNDS.yamlDepth.message, "nest fewer collections", { reach: "repo" });
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
        `found ${nameCharacter(text, position)}, which cannot start an unquoted value`,
        "quote the value",
        { fix: asWord(position) },
      );
}

/**
 * Rejects a `:` after which no key can start. On the line of another key, the rest of the line is its value; otherwise
 * the indentation of the line is wrong.
 */
export function rejectColon({ text, position, lineStart }: YamlCursor): RejectedToken {
  if (!/[:?-][ \t]/.test(text.slice(lineStart, position))) {
    const message = "found a key that is indented deeper than the key above it, which already has a value";
    const help = "indent the line like the key above it, or quote the value if it continues here";
    return rejectText(position, message, help);
  }
  const help = "quote the value, or start the key on a line of its own";
  let end = position;
  while (!endsLine(codeAt(text, end)) && !/^[ \t]#/.test(text.slice(end, end + 2))) end++;
  return rejectText(position, 'found ": " inside an unquoted value', help, asGuess(lineStart, position, end));
}

function endOfBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(codeAt(text, at))) at++;
  return at;
}
