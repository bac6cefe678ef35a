import { closest, distance } from "fastest-levenshtein";

/**
 * The sentence that offers the known name nearest to an unknown one, or the known names where none is near (ten at
 * most); empty where there is none to offer.
 */
export function didYouMean(unknown: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const name = findNearest(unknown, known);
  if (name !== undefined) return `did you mean "${name}"?`;
  const shown = known.slice(0, 10).map((candidate) => `"${candidate}"`);
  return `known here: ${shown.join(", ")}${known.length > shown.length ? ", ..." : ""}`;
}

/** The known name that an unknown one is most likely a misspelling of, whatever its case; undefined where none is near. */
export function findNearest(unknown: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(
    unknown.toLowerCase(),
    known.map((name) => name.toLowerCase()),
  );
  const far = Math.max(1, Math.floor(unknown.length / 3));
  if (distance(unknown.toLowerCase(), nearest) > far) return undefined;
  return known.find((candidate) => candidate.toLowerCase() === nearest);
}
