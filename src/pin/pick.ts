import { BOUNDS } from "../model/bounds.js";
import type { BuildTime, Built } from "../model/build-time.js";
import type { Package } from "../model/declaration.js";
import type { Answer } from "../model/failure.js";
import type { Digest, Tag } from "../model/image.js";
import type { Pin } from "../model/pin.js";
import { ageInMs, dayOf, endOfDay, isCredible } from "./age.js";
import type { Candidate } from "./choose.js";
import type { Dating } from "./dating.js";
import type { Lookup } from "../model/lookup.js";

/** A tag that the policy prefers, but that cannot be pinned, and why. */
export type Skip =
  | { readonly because: "vanished"; readonly tag: Tag }
  | { readonly because: "platform"; readonly tag: Tag; readonly platform: string }
  | {
      readonly because: "age";
      readonly tag: Tag;
      /** When the image is old enough, in milliseconds since 1970. */
      readonly until: number;
      /** Set for the pinned tag, whose digest moved: the digest that waits. The pin stays. */
      readonly digest?: Digest;
    };

/** The best tag that can be pinned. */
export interface Pick {
  readonly winner?: { readonly tag: Tag; readonly digest?: Digest };
  /** The candidate after the winner. */
  readonly runnerUp?: Tag;
  /** The tags before the winner, best first. */
  readonly skipped: readonly Skip[];
  /** For the pin: the days on which the tags that wait were first listed. */
  readonly seen: ReadonlyMap<string, string>;
  /** Set if there is no winner among the best tags, and `BOUNDS.tagQueries` leaves the others unknown. */
  readonly isBounded?: true;
}

type Queries = Omit<Lookup, "tags">;

/** What the conditions of a tag are checked with. */
export interface PickWorld {
  readonly lookup: Queries;
  readonly dated: Dating;
  /** The previous pin, if it is one of the same image. */
  readonly known: Pin | undefined;
}

interface Examined {
  readonly digest: Digest | undefined;
  readonly missing: string | undefined;
  readonly built: Built | undefined;
}

// How many other images are dated, to find out whether all have the same date.
const MOST_COMPARED = 3;

/**
 * Goes from the best tag by the policy down to the first that exists, has every required platform and is old enough. The
 * pinned tag is never too young, so `min_age` never moves a pin down; if its digest moved, the new digest waits and the
 * pin keeps the old one. Fails with the first query that fails, and stops without a winner after `BOUNDS.tagQueries`:
 * thousands of tags may lack the platform.
 */
export async function pickTag(
  pkg: Package,
  ranked: Iterable<Candidate>,
  uncounted: PickWorld,
): Promise<Answer<Pick>> {
  const { known } = uncounted;
  const { lookup, count } = countQueries(uncounted.lookup);
  const world = { ...uncounted, lookup };
  const skipped: Skip[] = [];
  const seen = new Map<string, string>();
  let winner: Pick["winner"];
  for (const { tag } of ranked) {
    if (winner !== undefined) return { ok: true, value: { winner, runnerUp: tag, skipped, seen } };
    if (count() >= BOUNDS.tagQueries.value) return { ok: true, value: { skipped, seen, isBounded: true } };
    const examined = await examine(pkg, tag, world);
    if (!examined.ok) return examined;
    const { value } = examined;
    if (value === "gone") {
      skipped.push({ because: "vanished", tag });
      continue;
    }
    if (value.missing !== undefined) {
      skipped.push({ because: "platform", tag, platform: value.missing });
      continue;
    }
    const waits = await waitOf(pkg, tag, value, ranked, world);
    if (!waits.ok) return waits;
    const isPinned = tag === known?.tag;
    if (waits.value !== undefined) {
      const { until, day } = waits.value;
      seen.set(isPinned ? `${tag}@${value.digest ?? ""}` : tag, day);
      skipped.push({ because: "age", tag, until, ...(isPinned && value.digest && { digest: value.digest }) });
      if (!isPinned) continue;
    }
    const digest = waits.value === undefined ? value.digest : known?.digest;
    winner = { tag, ...(digest !== undefined && pkg.rule.digest && { digest }) };
  }
  return { ok: true, value: { ...(winner && { winner }), skipped, seen } };
}

