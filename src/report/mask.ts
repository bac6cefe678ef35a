import type { Diagnostic } from "../model/diagnostic.js";
import type { Place, Span } from "../model/source.js";

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

/** The masked spans of the file that `place` is in. */
export function masksFor(masks: Masks, place: Place): readonly Span[] {
  return masks.get(place.file.text) ?? [];
}
