import { Range, SemVer } from "semver";
import { compareDigits } from "./natural.js";
import { compareCodeUnits, type Order } from "./order.js";

/** A version as it is compared. The pre-release, empty for a release, is split only if it decides. */
export interface SemanticVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
  /** How many numbers are written: 3, or less for a partial version. */
  readonly parts: number;
}

/** The options of the policy: `range` in node-semver's grammar, and whether pre-releases count like versions. */
export interface SemverOptions {
  readonly range?: string;
  readonly prereleases?: boolean;
}

// https://semver.org/#spec-item-2 and 9, with what users of tags leave out or add: a "v", missing parts, zeros in
// front. No build metadata, since a tag cannot hold a "+".
const VERSION = /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

// Python's spelling, also used by Go: https://peps.python.org/pep-0440/#pre-releases.
const ATTACHED_PRERELEASE =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(a|alpha|b|beta|c|rc|pre|preview|dev)\.?([0-9]*)$/;

const DIGITS = /^[0-9]+$/;

/**
 * The order of semver.org over the versions that the range admits. Without a range every release counts, and a
 * pre-release only with `prereleases: true` (node-semver's `includePrerelease`) or where a comparator of the range
 * names one of the same version. Versions spelt differently (`v1.2.0`, `1.2`, `1.02.0`) are equal. The range must be
 * one that `findRangeError` accepts.
 */
export function semverOrder({ range = "*", prereleases = false }: SemverOptions): Order<SemanticVersion> {
  const options = { includePrerelease: prereleases };
  const admitted = new Range(range, options);
  // One object for all tags: making a SemVer for each costs ten times what comparing them does.
  const probe = new SemVer("0.0.0", options);

  function admits(version: SemanticVersion): boolean {
    probe.major = version.major;
    probe.minor = version.minor;
    probe.patch = version.patch;
    probe.prerelease = splitPrerelease(version).map((part) => (DIGITS.test(part) ? Number(part) : part));
    probe.format();
    return admitted.test(probe);
  }
  const everyRelease = admitted.range === "";
  const isUnasked = (version: SemanticVersion) => version.prerelease !== "" && !prereleases;

  return {
    read(text) {
      const version = readVersion(text);
      if (version === undefined) return undefined;
      if (everyRelease) return prereleases || version.prerelease === "" ? version : undefined;
      return admits(version) ? version : undefined;
    },
    compare: compareVersions,
    losers: movingVersions,
    show: showVersion,
    isPrerelease(text) {
      const version = readVersion(text);
      return version !== undefined && isUnasked(version);
    },
    explainUnread(text) {
      const version = readVersion(text);
      if (version === undefined) return "is not a version";
      if (isUnasked(version)) return "is a pre-release, and `prereleases` is not set";
      return `is not in the range "${range}"`;
    },
  };
}

/** Returns the part of a range that node-semver cannot read, and its offset in UTF-16 code units; undefined for a valid range. */
export function findRangeError(range: string): { readonly index: number; readonly text: string } | undefined {
  if (isRange(range)) return undefined;
  let index = 0;
  for (const part of range.split("||")) {
    if (!isRange(part)) return { index: index + (part.length - part.trimStart().length), text: part.trim() };
    index += part.length + "||".length;
  }
  return { index: 0, text: range };
}

function isRange(range: string): boolean {
  try {
    // With pre-releases the upper end of a hyphen range is the version after it, which may be too large.
    return [false, true].every(
      (includePrerelease) => new Range(range, { includePrerelease }) instanceof Range,
    );
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function readVersion(text: string): SemanticVersion | undefined {
  const attached = ATTACHED_PRERELEASE.exec(text);
  const match = attached ?? VERSION.exec(text);
  if (match === null) return undefined;
  const numbers = match.slice(1, 4).filter(Boolean);
  const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
  // node-semver reads no larger numbers either.
  if (Math.max(major, minor, patch) > Number.MAX_SAFE_INTEGER) return undefined;
  // Its number is compared as a number: rc10 is after rc9.
  const prerelease = attached === null ? match[4] : `${match[4] ?? ""}${match[5] ? `.${match[5]}` : ""}`;
  return { major, minor, patch, prerelease: prerelease ?? "", parts: numbers.length };
}

/**
 * Returns which versions are partial and move: `26` if a complete version matches, `26.1` if a complete one of 26 does,
 * and both if a text continues them, including one that is not a version (`2018.03` and `2018.03.0.20230404.0`). 18.6 competes as
 * it is if no version of 18 is complete. A release does not lose against a pre-release.
 */
function movingVersions(
  versions: readonly SemanticVersion[],
  texts: Iterable<string>,
): ReadonlySet<SemanticVersion> {
  const partial = versions.filter(({ parts }) => parts < 3);
  if (partial.length === 0) return new Set();
  const complete = new Set<string>();
  for (const { major, parts, prerelease } of versions) {
    if (parts < 3) continue;
    const kind = prerelease === "" ? "release" : "prerelease";
    complete.add(kind).add(`${kind} ${major}`);
  }
  const continued = new Set<string>();
  for (const text of texts) {
    const [, major, minor] = /^v?0*([0-9]+)\.0*([0-9]+)\.[0-9]/.exec(text) ?? [];
    if (major !== undefined && minor !== undefined) continued.add(`${major}.${minor}`);
  }
  return new Set(
    partial.filter(({ major, minor, parts, prerelease }) => {
      const kind = prerelease === "" ? "release" : "prerelease";
      if (parts === 1) return complete.has(kind);
      return complete.has(`${kind} ${major}`) || (prerelease === "" && continued.has(`${major}.${minor}`));
    }),
  );
}

function splitPrerelease({ prerelease }: SemanticVersion): readonly string[] {
  return prerelease === "" ? [] : prerelease.split(".");
}

function compareVersions(a: SemanticVersion, b: SemanticVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a, b);
}

// https://semver.org/#spec-item-11
function comparePrereleases(a: SemanticVersion, b: SemanticVersion): number {
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "" || b.prerelease === "") return b.prerelease.length - a.prerelease.length;
  const right = splitPrerelease(b);
  for (const [index, part] of splitPrerelease(a).entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const difference = comparePart(part, other);
    if (difference !== 0) return difference;
  }
  return splitPrerelease(a).length - right.length;
}

function comparePart(a: string, b: string): number {
  const aIsNumber = DIGITS.test(a);
  if (aIsNumber !== DIGITS.test(b)) return aIsNumber ? -1 : 1;
  return aIsNumber ? compareDigits(a, b) : compareCodeUnits(a, b);
}

function showVersion({ major, minor, patch, prerelease }: SemanticVersion): string {
  const release = `${major}.${minor}.${patch}`;
  return prerelease === "" ? release : `${release}-${prerelease}`;
}
