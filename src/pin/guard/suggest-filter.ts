import type { Tag } from "../../model/image.js";
import { isSignatureTag } from "../choose.js";
import { isFloatingTag, FLOATING_NAMES } from "./floating.js";
import {
  commitsAmong,
  compareNumbers,
  isPrerelease,
  isSnapshotDate,
  isVersionFirst,
  leadingVersion,
} from "./words.js";

// Each filter is tried on all tags.
const MOST_SHAPES = 3;

// A shape counts if the most frequent one has at most so many times as many tags.
const RAREST = 10;

/**
 * Suggests tag filters that match only releases, for a rule that chose `winner`, which is not one; the most likely
 * first. A filter is the shape of the highest plain version that matches the present rule, such as `^\d+\.\d+\.\d+$`, then
 * that of the highest version of the winner's variant (`-alpine` of `latest-alpine`), then the most frequent shapes. If
 * these do not help, the shapes come from all tags of the image, first of the winner's variant. The winner matches none
 * of the filters.
 */
export function* suggestFilters(
  winner: Tag,
  matching: readonly Tag[],
  tags: readonly Tag[],
): Generator<string, void> {
  const suffix = variantOf(winner);
  const isCommit = commitsAmong(tags);
  const suggested = new Set<string>();
  for (const [candidates, allowed] of [
    [matching, new Set(matching)],
    [tags, new Set<Tag>()],
  ] as const) {
    const releases = releasesOf(winner, candidates, isCommit);
    for (const example of examplesOf(releases, suffix, candidates === tags)) {
      if (example === undefined) continue;
      const filter = narrowShape(example, allowed, tags);
      // Rarer tags than those of the winner's shape are no better.
      if (new RegExp(filter).test(winner)) break;
      if (suggested.has(filter)) continue;
      suggested.add(filter);
      yield filter;
    }
  }
}

// Returns tags whose shapes may be those of releases. Each is determined on demand.
function* examplesOf(
  releases: readonly Tag[],
  suffix: string,
  isVariantFirst: boolean,
): Generator<Tag | undefined, void> {
  const suffixes = suffix === "" ? [""] : isVariantFirst ? [suffix, ""] : ["", suffix];
  for (const end of suffixes) yield highestVersion(releases, end);
  yield* mostFrequent(releases);
}

// Returns the shape of a tag. It contains as many of the tag's first numbers as needed, so that it matches no tag that the
// present rule does not match.
function narrowShape(example: Tag, present: ReadonlySet<Tag>, tags: readonly Tag[]): string {
  const others = present.size === 0 ? [] : tags.filter((tag) => !present.has(tag));
  const count = example.match(/[0-9]+/g)?.length ?? 0;
  for (let fixed = 0; fixed < count; fixed++) {
    const filter = shapeOf(example, fixed);
    const expression = new RegExp(filter);
    if (!others.some((tag) => expression.test(tag))) return filter;
  }
  return shapeOf(example, count);
}

function releasesOf(winner: Tag, tags: readonly Tag[], isCommit: (tag: string) => boolean): readonly Tag[] {
  return tags.filter(
    (tag) =>
      tag !== winner &&
      /[0-9]/.test(tag) &&
      !isPrerelease(tag) &&
      !isCommit(tag) &&
      !isSignatureTag(tag) &&
      !isFloatingTag(tag),
  );
}

/** Returns a filter that matches every tag with the same text and the same first `fixed` numbers. */
export function shapeOf(tag: string, fixed = 0): string {
  let index = 0;
  const shape = tag.replaceAll(".", "\\.").replaceAll(/[0-9]+/g, (digits) => {
    if (index++ < fixed) return digits;
    return isSnapshotDate(digits) ? `\\d{${digits.length}}` : "\\d+";
  });
  return `^${shape}$`;
}

// The suffix of a variant's channel (`-alpine` of `latest-alpine`); empty for every other tag.
function variantOf(tag: string): string {
  const [channel = "", ...words] = tag.toLowerCase().split("-");
  const isVariant = words.length > 0 && words.every((word) => /^[a-z]+$/.test(word));
  return isVariant && FLOATING_NAMES.has(channel) ? tag.slice(channel.length) : "";
}

// Returns the highest version that ends in the suffix and has nothing else after its numbers. One number alone may be that
// of a build, so it counts only if no version has more. If other versions with the same first number have more numbers,
// it returns the highest of these: 3.6.2 instead of 3.7, which moves.
function highestVersion(releases: readonly Tag[], suffix: string): Tag | undefined {
  const versions: { tag: Tag; numbers: readonly string[] }[] = [];
  for (const tag of releases) {
    if (!tag.endsWith(suffix) || !isVersionFirst(tag)) continue;
    const version = leadingVersion(tag);
    if (version === undefined) continue;
    const { lead, numbers } = version;
    if (`${lead}${numbers.join(".")}${suffix}` === tag.toLowerCase()) versions.push({ tag, numbers });
  }
  const dotted = versions.filter(({ numbers }) => numbers.length > 1);
  const highest = (dotted.length > 0 ? dotted : versions).reduce<(typeof versions)[number] | undefined>(
    higher,
    undefined,
  );
  const complete = versions
    .filter(
      ({ numbers }) => numbers[0] === highest?.numbers[0] && numbers.length > (highest?.numbers.length ?? 0),
    )
    .reduce<(typeof versions)[number] | undefined>(higher, undefined);
  return (complete ?? highest)?.tag;
}

function higher<T extends { numbers: readonly string[] }>(best: T | undefined, version: T): T {
  return best === undefined || compareNumbers(version.numbers, best.numbers) > 0 ? version : best;
}

interface Shape {
  readonly tag: Tag;
  readonly words: number;
  /** The first two numbers of its highest version. */
  highest: readonly string[];
  count: number;
}

// Returns a tag of each of the most frequent shapes, of versions if there are any. Of versions, the shape with the highest
// one is first: an old variant may have the most tags. If shapes are equal, the one with the fewest words is first.
function mostFrequent(releases: readonly Tag[]): readonly Tag[] {
  const shapes = new Map<string, Shape>();
  const versions = releases.filter(isVersionFirst);
  for (const tag of versions.length > 0 ? versions : releases) {
    const name = shapeOf(tag);
    const numbers = versions.length > 0 ? (leadingVersion(tag)?.numbers.slice(0, 2) ?? []) : [];
    const shape = shapes.get(name) ?? { tag, words: tag.split(/[_-]/).length, highest: numbers, count: 0 };
    shape.count++;
    if (compareNumbers(numbers, shape.highest) > 0) shape.highest = numbers;
    shapes.set(name, shape);
  }
  const most = Math.max(0, ...Array.from(shapes.values(), ({ count }) => count));
  return Array.from(shapes)
    .filter(([, { count }]) => count * RAREST >= most)
    .toSorted(([a, left], [b, right]) => {
      return (
        compareNumbers(right.highest, left.highest) ||
        right.count - left.count ||
        left.words - right.words ||
        (a < b ? -1 : 1)
      );
    })
    .slice(0, MOST_SHAPES)
    .map(([, { tag }]) => tag);
}
