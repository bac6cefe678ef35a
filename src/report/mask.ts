import type { Diagnostic } from "../model/diagnostic.js";
import type { Place, Span } from "../model/source.js";
import { lineSpan, regionOf } from "./position.js";

/** The masked spans of a run, by the text of their file. */
export type Masks = ReadonlyMap<string, readonly Span[]>;

/**
 * Collects the spans that no code frame of this run may show: a credential that one diagnostic masks can be in the line
 * that another one shows. The key is the text, not the path, since offsets are valid for that text only.
 */
export function collectMasks(diagnostics: readonly Diagnostic[]): Masks {
  const masks = new Map<string, Span[]>();
  for (const { place, mask } of diagnostics) {
    if (place === undefined || mask === undefined) continue;
    const spans = masks.get(place.file.text) ?? [];
    for (const span of mask) spans.push(span);
    masks.set(place.file.text, spans);
  }
  return masks;
}

// `pas+w` also matches the usual typos. `auth` and `key` alone are also parts of other words.
const NAME =
  /[\w.-]*(?:pas+w|pwd|passphrase|secret|token|credential|user_?name|(?:api|access|private|signing)_?key)[\w.-]*|[\w.-]*(?<![a-z])_?auth(?:orization)?/i
    .source;
const VALUE = /((?:"(?:[^"\\]|\\.)*"|'[^']*'|\$\{\w+\}|(?!\s#)[^,}\]])+)/.source;
// A YAML or JSON key named like a credential, to the end of its value: the rest of the line in block style. After a
// quoted key, JSON needs no space.
const AFTER_KEY = new RegExp(`(?<![\\w.-])(?:${NAME})(?:["'][ \\t]*:[ \\t]*|[ \\t]*:[ \\t]+)${VALUE}`, "dgi");
// A line of an env file or of .npmrc, and a variable in a command, to the end of the value.
const AFTER_EQUALS = new RegExp(
  `(?<![\\w.?&-])(?:${NAME}|\\w*_key)[ \\t]*=[ \\t]*("(?:[^"\\\\]|\\\\.)*"|'[^']*'|\\S.*)`,
  "dgi",
);
// User name and password of a URL, and parameters named like a credential.
const IN_URL = /:\/\/([^\s/@"']+)@|[?&][^=\s&]*(?:pas+w|secret|token|key|sig)[^=\s&]*=([^\s&"']+)/dgi;
const REFERENCE = /^["']?\$\{\w+\}["']?\s*(?:#.*)?$/;

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;
const KEY_END = /-----END [A-Z0-9 ]*PRIVATE KEY/;
// A line of a key whose beginning is not shown; a digest is hexadecimal and has a prefix.
const KEY_LINE = /^[ \t]*(?:[A-Za-z0-9+/]{60,}={0,2})[ \t]*$/;

// More than a frame shows of a line.
const AROUND = 1000;
// More than a private key has.
const KEY_LENGTH = 16 * 1024;

/**
 * Returns the spans that must not be seen in the line of a place: the masked spans of its file, and text that looks
 * like a credential, since a line with an error (text that is not YAML, a misspelt key) may have one that was not read.
 */
export function masksFor(masks: Masks, place: Place): readonly Span[] {
  const { text } = place.file;
  const line = lineSpan(place.file, regionOf(place).startLine);
  const from = Math.max(line.start, place.span.start - AROUND);
  const shown = text.slice(from, Math.min(line.end, place.span.start + AROUND));
  const before = text.slice(Math.max(0, line.start - KEY_LENGTH), line.start);
  const spans = secretSpans(shown, isInKey(before)).map(({ start, end }) => ({
    start: from + start,
    end: from + end,
  }));
  return [...(masks.get(text) ?? []), ...spans];
}

/** Returns lines of a text with `*` for each character that looks like part of a credential. */
export function maskLines(lines: readonly string[]): readonly string[] {
  let inKey = false;
  return lines.map((line) => {
    const spans = secretSpans(line, inKey);
    if (KEY_BEGIN.test(line)) inKey = true;
    if (KEY_END.test(line)) inKey = false;
    let masked = line;
    for (const { start, end } of spans) {
      masked = masked.slice(0, start) + "*".repeat(end - start) + masked.slice(end);
    }
    return masked;
  });
}

function isInKey(before: string): boolean {
  const begin = lastMatch(before, KEY_BEGIN);
  return begin >= 0 && begin > lastMatch(before, KEY_END);
}

function lastMatch(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(new RegExp(pattern, "g"))) last = match.index;
  return last;
}

function secretSpans(line: string, inKey: boolean): readonly Span[] {
  if (inKey || KEY_BEGIN.test(line) || KEY_LINE.test(line)) return [{ start: 0, end: line.length }];
  return [AFTER_KEY, AFTER_EQUALS, IN_URL]
    .flatMap((pattern) => [...line.matchAll(pattern)])
    .flatMap(({ indices }) => {
      const [start, end] = indices?.[1] ?? indices?.[2] ?? [0, 0];
      return REFERENCE.test(line.slice(start, end)) ? [] : [{ start, end }];
    });
}
