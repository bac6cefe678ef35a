import {
  type Built,
  type DatedImage,
  compareBuildTimes,
  isBuildTime,
  type BuildTime,
} from "../model/build-time.js";
import type { Package } from "../model/declaration.js";
import type { Answer, QueryFailure } from "../model/failure.js";
import type { Digest, Tag } from "../model/image.js";
import { isSame } from "../model/is-same.js";
import { isOfImage, type Pin } from "../model/pin.js";
import { isCredible } from "./age.js";
import type { Lookup } from "../model/lookup.js";
import type { Order } from "./order.js";

/** When the images of tags were built, and the digests of their manifests, which were learnt on the way. */
export interface Dating {
  readonly times: ReadonlyMap<Tag, Created>;
  /** Without the tags that have no manifest. */
  readonly digests: ReadonlyMap<Tag, Digest>;
  /** What the configs of the images say, credible or not. */
  readonly dates: ReadonlyMap<Digest, Built>;
}

/** The dating of no tag. */
export const NO_DATING: Dating = { times: new Map(), digests: new Map(), dates: new Map() };

/**
 * Finds when the images of tags were built. A digest that `known`, the previous pin, has is not queried again, so a tag
 * costs one HEAD, which no registry counts as a pull. Without such a pin, the manifest itself is fetched, and its bytes
 * have the digest. Fails with the first failure, and then starts no further query.
 */
export async function dateTags(
  pkg: Package,
  tags: readonly Tag[],
  lookup: Lookup,
  known: Pin | undefined,
): Promise<Answer<Dating>> {
  const { repository, image, rule } = pkg;
  // A date belongs to the image and the platform, independent of the current filter and policy.
  const isComparable =
    known !== undefined && isOfImage(known, pkg) && isSame(known.rule.platform, rule.platform);
  const cached = isComparable ? known.created : undefined;
  const [platform] = rule.platform ?? [];
  const times = new Map<Tag, Created>();
  const digests = new Map<Tag, Digest>();
  const dates = new Map<Digest, Built>();
  const waiting = tags.values();
  let failure: QueryFailure | undefined;

  async function date(tag: Tag): Promise<Answer<DatedImage | "gone">> {
    if (cached === undefined) return lookup.created(repository, image, tag, platform);
    const answer = await lookup.digest(repository, image, tag);
    if (!answer.ok || answer.value === "gone") return answer.ok ? { ok: true, value: "gone" } : answer;
    const built = cached.get(answer.value);
    if (built !== undefined) return { ok: true, value: { digest: answer.value, built } };
    return lookup.created(repository, image, answer.value, platform);
  }

  async function dateWaiting(): Promise<void> {
    for (const tag of waiting) {
      if (failure !== undefined) return;
      const answer = await date(tag);
      if (!answer.ok) {
        failure ??= answer.failure;
        return;
      }
      const { value } = answer;
      if (value === "gone") {
        times.set(tag, value);
        continue;
      }
      const { digest, built } = value;
      const isDoubtful = isBuildTime(built) && !isCredible(built, lookup.now);
      times.set(tag, isDoubtful ? "not-credible" : built);
      digests.set(tag, digest);
      dates.set(digest, built);
    }
  }

  // If one query fails, at most this number of other queries is wasted.
  await Promise.all(Array.from({ length: Math.min(lookup.concurrency, tags.length) }, dateWaiting));
  return failure === undefined ? { ok: true, value: { times, digests, dates } } : { ok: false, failure };
}

/** Returns the build times that the pin keeps; undefined if the policy compares texts, so that nothing was dated. */
export function datesToKeep({ dates }: Dating): Pin["created"] {
  return dates.size === 0 ? undefined : dates;
}

/** Returns the times of a dating together with that of the pinned image, whose tag may no longer exist. */
export function timesWithPinned(before: Pin, { times }: Dating): CreatedTimes {
  const built = before.digest === undefined ? undefined : before.created?.get(before.digest);
  return built === undefined ? times : new Map([...times, [before.tag, built]]);
}

/** When an image was built, or why that is not known. */
export type Created = Built | "not-credible" | "gone";

const REASONS = new Map<Created | undefined, string>([
  ["gone", "has no manifest in the registry"],
  ["not-credible", "has an image whose build date is not credible (before 2013 or in the future)"],
  ["no-date", "has an image that does not say when it was built"],
  ["no-such-platform", "has no image that is built for the platform"],
]);

/** When the images of tags were built, for the tags that were queried. */
export type CreatedTimes = ReadonlyMap<string, Created>;

/** Compares tags by when their images were built; `created` holds every tag that is read. */
export function newestOrder(created: CreatedTimes): Order<BuildTime> {
  return {
    read(tag) {
      const time = created.get(tag);
      return time !== undefined && isBuildTime(time) ? time : undefined;
    },
    compare: compareBuildTimes,
    show: (time) => time,
    explainUnread: (tag) => REASONS.get(created.get(tag)) ?? "has an image whose build time was not queried",
  };
}
