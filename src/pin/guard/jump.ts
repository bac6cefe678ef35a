import { compareDigits } from "../natural.js";
import { hasCommitFirst, hasDate, leadingVersion } from "./words.js";

/** A tag that is suspiciously far from the one before. */
export type Jump =
  | {
      readonly kind: "number";
      readonly from: string;
      readonly to: string;
      /** The tag up to the number that grows. */
      readonly start: string;
    }
  | { readonly kind: "date"; readonly to: string };

/**
 * Whether a tag is implausibly far above another one (the pin, or the next best): it has a date (20240101, 2024.01,
 * 2024-1-5) and the other one a version; or the first number that differs grows by more than 3 if it is the first of
 * the version (1.0.2 to 8.1.2135), or more than fivefold and by more than 100 if it is a later one (0.110.3 to
 * 0.999.0). Dates as versions (2019.2 to 2026.1, 18.04 to 24.04) and plain build numbers (1234 to 123456) do not count,
 * and the digits of a commit (`main-1a2b3c4`) are not a number.
 */
export function findJump(from: string, to: string): Jump | undefined {
  if (hasCommitFirst(from) || hasCommitFirst(to)) return undefined;
  const before = leadingVersion(from)?.numbers;
  const after = leadingVersion(to)?.numbers;
  if (before === undefined || after === undefined) return undefined;
  if (hasDate(to)) return hasDate(from) ? undefined : { kind: "date", to };
  if ((before.length === 1 && after.length === 1) || isCalendar(before, after)) return undefined;
  const index = before.findIndex((number, at) => compareDigits(number, after[at] ?? number) !== 0);
  const [low, high] = [before[index], after[index]];
  if (low === undefined || high === undefined) return undefined;
  const growth = BigInt(high) - BigInt(low);
  const isFar = index === 0 ? growth > 3n : growth > 100n && BigInt(high) > 5n * BigInt(low);
  if (!isFar) return undefined;
  const { lead = "", numbers = [] } = leadingVersion(to) ?? {};
  const start = `${to.slice(0, lead.length)}${numbers.slice(0, index + 1).join(".")}`;
  return { kind: "number", from: low, to: high, start };
}

// Whether both are a year and a month, such as 18.04 and 24.10: one month has the zero that a version never has.
function isCalendar(...versions: readonly (readonly string[])[]): boolean {
  return (
    versions.every((numbers) => /^[0-9]{2}\.(?:0[1-9]|1[0-2])$/.test(numbers.slice(0, 2).join("."))) &&
    versions.some((numbers) => numbers[1]?.startsWith("0"))
  );
}

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
