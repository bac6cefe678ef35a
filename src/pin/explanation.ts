import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Digest, Tag } from "../model/image.js";
import { fitsDeclaration, type Pin } from "../model/pin.js";
import { comparesDates } from "../model/policies.js";
import type { Place } from "../model/source.js";
import { isDowngrade, type Candidate, type Dropped } from "./choose.js";
import { timesWithPinned, type Dating } from "./dating.js";
import { missingTag, nearestTags } from "./exact-tag.js";
import { downgradeDiagnostic, goneDiagnostic, guardDiagnostics } from "./guard/diagnostics.js";
import { describeSkip, findLatest, latestOfFile, type Latest } from "./latest.js";
import type { Lookup } from "../model/lookup.js";
import type { Pick } from "./pick.js";

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

type Choice = NonNullable<Latest["choice"]>;

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
  lookup: Lookup | undefined,
  about: AboutChoice,
): Promise<{ readonly explanation?: Explanation; readonly diagnostics: readonly Diagnostic[] }> {
  const { asked } = about;
  if (asked !== undefined && !tags.some((tag) => tag === asked)) {
    const problem =
      lookup === undefined
        ? notListed(pkg, asked, tags, about.from)
        : missingTag(pkg, asked, tags, pkg.place);
    return { diagnostics: [problem] };
  }
  const { pinned } = about;
  const { choice, diagnostics } =
    lookup === undefined ? latestOfFile(pkg, tags) : await findLatest(pkg, tags, lookup, pinned);
  if (choice === undefined) return { diagnostics };
  const explanation = explainChoice(pkg, choice, about);
  const { winner, runnerUp, skipped } = choice.pick;
  if (winner === undefined) return { diagnostics, explanation };
  const before = pinned !== undefined && fitsDeclaration(pinned, pkg) ? pinned : undefined;
  const { ranking } = choice;
  const chosen = { tag: winner.tag, previous: before?.tag, runnerUp, ranking, skipped, tags };
  const guards = guardDiagnostics(pkg, chosen);
  return {
    diagnostics: [...diagnostics, ...downgrade(pkg, before, winner.tag, choice.dated, tags), ...guards],
    explanation,
  };
}

function downgrade(
  pkg: Package,
  before: Pin | undefined,
  chosen: Tag,
  dated: Dating,
  tags: readonly Tag[],
): Diagnostic[] {
  if (before === undefined) return [];
  return isDowngrade(pkg.rule, before.tag, chosen, timesWithPinned(before, dated))
    ? [(tags.includes(before.tag) ? downgradeDiagnostic : goneDiagnostic)(pkg, before.tag, chosen)]
    : [];
}

function explainChoice(pkg: Package, choice: Choice, about: AboutChoice): Explanation {
  const {
    tags,
    ranking,
    pick: { winner },
  } = choice;
  const ranked = Array.from(ranking.ranked);
  const { asked, credentials, pinned } = about;
  const candidates = ranked.map((candidate) => {
    const { tag, key } = candidate;
    return { tag, key, why: whyLost(pkg, candidate, ranked, choice.pick) };
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
  { rule: { policy, minAge } }: Package,
  { tag, key, isPartial }: Candidate,
  ranked: readonly Candidate[],
  { winner, skipped, isBounded }: Pick,
): string {
  const skip = skipped.find((candidate) => candidate.tag === tag);
  if (skip !== undefined && tag !== winner?.tag) return describeSkip(skip, minAge);
  if (isBounded) return "not examined";
  const best = ranked.find((candidate) => candidate.tag === winner?.tag) ?? ranked[0];
  if (winner === undefined && key === best?.key) return "one of several with the newest build date";
  const isLowest = policy.pick === "lowest";
  if (best === undefined || tag === best.tag) {
    const rest = skip === undefined ? "" : `; ${describeSkip(skip, minAge)}`;
    return `${isLowest ? "is the lowest" : "is the latest"}${rest}`;
  }
  if (isPartial) return "a partial version, which moves with each release";
  if (key === best.key)
    return `equal to ${shorten(best.tag)}, which is the more complete tag, or the later one by its text`;
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

/** Returns the error for a tag that the user named and that is not in a file of tags, with the nearest ones. */
function notListed(pkg: Package, asked: string, tags: readonly Tag[], file: string): Diagnostic {
  const message = `"${pkg.key}": ${file} lists no tag "${asked}"`;
  const help = `name a tag of the list${nearestTags(asked, tags)}`;
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
