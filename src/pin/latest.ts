import type { Package } from "../model/declaration.js";
import { errorAt, warningAt, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import { isOfImage, type Pin } from "../model/pin.js";
import { comparesDates } from "../model/policies.js";
import { formatMoment } from "./age.js";
import { ruleDiagnostic } from "./rule-diagnostics.js";
import { rankTags, tagsToDate, type RankedTags } from "./choose.js";
import { dateTags, NO_DATING, type Dating } from "./dating.js";
import { compareNatural } from "./natural.js";
import { failureDiagnostic } from "./failure-diagnostic.js";
import type { Lookup } from "../model/lookup.js";
import { pickTag, type Pick, type Skip } from "./pick.js";
import { pinNowHelp, quoteTags, unmatched } from "./unmatched.js";

/** The latest tag of a package; `choice` is undefined if the rule is not valid or a query failed, as the errors say. */
export interface Latest {
  readonly choice?: {
    /** All tags of the image. */
    readonly tags: readonly Tag[];
    readonly dated: Dating;
    readonly ranking: RankedTags;
    /** Without a winner, there is an error. */
    readonly pick: Pick;
  };
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the latest of the tags of an image. `previous` is the pin in the lock; a pin of another image does not count. */
export async function findLatest(
  pkg: Package,
  tags: readonly Tag[],
  lookup: Lookup,
  previous: Pin | undefined,
): Promise<Latest> {
  const { rule } = pkg;
  const known = previous !== undefined && isOfImage(previous, pkg) ? previous : undefined;
  const dated = await dateTags(pkg, tagsToDate(rule, tags), lookup, known);
  if (!dated.ok) return { diagnostics: [failureDiagnostic(pkg, dated.failure)] };
  const ranking = rankTags(rule, tags, dated.value.times);
  if (!ranking.ok) return { diagnostics: ranking.problems.map((problem) => ruleDiagnostic(pkg, problem)) };
  const undecided = comparesDates(rule.policy) ? undecidedTags(ranking, dated.value) : undefined;
  if (undecided !== undefined) {
    const pick = { skipped: [], seen: new Map<string, string>() };
    const choice = { tags, dated: dated.value, ranking, pick };
    return { choice, diagnostics: [undecidedDiagnostic(pkg, undecided)] };
  }
  const picked = await pickTag(pkg, ranking.ranked, { lookup, dated: dated.value, known });
  if (!picked.ok) return { diagnostics: [failureDiagnostic(pkg, picked.failure)] };
  const { winner, skipped } = picked.value;
  // Without a winner, the error has the same reasons.
  const diagnostics =
    winner === undefined
      ? [unmatched(pkg, tags, ranking, withUndated(picked.value, dated.value, rule.platform?.[0]))]
      : skipDiagnostics(pkg, skipped);
  return { choice: { tags, dated: dated.value, ranking, pick: picked.value }, diagnostics };
}

// For the policy `newest`, the conditions of images without a date fail before the order. If they are the reason for all
// tags, the policy is not.
function withUndated(pick: Pick, { times }: Dating, platform: string | undefined): Pick {
  const skipped: Skip[] = [];
  for (const [tag, time] of Array.from(times).toSorted(([a], [b]) => compareNatural(b, a))) {
    if (time === "gone") skipped.push({ because: "vanished", tag });
    else if (time === "no-such-platform" && platform !== undefined) {
      skipped.push({ because: "platform", tag, platform });
    } else return pick;
  }
  return skipped.length === 0 ? pick : { ...pick, skipped };
}

/** Finds the latest of the tags in a file. Every tag counts as existing, with every platform and of any age. */
export function latestOfFile(pkg: Package, tags: readonly Tag[]): Latest {
  const ranking = rankTags(pkg.rule, tags);
  if (!ranking.ok) return { diagnostics: ranking.problems.map((problem) => ruleDiagnostic(pkg, problem)) };
  const [winner, runnerUp] = ranking.ranked;
  const pick = {
    skipped: [],
    seen: new Map<string, string>(),
    ...(winner && { winner: { tag: winner.tag } }),
    ...(runnerUp && { runnerUp: runnerUp.tag }),
  };
  const choice = { tags, dated: NO_DATING, ranking, pick };
  if (winner !== undefined) return { choice, diagnostics: [] };
  const problem = comparesDates(pkg.rule.policy) ? undated(pkg) : unmatched(pkg, tags, ranking, pick);
  return { choice, diagnostics: [problem] };
}

/** Returns why a tag was skipped, as a clause after the tag. */
export function describeSkip(skip: Skip, minAge: string | undefined): string {
  switch (skip.because) {
    case "vanished":
      return "the registry has no manifest for this tag";
    case "platform":
      return `platform-missing: the image has no ${skip.platform}`;
    case "age":
      return `${skip.digest === undefined ? "" : "its new digest "}${waitClause(skip, minAge)}`;
  }
}

function waitClause({ until }: Skip & { readonly because: "age" }, minAge = ""): string {
  return `waits until ${formatMoment(until)} (min_age ${minAge})`;
}

/** Returns what a person must know about the tags that were skipped before the winner. */
export function skipDiagnostics(pkg: Package, skipped: readonly Skip[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const waiting = skipped.find((skip) => skip.because === "age");
  const vanished = skipped.filter(({ because }) => because === "vanished").map(({ tag }) => tag);
  for (const skip of skipped) {
    if (skip.because === "vanished" && skip.tag === vanished[0]) {
      diagnostics.push(vanishedWarning(pkg, vanished));
    } else if (skip.because === "platform" && skip === skipped[0]) {
      const message = `"${pkg.key}": the newest tag "${skip.tag}" has no image for ${skip.platform}; gocd-pin skips it`;
      const help = "push the image for this platform, or correct `platform`";
      diagnostics.push(warningAt(pkg.place, "platform-missing", message, { help }));
    } else if (skip.because === "age" && skip === waiting) {
      diagnostics.push(waitingNote(pkg, skip));
    }
  }
  return diagnostics;
}

function vanishedWarning(pkg: Package, tags: readonly Tag[]): Diagnostic {
  const isOne = tags.length === 1;
  const listed = `the registry lists the ${isOne ? "tag" : "tags"} ${quoteTags(tags)}`;
  const message = `"${pkg.key}": ${listed}, but has no manifest for ${isOne ? "it; gocd-pin skips it" : "them; gocd-pin skips them"}`;
  return warningAt(pkg.place, "tag-vanished", message, {
    help: "push the image again, or clean up the registry",
  });
}

function waitingNote(pkg: Package, skip: Skip & { readonly because: "age" }): Diagnostic {
  const what = skip.digest !== undefined ? "the new digest of the tag" : "the tag";
  const message = `"${pkg.key}": ${what} "${skip.tag}" ${waitClause(skip, pkg.rule.minAge)}`;
  const help = `to pin it now, ${pinNowHelp(pkg, skip.tag)}`;
  return { severity: "note", code: "tag-waits", message, place: pkg.place, help };
}

/**
 * Returns the tags between which build times cannot decide: those with the newest time, if they have different digests;
 * "no-date" if no image has a credible time. Undefined if the policy `newest` can choose, or no image has the platform.
 */
function undecidedTags(
  ranking: RankedTags,
  { times, digests }: Dating,
): readonly Tag[] | "no-date" | undefined {
  const newest: Tag[] = [];
  for (const { tag } of ranking.ranked) {
    const [first] = newest;
    if (first !== undefined && times.get(tag) !== times.get(first)) break;
    newest.push(tag);
  }
  if (newest.length === 0) {
    const isUndated = Array.from(times.values()).some(
      (time) => time === "no-date" || time === "not-credible",
    );
    return isUndated ? "no-date" : undefined;
  }
  return new Set(newest.map((tag) => digests.get(tag))).size > 1 ? newest : undefined;
}

function undecidedDiagnostic(pkg: Package, tags: readonly Tag[] | "no-date"): Diagnostic {
  const message =
    tags === "no-date"
      ? `"${pkg.key}": the policy newest cannot choose, because no image has a credible build date`
      : `"${pkg.key}": the policy newest cannot choose, because the images of ${quoteTags(tags)} have the same build date`;
  const help =
    "set another policy, such as `policy: semver`, or a tag_filter that matches only one of these tags";
  return errorAt(pkg.policyPlace ?? pkg.place, "dates-undecided", message, { help });
}

/** A file of tags has no build times. The tags that the filter drops are still shown. */
function undated(pkg: Package): Diagnostic {
  const message = `"${pkg.key}": the policy newest compares build times, and a file of tags has none`;
  return errorAt(pkg.policyPlace ?? pkg.place, "usage", message, {
    help: "run `gocd-pin explain` without --tags",
  });
}
