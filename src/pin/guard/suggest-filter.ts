import type { Tag } from "../../model/image.js";
import { isSignatureTag } from "../choose.js";
import { findFloatingTag, FLOATING_NAMES } from "./floating.js";
import {
  isPrerelease,
  compareNumbers,
  hasCommit,
  isSnapshotDate,
  isVersionFirst,
  leadingVersion,
} from "./words.js";

/**
 * Suggests a tag filter that matches only releases, for a rule that chose `winner`, which is not one. The filter is the
 * shape of the highest plain version that matches the present rule, such as `^\d+\.\d+\.\d+$`. If there is no plain
 * version, it is the shape of the highest version of the winner's variant (`-alpine` of `latest-alpine`), else the most
 * frequent shape. If no matching tag looks like a release, the shape comes from all tags of the image, preferably of the
 * winner's variant. Returns undefined if there is no such filter, or if the winner matches it too.
 */
export function suggestFilter(
  winner: Tag,
  matching: readonly Tag[],
  tags: readonly Tag[],
): string | undefined {
  const variant = variantOf(winner);
  const present = releasesOf(winner, matching);
  const all = present.length > 0 ? [] : releasesOf(winner, tags);
  const example =
    highestVersion(present, "") ??
    highestVersion(present, variant) ??
    mostFrequent(present) ??
    highestVersion(all, variant) ??
    highestVersion(all, "") ??
    mostFrequent(all);
  if (example === undefined) return undefined;
  const filter = narrowShape(example, new Set(present.length > 0 ? matching : []), tags);
  return new RegExp(filter).test(winner) ? undefined : filter;
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

function releasesOf(winner: Tag, tags: readonly Tag[]): readonly Tag[] {
  return tags.filter(
    (tag) =>
      tag !== winner &&
      /[0-9]/.test(tag) &&
      !isPrerelease(tag) &&
      !hasCommit(tag) &&
      !isSignatureTag(tag) &&
      findFloatingTag(tag) === undefined,
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

// Returns the highest version that ends in the suffix and has nothing else after its numbers. If other versions with the
// same first number have more numbers, it returns the highest of these: 3.6.2 instead of 3.7, which moves.
function highestVersion(releases: readonly Tag[], suffix: string): Tag | undefined {
  const versions: { tag: Tag; numbers: readonly string[] }[] = [];
  for (const tag of releases) {
    if (!tag.endsWith(suffix) || !isVersionFirst(tag)) continue;
    const version = leadingVersion(tag);
    if (version === undefined) continue;
    const { lead, numbers } = version;
    if (`${lead}${numbers.join(".")}${suffix}` === tag.toLowerCase()) versions.push({ tag, numbers });
  }
  const highest = versions.reduce<(typeof versions)[number] | undefined>(higher, undefined);
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

// Returns a tag of the most frequent shape, of versions if there are any. If shapes are equally frequent, the one with the
// fewest words counts.
function mostFrequent(releases: readonly Tag[]): Tag | undefined {
  const shapes = new Map<string, { readonly tag: Tag; readonly words: number; count: number }>();
  const versions = releases.filter(isVersionFirst);
  for (const tag of versions.length > 0 ? versions : releases) {
    const name = shapeOf(tag);
    const shape = shapes.get(name) ?? { tag, words: tag.split(/[_-]/).length, count: 0 };
    shape.count++;
    shapes.set(name, shape);
  }
  const [best] = Array.from(shapes).toSorted(([a, left], [b, right]) => {
    return right.count - left.count || left.words - right.words || (a < b ? -1 : 1);
  });
  return best?.[1].tag;
}
