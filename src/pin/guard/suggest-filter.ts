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
 * Returns a tag filter that only releases match, to be used instead of the tag that won: the shape of the highest plain
 * version that matches the present rule, such as `^\d+\.\d+\.\d+$`. Without a plain version, the variant of the
 * winner (`latest-alpine`) counts, then the most frequent shape. If no matching tag looks like a release, all tags of
 * the image count, and of these first the winner's variant. Undefined if no filter would help, or only one that the winner matches too.
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

// The shape of a tag, with as many of its first numbers as are needed to match no tag that does not match now.
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

// Empty for a tag that is not a channel of a variant.
function variantOf(tag: string): string {
  const [channel = "", ...words] = tag.toLowerCase().split("-");
  const isVariant = words.length > 0 && words.every((word) => /^[a-z]+$/.test(word));
  return isVariant && FLOATING_NAMES.has(channel) ? tag.slice(channel.length) : "";
}

// The highest version that ends in the suffix and has nothing else after its numbers. If versions with the same first
// number have more numbers, the highest of these: 3.6.2 instead of 3.7, which moves.
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

// A tag of the shape that most tags have, preferably of versions; of several, of the one with the fewest words.
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
