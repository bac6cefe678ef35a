import type { Diagnostic } from "../model/diagnostic.js";
import type { Place, Span } from "../model/source.js";
import { lineSpan, regionOf } from "./position.js";

/** The masked spans of a run, by the text of their file. */
export type Masks = ReadonlyMap<string, readonly Span[]>;

/**
 * Gathers what no code frame of this run may show: a credential that one diagnostic masks can stand in the
 * line that another one shows. Text, not path, is the key, since offsets hold for that text only.
 */
export function collectMasks(diagnostics: readonly Diagnostic[]): Masks {
  const masks = new Map<string, Span[]>();
  for (const { place, mask } of diagnostics) {
    if (place === undefined || mask === undefined) continue;
    const spans = masks.get(place.file.text);
    if (spans === undefined) masks.set(place.file.text, [...mask]);
    else spans.push(...mask);
  }
  return masks;
}

// What stands behind a key that is named like a credential, to the end of its value: the rest of the line in block
// style, however many words that is; `pas+w` takes in the usual typing errors.
const BEHIND_KEY =
  /(?:pas+w|pwd|passphrase|secret|token|credential|user_?name)[\w.-]*["']?[ \t]*:[ \t]+((?:"(?:[^"\\]|\\.)*"|'[^']*'|(?!\s#)[^,}\]])+)/dgi;
// User name and password of a URL, and parameters named like a credential.
const IN_URL = /:\/\/([^\s/@"']+)@|[?&][^=\s&]*(?:pas+w|secret|token|key|sig)[^=\s&]*=([^\s&"']+)/dgi;
const REFERENCE = /^["']?\$\{\w+\}["']?\s*(?:#.*)?$/;
// More than a frame shows of a line.
const AROUND = 1000;

/**
 * What must not be seen of the line that a place is in: the masked spans of its file, and what looks like a credential,
 * since a line with a mistake (text that is not YAML, a misspelt key) may hold one that nobody has read yet.
 */
export function masksFor(masks: Masks, place: Place): readonly Span[] {
  const { text } = place.file;
  const line = lineSpan(place.file, regionOf(place).startLine);
  const from = Math.max(line.start, place.span.start - AROUND);
  const shown = text.slice(from, Math.min(line.end, place.span.start + AROUND));
  const secrets = [...shown.matchAll(BEHIND_KEY), ...shown.matchAll(IN_URL)].flatMap(({ indices }) => {
    const [start, end] = indices?.[1] ?? indices?.[2] ?? [0, 0];
    return REFERENCE.test(shown.slice(start, end)) ? [] : [{ start: from + start, end: from + end }];
  });
  return [...(masks.get(text) ?? []), ...secrets];
}
