import { compareDigits } from "../natural.js";

/** The first dotted number of a tag, and the text before it: `v` and `1.2` for `v1.2-alpine3.20`. */
export interface LeadingVersion {
  /** In lower case. */
  readonly lead: string;
  /** The digits of each number. */
  readonly numbers: readonly string[];
}

// 20240101, with or without a time after it, or a year and a month with a separator between them.
const DATE =
  /(?:^|[^0-9])(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{2}){0,3}(?![0-9])|[._-](?:0?[1-9]|1[0-2])(?![0-9]))/;

// The date of a snapshot, in one run of digits or with hyphens. `2026.1` is a version.
const SNAPSHOT_DATE =
  /^[^0-9]*(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{2}){0,3}(?![0-9])|-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9]))/;

// A version without a name in front. A variant may follow.
const VERSION = /^v?[0-9]+(?:\.[0-9]+)*(?:$|[^0-9.])/i;

/** Returns the first dotted number of a tag; undefined for a tag without a digit. */
export function leadingVersion(tag: string): LeadingVersion | undefined {
  const match = /^([^0-9]*)([0-9]+(?:\.[0-9]+)*)/.exec(tag);
  if (match === null) return undefined;
  const [, lead = "", dotted = ""] = match;
  return { lead: lead.toLowerCase(), numbers: dotted.split(".") };
}

/** Compares dotted numbers one by one; if one list continues the other, it is the higher one. */
export function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (const [index, number] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = compareDigits(number, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Whether a tag names the same version as another one, with fewer or equal numbers: `26.7-slim`, `26` and `26.7.0`. */
export function isAlias(tag: string, other: string): boolean {
  const shorter = leadingVersion(tag);
  const longer = leadingVersion(other);
  return (
    shorter?.lead === longer?.lead &&
    shorter?.numbers.every((number, at) => number === longer?.numbers[at]) === true
  );
}

/** Whether a tag is a version and nothing else, with a `v` or without: `1.2`, `v1.2.3`. A snapshot date is none. */
export function isPlainVersion(tag: string): boolean {
  return /^v?[0-9]+(?:\.[0-9]+)*$/i.test(tag) && isVersionFirst(tag);
}

/** Whether a tag has a date in it: `20240101`, `2024.01`, `1.2.20240101`. */
export function hasDate(tag: string): boolean {
  return DATE.test(tag);
}

/** Whether the first number of a tag is the date of a snapshot: `20240101`, `main-20240101120000`, `2024-01-05`. */
export function isSnapshotDate(tag: string): boolean {
  return SNAPSHOT_DATE.test(tag);
}

/** Whether a tag begins with a version that is not the date of a snapshot: `1.2`, `v1.2.3`, `3.24.1-alpine`. */
export function isVersionFirst(tag: string): boolean {
  return VERSION.test(tag) && !isSnapshotDate(tag) && !hasCommitFirst(tag);
}

// Without so many hexadecimal digits in a row, no part of a tag names a commit.
const COMMIT_DIGITS = /[0-9a-f]{7}/i;

/** Whether the first digits of a tag are those of a commit, not those of a number. */
export function hasCommitFirst(tag: string): boolean {
  if (!COMMIT_DIGITS.test(tag)) return false;
  const first = tag
    .toLowerCase()
    .split(/[._-]/)
    .find((part) => /[0-9]/.test(part) || isCommit(part));
  return first !== undefined && isCommit(first) && !/^[0-9]+$/.test(first);
}

/** Whether a part of a tag names a commit. Digits alone may be a date or a build number. */
export function hasCommit(tag: string): boolean {
  if (!COMMIT_DIGITS.test(tag)) return false;
  return tag
    .toLowerCase()
    .split(/[._-]/)
    .some((part) => isCommit(part) && !/^[0-9]+$/.test(part));
}

/** Whether a part of a tag is the abbreviated name of a commit; `git describe` writes it with a "g" in front. */
export function isCommit(part: string): boolean {
  return /^g?[0-9a-f]{7,40}$/.test(part) || /^[0-9a-f]{64}$/.test(part);
}

// `-rc1`, `.beta`, `_alpha`, `-M1`, `-rc.2`: a word of its own after the first number.
const WORD =
  /^(?:alpha|beta|rc|cr|pre|preview|prerelease|dev|snapshot|nightly|canary|unstable|insiders|milestone|ea)[0-9]*$|^m[0-9]+$/;

// `1.27rc3`, `19beta3-trixie`, and in Python's spelling `3.15.0a1`. One letter needs a number: `1.1.1w` is a release.
const ATTACHED =
  /^[^0-9]*[0-9]+(?:\.[0-9]+)*(?:(?:alpha|beta|rc|cr|pre|preview|dev|ea)[0-9]*|(?:a|b|c)[0-9]+)(?:$|[^0-9a-z])/;

/** Whether a tag names a pre-release: `1.27rc3`, `19beta3-trixie`, `1.2.0b2`, `2.0.0-alpha.1`, `9.0-M1`. */
export function isPrerelease(tag: string): boolean {
  const lower = tag.toLowerCase();
  if (ATTACHED.test(lower)) return true;
  const words = lower.split(/[._-]/);
  const number = words.findIndex((word) => /[0-9]/.test(word));
  return number >= 0 && words.slice(number + 1).some((word) => WORD.test(word));
}

/**
 * Yields the parts of a tag that look like a commit, each with a slot, which is the same for commits at the same place in other
 * tags: `build-#-/7` for `1a2b3c4` in `build-12-1a2b3c4`.
 */
function* partsOf(tag: string): Generator<{ readonly part: string; readonly slot: string }, void> {
  let start = 0;
  for (const part of tag.toLowerCase().split(/[._-]/)) {
    if (isCommit(part)) {
      yield { part, slot: `${tag.slice(0, start).replaceAll(/[0-9]+/g, "#")}/${part.length}` };
    }
    start += part.length + 1;
  }
}

/**
 * Returns whether a tag is named after a commit, among the other tags of its image. A commit whose abbreviated name has
 * no letter (1 of 27 with 7 digits) looks like a number; it is one if more tags have a commit with a letter at the same
 * place, with the same length. Dates are no commits.
 */
export function commitsAmong(tags: readonly string[]): (tag: string) => boolean {
  let balance: Map<string, number> | undefined;
  return (tag) => {
    if (!COMMIT_DIGITS.test(tag)) return false;
    if (hasCommit(tag)) return true;
    const digits = Array.from(partsOf(tag)).filter(({ part }) => !isSnapshotDate(part));
    if (digits.length === 0) return false;
    balance ??= balanceOf(tags);
    return digits.some(({ slot }) => (balance?.get(slot) ?? 0) > 0);
  };
}

// How many more commits with a letter than without one each place has.
function balanceOf(tags: readonly string[]): Map<string, number> {
  const balance = new Map<string, number>();
  for (const tag of tags) {
    for (const { part, slot } of partsOf(tag)) {
      balance.set(slot, (balance.get(slot) ?? 0) + (/^[0-9]+$/.test(part) ? -1 : 1));
    }
  }
  return balance;
}
