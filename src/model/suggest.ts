import { closest, distance } from "fastest-levenshtein";

/**
 * The sentence that offers the known name nearest to an unknown one, or the known names where none is near (ten at
 * most); empty where there is none to offer.
 */
export function didYouMean(unknown: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const nearest = closest(
    unknown.toLowerCase(),
    known.map((name) => name.toLowerCase()),
  );
  const name = known.find((candidate) => candidate.toLowerCase() === nearest);
  const far = Math.max(1, Math.floor(unknown.length / 3));
  if (name !== undefined && distance(unknown.toLowerCase(), nearest) <= far) return `did you mean "${name}"?`;
  const shown = known.slice(0, 10).map((candidate) => `"${candidate}"`);
  return `known here: ${shown.join(", ")}${known.length > shown.length ? ", ..." : ""}`;
}
