import { isSnapshotDate, leadingVersion } from "./words.js";

const VERSION = /^v?[0-9]+(?:\.[0-9]+){0,2}(?:-|$)/;

/**
 * Whether a winner of `semver` is a partial version (`26`, `1.2`), which moves with each release, and won only because
 * no complete version matches. `18.6` is no partial version if the image has complete versions, but none of 18: then
 * two numbers are all that this version has, as with PostgreSQL.
 */
export function isPartialVersion(
  winner: string,
  matching: Iterable<string>,
  tags: readonly string[],
): boolean {
  const numbers = versionNumbers(winner);
  if (numbers === undefined || numbers.length > 2 || isSnapshotDate(winner)) return false;
  for (const text of matching) if (versionNumbers(text)?.length === 3) return false;
  if (numbers.length === 1) return true;
  const majors = new Set(
    tags.map(versionNumbers).flatMap((other) => (other?.length === 3 ? [other[0]] : [])),
  );
  return majors.size === 0 || majors.has(numbers[0]);
}

function versionNumbers(text: string): readonly string[] | undefined {
  return VERSION.test(text) ? leadingVersion(text)?.numbers : undefined;
}
