import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Answer } from "../model/failure.js";
import type { Digest, Tag } from "../model/image.js";
import type { Pin } from "../model/pin.js";
import { comparesDates } from "../model/policies.js";
import type { Place } from "../model/source.js";
import { nearestNames } from "../model/suggest.js";
import { ruleDiagnostic } from "./check-rule.js";
import { rankTags, type Candidate, type Dropped, type Ranking, isDowngrade } from "./choose.js";
import { digestOf, timesBeside, type Dating } from "./dating.js";
import { failureDiagnostic } from "./failure-diagnostic.js";
import { downgradeDiagnostic, goneDiagnostic, guardDiagnostics } from "./guard/diagnostics.js";
import type { Lookup } from "./lookup.js";
import { answers } from "./match.js";
import { unmatched } from "./unmatched.js";

/** How a tag was chosen; `place` is that of the declaration, and counts are of tags. */
export interface Explanation {
  readonly package: string;
  readonly place: Place;
  readonly rule: Package["rule"];
  readonly image: string;
  readonly registryUrl: string;
  /** Where the tags come from: the registry's URL or the file. */
  readonly from: string;
  readonly credentials?: string;
  readonly pinned?: string;
  readonly tags: number;
  readonly dropped: readonly {
    readonly why: string;
    readonly count: number;
    readonly tags: readonly Tag[];
  }[];
  /** Best first. */
  readonly candidates: readonly { readonly tag: Tag; readonly key: string; readonly why: string }[];
  readonly winner?: { readonly tag: Tag; readonly digest?: Digest };
  /** What happened to the tag that the user named. */
  readonly tag?: { readonly tag: string; readonly why: string };
}

/** The considered tags and the result of the choice. */
interface Choice {
  readonly tags: readonly Tag[];
  readonly ranking: Ranking & { readonly ok: true };
  /** Tags that rank before the winner, but have no manifest. */
  readonly ghosts: ReadonlySet<Tag>;
  readonly winner: { readonly tag: Tag; readonly digest?: Digest } | undefined;
}

/** The facts about a choice that do not depend on its tags. */
interface AboutChoice {
  /** Where the tags come from: the registry's URL or the file. */
  readonly from: string;
  readonly pinned: Pin | undefined;
  readonly credentials: string | undefined;
  /** The tag that the user named. */
  readonly asked: string | undefined;
}

/**
 * Explains which of the tags is chosen, as a refresh chooses it. Without a lookup (a file of tags), every tag counts as
 * existing. Without an explanation, the rule is not valid or a query failed, as the diagnostics say.
 */
export async function explainTags(
  pkg: Package,
  tags: readonly Tag[],
  dated: Dating | undefined,
  lookup: Lookup | undefined,
  about: AboutChoice,
): Promise<{ readonly explanation?: Explanation; readonly diagnostics: readonly Diagnostic[] }> {
  const { asked } = about;
  if (asked !== undefined && !tags.some((tag) => tag === asked)) {
    return { diagnostics: [notListed(pkg, asked, tags, about.from)] };
  }
  const times = dated?.times;
  const ranking = rankTags(pkg.rule, tags, times);
  if (!ranking.ok) {
    return { diagnostics: ranking.problems.map((problem) => ruleDiagnostic(pkg, problem)) };
  }
  const decision = await decide(pkg, ranking, dated, lookup);
  if (!decision.ok) return { diagnostics: [failureDiagnostic(pkg, decision.failure)] };
  const { winner, ghosts, runnerUp } = decision.value;
  const explanation = explainChoice(pkg, { tags, ranking, ghosts, winner }, about);
  const { pinned } = about;
  const before = pinned !== undefined && answers(pinned, pkg) ? pinned : undefined;
  const diagnostics: Diagnostic[] =
    winner === undefined
      ? [
          comparesDates(pkg.rule.policy) && lookup === undefined
            ? undated(pkg)
            : unmatched(pkg, tags, ranking, [...ghosts]),
        ]
      : [
          ...downgrade(pkg, before, winner.tag, dated, tags),
          ...guardDiagnostics(pkg, { tag: winner.tag, previous: before?.tag, runnerUp, ranking, tags }),
        ];
  return { diagnostics, explanation };
}

/** A file of tags has no build times. The tags that the filter drops are still shown. */
function undated(pkg: Package): Diagnostic {
  const message = `"${pkg.key}": the policy newest compares build times, and a file of tags has none`;
  return errorAt(pkg.policyPlace ?? pkg.place, "usage", message, {
    help: "run `gocd-pin explain` without --tags",
  });
}

function downgrade(
  pkg: Package,
  before: Pin | undefined,
  chosen: Tag,
  dated: Dating | undefined,
  tags: readonly Tag[],
): Diagnostic[] {
  if (before === undefined) return [];
  const times = dated && timesBeside(before, dated);
  return isDowngrade(pkg.rule, before.tag, chosen, times)
    ? [(tags.includes(before.tag) ? downgradeDiagnostic : goneDiagnostic)(pkg, before.tag, chosen)]
    : [];
}

