import { parseTag, type Tag } from "../../model/image.js";
import type { Selection } from "../check-rule.js";
import { rankTags } from "../choose.js";
import { compareNumbers, isSnapshotDate, leadingVersion } from "./words.js";

// From one major version to the next; a larger step is another kind of number, such as a year or a build.
const LARGEST_STEP = 3n;

interface Version {
  readonly tag: Tag;
  readonly numbers: readonly string[];
}

/**
 * Returns the highest version of a later major version that the filter leaves out only because it has fewer or more
 * numbers than the winner: `18.6`, if `^\d+\.\d+\.\d+$` chose `9.6.24`. A filter that names the major version leaves it out
 * on purpose. Single numbers do not count, as they are moving tags or builds.
 */
export function findExcludedMajor(
  winner: Tag,
  { tagFilter, tagExclude }: Selection,
  tags: readonly Tag[],
): Tag | undefined {
  const version = leadingVersion(winner);
  if (tagFilter === "" || version === undefined || version.numbers.length < 2 || isSnapshotDate(winner)) {
    return undefined;
  }
  const { numbers } = version;
  const lead = winner.slice(0, version.lead.length);
  const rest = winner.slice(lead.length + numbers.join(".").length);
  const others: (Version & { readonly resized: Tag })[] = [];
  for (const tag of tags) {
    const inside =
      tag.startsWith(lead) && tag.endsWith(rest) ? tag.slice(lead.length, tag.length - rest.length) : "";
    // Nearly all tags have as many numbers as the winner.
    if (countDots(inside) === numbers.length - 1 || !/^[0-9]+(?:\.[0-9]+)+$/.test(inside)) continue;
    const parts = inside.split(".");
    if (compareNumbers(parts.slice(0, 1), numbers) <= 0) continue;
    const resized = parseTag(`${lead}${numbers.map((_, at) => parts[at] ?? "0").join(".")}${rest}`);
    if (resized !== undefined) others.push({ tag, numbers: parts, resized });
  }
  if (others.length === 0) return undefined;
  const all = others.flatMap(({ tag, resized }) => [tag, resized]);
  const ranking = rankTags(
    { tagFilter, ...(tagExclude !== undefined && { tagExclude }), policy: { kind: "natural" } },
    all,
  );
  if (!ranking.ok) return undefined;
  const matching = new Set(ranking.matching());
  const excluded = others.filter(({ tag, resized }) => !matching.has(tag) && matching.has(resized));
  return highestInReach(numbers[0] ?? "0", excluded)?.tag;
}

function countDots(text: string): number {
  let count = 0;
  for (let at = text.indexOf("."); at >= 0; at = text.indexOf(".", at + 1)) count++;
  return count;
}

function highestInReach(from: string, versions: readonly Version[]): Version | undefined {
  let reached = BigInt(from);
  let highest: Version | undefined;
  for (const version of versions.toSorted((a, b) => compareNumbers(a.numbers, b.numbers))) {
    const major = BigInt(version.numbers[0] ?? "0");
    if (major - reached > LARGEST_STEP) break;
    reached = major;
    highest = version;
  }
  return highest;
}
