import type { Tag } from "../../model/image.js";
import type { Policy } from "../../model/policies.js";
import type { RankedTags } from "../choose.js";
import { semverOrder } from "../semver.js";
import { listVariants } from "./variant.js";
import { compareNumbers, isCommit, isPlainVersion, isVersionFirst, leadingVersion } from "./words.js";

/** A tag that a person might have expected instead of the one that won, and why. */
export interface Rival {
  readonly because: "release" | "variant" | "higher";
  readonly other: Tag;
}

/**
 * Returns the rival of a winner that begins with a version: a plain version, if the winner is a variant (`1.2.3-slim`) or
 * a build (`1.3.0-1a2b3c4`); another variant of the same version, between which only the text decides; or a `higher`
 * version that the policy cannot read or orders otherwise (`2023.12.20260817.0` under `semver`, `1.31.4` above `1.9` under
 * `numerical`). Undefined if there is none.
 */
export function findRival(tag: Tag, policy: Policy, ranking: RankedTags): Rival | undefined {
  const version = isVersionFirst(tag) ? leadingVersion(tag) : undefined;
  if (version === undefined) return undefined;
  const variants = listVariants(tag);
  if (variants.length > 0 || isBuild(tag)) {
    const release = ranking.bestOf((_, other) => other !== tag && isPlainVersion(other))?.tag;
    const isRebuild = variants.length === 0 && release !== undefined && hasNumbers(release, version.numbers);
    if (release !== undefined && !isRebuild) return { because: "release", other: release };
    const variant = ranking.bestOf(
      (_, other) =>
        hasNumbers(other, version.numbers) && listVariants(other).join(" ") !== variants.join(" "),
    )?.tag;
    if (variant !== undefined) return { because: "variant", other: variant };
  }
  const higher = findHigher(tag, version.numbers, policy, ranking);
  return higher === undefined ? undefined : { because: "higher", other: higher };
}

function hasNumbers(tag: string, numbers: readonly string[]): boolean {
  return isVersionFirst(tag) && leadingVersion(tag)?.numbers.join(".") === numbers.join(".");
}

// Whether a commit or the long number of a build is after the version.
function isBuild(tag: string): boolean {
  const [, ...parts] = tag.toLowerCase().split(/[_-]/);
  return parts.some((part) => isCommit(part) || /^[0-9]{6,}$/.test(part));
}

function findHigher(
  tag: Tag,
  numbers: readonly string[],
  policy: Policy,
  ranking: RankedTags,
): Tag | undefined {
  const isMisordered = misorderedBy(tag, policy, ranking);
  if (isMisordered === undefined) return undefined;
  let highest = numbers;
  let higher: Tag | undefined;
  for (const { tag: other, text } of ranking.selected()) {
    if (!isPlainVersion(text)) continue;
    const candidate = leadingVersion(text)?.numbers ?? [];
    if (compareNumbers(candidate, highest) <= 0 || !isMisordered(candidate)) continue;
    highest = candidate;
    higher = other;
  }
  return higher;
}

// Whether a policy leaves out or moves down a higher version of these numbers; undefined if it orders all as it should.
function misorderedBy(
  tag: Tag,
  policy: Policy,
  ranking: RankedTags,
): ((numbers: readonly string[]) => boolean) | undefined {
  if (!isPlainVersion(ranking.textOf(tag))) return undefined;
  // Of four numbers it reads none, and partial versions lose against complete ones.
  if (policy.kind === "semver") {
    const order = semverOrder(policy);
    return (numbers) => numbers.length !== 3 && order.read(numbers.slice(0, 3).join(".")) !== undefined;
  }
  // 1.9 is above 1.31 as a decimal number; only a version with three numbers shows that these are none.
  if (policy.kind === "numerical") return tag.includes(".") ? (numbers) => numbers.length > 2 : undefined;
  return policy.kind === "alphabetical" ? (numbers) => numbers.length > 1 : undefined;
}
