import { hasDate } from "./words.js";

/** How far a tag is from another one: which part of the version differs, or `tag` if they are not both versions. */
export type VersionStep = "major" | "minor" | "patch" | "tag";

/**
 * Returns the first part in which two versions of at least two numbers differ. Dates, plain build numbers, and texts that
 * differ before the version have no such parts, and neither have versions that differ only in what follows the numbers.
 */
export function versionStep(from: string, to: string): VersionStep {
  const before = readVersion(from);
  const after = readVersion(to);
  if (before === undefined || before.start !== after?.start) return "tag";
  const length = Math.max(before.numbers.length, after.numbers.length);
  for (let index = 0; index < length; index++) {
    if ((before.numbers[index] ?? "0") === (after.numbers[index] ?? "0")) continue;
    return index === 0 ? "major" : index === 1 ? "minor" : "patch";
  }
  return "tag";
}

function readVersion(tag: string): { start: string; numbers: readonly string[] } | undefined {
  const [, start = "", numbers] = /^([^0-9]*)([0-9]+(?:\.[0-9]+)+)/.exec(tag) ?? [];
  if (numbers === undefined || hasDate(tag)) return undefined;
  return {
    start: start.replace(/v$/, ""),
    numbers: numbers.split(".").map((digits) => digits.replace(/^0+(?=.)/, "")),
  };
}
