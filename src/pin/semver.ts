import { Range, SemVer } from "semver";
import { compareDigits } from "./natural.js";
import { compareCodeUnits, type Order } from "./order.js";

/** A version as it is compared. The pre-release, empty for a release, is taken apart only where that decides. */
export interface SemanticVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
}

/** What the policy asks for: `range` in node-semver's grammar, and whether pre-releases count like versions. */
export interface SemverOptions {
  readonly range?: string;
  readonly prereleases?: boolean;
}

// https://semver.org/#spec-item-2 and 9, with what users of tags leave out or add: a "v", missing parts, zeros in
// front. No build metadata, since a tag cannot hold a "+".
const VERSION = /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

const DIGITS = /^[0-9]+$/;

/**
 * The order of semver.org over the versions that the range admits. Without a range every release counts, and a
 * pre-release only with `prereleases: true` (node-semver's `includePrerelease`) or where a comparator of the range
 * names one of the same version. Versions spelt differently (`v1.2.0`, `1.2`, `1.02.0`) are equal. Give a range that
 * `isRange` takes.
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

  return {
    read(text) {
      const version = readVersion(text);
      if (version === undefined) return undefined;
      if (everyRelease) return prereleases || version.prerelease === "" ? version : undefined;
      return admits(version) ? version : undefined;
    },
    compare: compareVersions,
    show: showVersion,
    refuse(text) {
      const version = readVersion(text);
      if (version === undefined) return "is not a version";
      if (version.prerelease !== "" && !prereleases) return "is a pre-release that was not asked for";
      return `is not in the range "${range}"`;
    },
  };
}

/** Where in a range the text stands that node-semver cannot read, in UTF-16 code units; undefined where it reads all. */
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
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  const major = Number(match[1]);
  const minor = Number(match[2] ?? 0);
  const patch = Number(match[3] ?? 0);
  // node-semver reads no larger numbers either.
  if (Math.max(major, minor, patch) > Number.MAX_SAFE_INTEGER) return undefined;
  return { major, minor, patch, prerelease: match[4] ?? "" };
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