function countQueries(lookup: Queries): { readonly lookup: Queries; readonly count: () => number } {
  let queries = 0;
  const counted = <T>(answer: T): T => {
    queries++;
    return answer;
  };
  return {
    lookup: {
      now: lookup.now,
      concurrency: lookup.concurrency,
      digest: (...query) => counted(lookup.digest(...query)),
      created: (...query) => counted(lookup.created(...query)),
      platforms: (...query) => counted(lookup.platforms(...query)),
    },
    count: () => queries,
  };
}

/** Queries what the conditions need, in as few requests as possible; "gone" if the tag has no manifest. */
async function examine(
  { repository, image, rule }: Package,
  tag: Tag,
  { lookup, dated, known }: PickWorld,
): Promise<Answer<Examined | "gone">> {
  const { platform: platforms = [], minAge } = rule;
  let digest = dated.digests.get(tag);
  let built = digest === undefined ? undefined : dated.dates.get(digest);
  if (built === undefined && minAge !== undefined && tag !== known?.tag) {
    const answer = await lookup.created(repository, image, tag, platforms[0]);
    if (!answer.ok) return answer;
    if (answer.value === "gone") return { ok: true, value: "gone" };
    ({ digest, built } = answer.value);
  }
  let missing = built === "no-such-platform" ? platforms[0] : undefined;
  // A date is that of the first platform, which therefore exists.
  if (missing === undefined && platforms.length > (built === undefined ? 0 : 1)) {
    const answer = await lookup.platforms(repository, image, tag, platforms);
    if (!answer.ok) return answer;
    if (answer.value === "gone") return { ok: true, value: "gone" };
    ({ digest, missing } = answer.value);
  }
  if (digest === undefined && (rule.digest || minAge !== undefined)) {
    const answer = await lookup.digest(repository, image, tag);
    if (!answer.ok) return answer;
    if (answer.value === "gone") return { ok: true, value: "gone" };
    digest = answer.value;
  }
  return { ok: true, value: { digest, missing, built } };
}

/** Returns until when a tag waits because of `min_age`, and on which day it was first listed; undefined if it does not. */
async function waitOf(
  pkg: Package,
  tag: Tag,
  examined: Examined,
  ranked: Iterable<Candidate>,
  world: PickWorld,
): Promise<Answer<{ readonly until: number; readonly day: string } | undefined>> {
  const { lookup, known } = world;
  const { minAge, platform } = pkg.rule;
  const { digest } = examined;
  const none = { ok: true, value: undefined } as const;
  if (minAge === undefined || digest === undefined) return none;
  const isPinned = tag === known?.tag;
  if (isPinned && (known.digest === undefined || known.digest === digest)) return none;
  let { built } = examined;
  if (built === undefined) {
    const answer = await lookup.created(pkg.repository, pkg.image, digest, platform?.[0]);
    if (!answer.ok) return answer;
    built = answer.value === "gone" ? "no-date" : answer.value.built;
  }
  const { now } = lookup;
  const day = known?.seen?.get(isPinned ? `${tag}@${digest}` : tag) ?? dayOf(now);
  const age = ageInMs(minAge);
  if (isCredible(built, now)) {
    const until = Date.parse(built) + age;
    if (until > now) return { ok: true, value: { until, day } };
    const shared = await isSharedDate(pkg, tag, digest, built, ranked, world);
    if (!shared.ok) return shared;
    if (!shared.value) return none;
  }
  const until = endOfDay(day) + age;
  return until > now ? { ok: true, value: { until, day } } : none;
}

/** Whether all of several images have this date, so that it says nothing about the age of any. */
async function isSharedDate(
  { repository, image, rule }: Package,
  tag: Tag,
  digest: Digest,
  built: BuildTime,
  others: Iterable<Candidate>,
  { lookup, dated }: PickWorld,
): Promise<Answer<boolean>> {
  let compared = 0;
  let isShared = false;
  for (const other of others) {
    if (other.tag === tag) continue;
    if (compared++ === MOST_COMPARED) break;
    const known = dated.digests.get(other.tag);
    const date = known && dated.dates.get(known);
    const answer =
      known !== undefined && date !== undefined
        ? ({ ok: true, value: { digest: known, built: date } } as const)
        : await lookup.created(repository, image, other.tag, rule.platform?.[0]);
    if (!answer.ok) return answer;
    if (answer.value === "gone" || answer.value.digest === digest) continue;
    if (answer.value.built !== built) return { ok: true, value: false };
    isShared = true;
  }
  return { ok: true, value: isShared };
}
