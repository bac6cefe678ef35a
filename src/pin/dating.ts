import { type Built, type DatedImage, compareBuildTimes, type BuildTime } from "../model/build-time.js";
import type { Package } from "../model/declaration.js";
import type { Answer, RegistryFailure } from "../model/failure.js";
import type { Digest, Tag } from "../model/image.js";
import type { Pin } from "../model/pin.js";
import type { Lookup } from "./lookup.js";
import type { Order } from "./order.js";

/** When the images of tags were built, and the digests of their manifests, which were learnt on the way. */
export interface Dating {
  readonly times: CreatedTimes;
  /** Without the tags that have no manifest. */
  readonly digests: ReadonlyMap<Tag, Digest>;
}

// More than the concurrent queries of any registry; if one query fails, at most these are wasted.
const LANES = 64;

/**
 * Finds when the images of tags were built. A digest that `known`, the previous pin, has is not queried again, so a tag
 * costs one HEAD, which no registry counts as a pull. Without such a pin, the manifest itself is fetched, and its bytes
 * have the digest. Fails with the first failure, and then starts no further query.
 */
export async function dateTags(
  { repository, image, rule }: Package,
  tags: readonly Tag[],
  lookup: Lookup,
  known: Pin | undefined,
): Promise<Answer<Dating>> {
  // A date belongs to the image and the platform, independent of the current filter and policy.
  const isSameImage = known?.image === image && known.registryUrl === repository.registryUrl;
  const cached = isSameImage && known.rule.platform === rule.platform ? known.created : undefined;
  const times = new Map<Tag, Created>();
  const digests = new Map<Tag, Digest>();
  const waiting = tags.values();
  let failure: RegistryFailure | undefined;

  async function date(tag: Tag): Promise<Answer<DatedImage | "gone">> {
    if (cached === undefined) return lookup.created(repository, image, tag, rule.platform);
    const answer = await lookup.digest(repository, image, tag);
    if (!answer.ok || answer.value === "gone") return answer.ok ? { ok: true, value: "gone" } : answer;
    const built = cached.get(answer.value);
    if (built !== undefined) return { ok: true, value: { digest: answer.value, built } };
    return lookup.created(repository, image, answer.value, rule.platform);
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
      times.set(tag, value === "gone" ? value : value.built);
      if (value !== "gone") digests.set(tag, value.digest);
    }
  }

  await Promise.all(Array.from({ length: Math.min(LANES, tags.length) }, dateWaiting));
  return failure === undefined ? { ok: true, value: { times, digests } } : { ok: false, failure };
}

/** What of a dating the pin keeps; undefined where nothing was dated, since the policy is another one. */
export function datesToKeep({ times, digests }: Dating): Pin["created"] {
  const dates = new Map<Digest, Built>();
  for (const [tag, digest] of digests) {
    const time = times.get(tag);
    if (time !== undefined && time !== "gone") dates.set(digest, time);
  }
  return dates.size === 0 ? undefined : dates;
}

/** Returns the digest of a tag's manifest, which its dating may have found; "gone" if it has none. */
export async function digestOf(
  { repository, image }: Package,
  tag: Tag,
  dated: Dating | undefined,
  lookup: Lookup,
): Promise<Answer<Digest | "gone">> {
  const digest = dated?.digests.get(tag);
  return digest === undefined ? lookup.digest(repository, image, tag) : { ok: true, value: digest };
}

/** The times of a dating, and for the tag of `before` that of the image that was pinned: it may be gone by now. */
export function timesBeside(before: Pin, { times }: Dating): CreatedTimes {
  const built = before.digest === undefined ? undefined : before.created?.get(before.digest);
  return built === undefined ? times : new Map([...times, [before.tag, built]]);
}

/** When an image was built, or why that is not known. */
export type Created = Built | "gone";

const REASONS = new Map<Created | undefined, string>([
  ["gone", "has no manifest in the registry"],
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
      return time === "gone" || time === "no-date" || time === "no-such-platform" ? undefined : time;
    },
    compare: compareBuildTimes,
    show: (time) => time,
    explainUnread: (tag) => REASONS.get(created.get(tag)) ?? "has an image whose build time was not queried",
  };
}