/** Returns the first candidate that has a manifest, as a refresh does, and the tags that were skipped. */
async function decide(
  pkg: Package,
  ranking: Ranking & { ok: true },
  dated: Dating | undefined,
  lookup: Lookup | undefined,
): Promise<Answer<Pick<Choice, "winner" | "ghosts"> & { runnerUp: Tag | undefined }>> {
  const ghosts = new Set<Tag>();
  let winner: Choice["winner"];
  for (const { tag } of ranking.ranked) {
    if (winner !== undefined) return { ok: true, value: { winner, ghosts, runnerUp: tag } };
    let digest: Digest | undefined;
    if (lookup !== undefined && pkg.rule.digest) {
      const answer = await digestOf(pkg, tag, dated, lookup);
      if (!answer.ok) return answer;
      if (answer.value === "gone") {
        ghosts.add(tag);
        continue;
      }
      digest = answer.value;
    }
    winner = { tag, ...(digest !== undefined && { digest }) };
  }
  return { ok: true, value: { winner, ghosts, runnerUp: undefined } };
}

function explainChoice(pkg: Package, choice: Choice, about: AboutChoice): Explanation {
  const { tags, ranking, winner } = choice;
  const ranked = Array.from(ranking.ranked);
  const { asked, credentials, pinned } = about;
  const candidates = ranked.map((candidate) => {
    const { tag, key } = candidate;
    return { tag, key, why: whyLost(pkg, candidate, ranked, choice) };
  });
  return {
    package: pkg.key,
    place: pkg.place,
    rule: pkg.rule,
    image: pkg.image,
    registryUrl: pkg.repository.registryUrl,
    from: about.from,
    ...(credentials !== undefined && { credentials }),
    ...(pinned !== undefined && { pinned: pinned.tag }),
    tags: tags.length,
    dropped: groupDropped(ranking.dropped),
    candidates,
    ...(winner && { winner }),
    ...(asked !== undefined && { tag: { tag: asked, why: fateOf(asked, candidates, ranking.dropped) } }),
  };
}

function whyLost(
  { rule: { policy } }: Package,
  { tag, key, isPartial }: Candidate,
  ranked: readonly Candidate[],
  { winner, ghosts }: Pick<Choice, "winner" | "ghosts">,
): string {
  if (ghosts.has(tag)) return "the registry has no manifest for this tag";
  const best = ranked.find((candidate) => candidate.tag === winner?.tag) ?? ranked[0];
  const isLowest = policy.pick === "lowest";
  if (best === undefined || tag === best.tag) return isLowest ? "is the lowest" : "is the latest";
  if (isPartial) return "a partial version, which moves with each release";
  if (key === best.key) return `equal to ${shorten(best.tag)}, the fuller tag or the later one by its text`;
  return `${isLowest ? "above" : comparesDates(policy) ? "before" : "below"} ${shorten(best.key)}`;
}

/** Shortens a key: a long one would break the columns, and its row shows it completely. */
function shorten(key: string): string {
  return key.length > 30 ? `${key.slice(0, 29)}…` : key;
}

/** Returns what happened to a listed tag: its number in the order, or why it was dropped. */
function fateOf(asked: string, candidates: Explanation["candidates"], dropped: Iterable<Dropped>): string {
  const rank = candidates.findIndex(({ tag }) => tag === asked);
  const candidate = candidates[rank];
  if (candidate !== undefined) return `number ${rank + 1} of ${candidates.length}: ${candidate.why}`;
  for (const { tag, text, why } of dropped) {
    if (tag === asked) return `dropped: ${text === undefined ? "" : `"${text}" `}${why}`;
  }
  throw new Error("every listed tag is ranked or dropped");
}

/** Returns the error for a tag that the user named and that is not listed, with the nearest ones. */
function notListed(pkg: Package, asked: string, tags: readonly Tag[], from: string): Diagnostic {
  const message = `"${pkg.key}": ${from} lists no tag "${asked}"`;
  const nearest = nearestNames(asked, tags, 5).map((tag) => `"${tag}"`);
  const help =
    nearest.length === 0 ? "push the tag" : `name a tag of the list, such as ${nearest.join(", ")}`;
  return errorAt(pkg.place, "tag-missing", message, { help });
}

const STEPS: readonly Dropped["step"][] = ["signature", "filter", "exclusion", "policy"];

/** Groups the dropped tags by the reason, in the order of the steps. */
function groupDropped(dropped: Iterable<Dropped>): Explanation["dropped"] {
  const groups = new Map<string, { step: Dropped["step"]; tags: Tag[] }>();
  for (const { tag, step, why } of dropped) {
    const group = groups.get(why) ?? { step, tags: [] };
    groups.set(why, group);
    group.tags.push(tag);
  }
  return Array.from(groups)
    .sort(([, a], [, b]) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step))
    .map(([why, { tags }]) => ({ why, count: tags.length, tags }));
}
