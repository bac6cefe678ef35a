import type { Package } from "../model/declaration.js";
import { parseTag, type Digest, type Tag } from "../model/image.js";
import type { Pin } from "../model/pin.js";
import { comparesDates } from "../model/policies.js";
import type { Place } from "../model/source.js";
import { rankTags, type Candidate, type Dropped, type Ranking } from "../pin/choose.js";
import type { CreatedTimes } from "../pin/newest.js";

/** How a tag was chosen; `place` is that of the declaration, counts are of tags. */
export interface Explanation {
  readonly package: string;
  readonly place: Place;
  readonly rule: Package["rule"];
  readonly image: string;
  readonly registryUrl: string;
  /** The source of the tags: the registry's URL or the file. */
  readonly from: string;
  readonly credentials?: string;
  readonly pinned?: string;
  readonly tags: number;
  readonly dropped: readonly {
    readonly why: string;
    readonly count: number;
    readonly tags: readonly Tag[];
  }[];
  /** The best first. */
  readonly candidates: readonly { readonly tag: Tag; readonly key: string; readonly why: string }[];
  readonly winner?: { readonly tag: Tag; readonly digest?: Digest };
  /** The result for the requested tag. */
  readonly tag?: { readonly tag: string; readonly why: string };
}

/** The tags to choose from, and the choice. */
export interface Choice {
  readonly tags: readonly Tag[];
  readonly times: CreatedTimes | undefined;
  readonly ranking: Ranking & { readonly ok: true };
  /** Tags that beat the winner, and that have no manifest. */
  readonly ghosts: ReadonlySet<Tag>;
  readonly winner: { readonly tag: Tag; readonly digest?: Digest } | undefined;
}

/** Explains how the tag of a package was chosen, and the result for the tag `asked`. */
export function explainChoice(
  pkg: Package,
  choice: Choice,
  about: {
    readonly from: string;
    readonly pinned: Pin | undefined;
    readonly credentials: string | undefined;
    readonly asked: string | undefined;
  },
): Explanation {
  const { tags, ranking, winner } = choice;
  const ranked = Array.from(ranking.ranked);
  const { asked, credentials, pinned } = about;
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
    candidates: ranked.map((candidate) => {
      const { tag, key } = candidate;
      return { tag, key, why: whyLost(pkg, candidate, ranked, choice) };
    }),
    ...(winner && { winner }),
    ...(asked !== undefined && { tag: { tag: asked, why: fateOf(pkg, asked, choice) } }),
  };
}

function whyLost(
  { rule: { policy } }: Package,
  { tag, key, isPartial }: Candidate,
  ranked: readonly Candidate[],
  { winner, ghosts }: Pick<Choice, "winner" | "ghosts">,
): string {
  if (ghosts.has(tag)) return "the registry has no manifest for it";
  const best = ranked.find((candidate) => candidate.tag === winner?.tag) ?? ranked[0];
  const isLowest = policy.pick === "lowest";
  if (best === undefined || tag === best.tag) return isLowest ? "is the lowest" : "is the latest";
  if (isPartial) return "a partial version, which moves with each release";
  if (key === best.key) return `equal to ${shorten(best.tag)}, the fuller tag or the later one by its text`;
  return `${isLowest ? "above" : comparesDates(policy) ? "before" : "below"} ${shorten(best.key)}`;
}

/** A key, for rows that show it before; a long one would break them. */
function shorten(key: string): string {
  return key.length > 30 ? `${key.slice(0, 29)}…` : key;
}

function fateOf(pkg: Package, asked: string, { tags, times, ranking, winner, ghosts }: Choice): string {
  const tag = parseTag(asked);
  if (tag === undefined) return "no tag can have this name";
  if (tags.includes(tag)) return placeAmong(pkg, tag, ranking, { winner, ghosts });
  const absent = "the image has no such tag";
  const supposed = rankTags(pkg.rule, [...tags, tag], times);
  if (comparesDates(pkg.rule.policy) || !supposed.ok) return absent;
  return `${absent}; if it had: ${placeAmong(pkg, tag, supposed, { winner: undefined, ghosts })}`;
}

function placeAmong(
  pkg: Package,
  tag: Tag,
  ranking: Ranking & { ok: true },
  choice: Pick<Choice, "winner" | "ghosts">,
): string {
  const ranked = Array.from(ranking.ranked);
  const rank = ranked.findIndex((candidate) => candidate.tag === tag);
  const candidate = ranked[rank];
  if (candidate !== undefined)
    return `number ${rank + 1} of ${ranked.length}: ${whyLost(pkg, candidate, ranked, choice)}`;
  for (const { tag: left, text, why } of ranking.dropped) {
    if (left === tag) return `left out: ${text === undefined ? "" : `"${text}" `}${why}`;
  }
  throw new Error("every tag is ranked or dropped");
}

function groupDropped(dropped: Iterable<Dropped>): Explanation["dropped"] {
  const groups = new Map<string, Tag[]>();
  for (const { tag, why } of dropped) {
    const group = groups.get(why) ?? [];
    groups.set(why, group);
    group.push(tag);
  }
  return Array.from(groups, ([why, tags]) => ({ why, count: tags.length, tags }));
}
