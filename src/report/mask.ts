import type { Diagnostic } from "../model/diagnostic.js";
import type { Place, Span } from "../model/source.js";
import { lineSpan, regionOf } from "../model/position.js";

/** The masked spans of a run, by the text of their file: sorted, and without overlaps. */
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
  for (const [text, spans] of masks) masks.set(text, uniteSpans(spans));
  return masks;
}

/** Returns the union of spans, so that those near a place can be searched for: a hostile file can have 100,000. */
function uniteSpans(spans: readonly Span[]): Span[] {
  const united: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = united.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else united.push({ start, end });
  }
  return united;
}

/** Returns the united spans that overlap the range. */
function spansIn(spans: readonly Span[], from: number, to: number): readonly Span[] {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) > from) high = middle;
    else low = middle + 1;
  }
  let end = low;
  while ((spans[end]?.start ?? to) < to) end++;
  return spans.slice(low, end);
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
  const to = Math.min(line.end, place.span.start + AROUND);
  const shown = text.slice(from, to);
  const before = text.slice(Math.max(0, line.start - KEY_LENGTH), line.start);
  const spans = secretSpans(shown, isInKey(before)).map(({ start, end }) => ({
    start: from + start,
    end: from + end,
  }));
  return [...spansIn(masks.get(text) ?? [], from, to), ...spans];
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
