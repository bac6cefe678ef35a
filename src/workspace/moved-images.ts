import { isBuildTime, type BuildTime, type ImageLabels } from "../model/build-time.js";
import type { Package } from "../model/declaration.js";
import type { Pin } from "../model/pin.js";
import type { Lookup } from "../model/lookup.js";
import { mapConcurrently } from "../pin/concurrent-map.js";
import type { Move } from "../pin/resolution.js";
import { findSourceLink, type SourceLink } from "../registry/source-link.js";

// What is queried here is only shown, so a failure is not an error.

/** Returns the build times of the newest tags that differ from the pins, by the key of the package. */
export async function queryBuildTimes(
  moves: readonly Move[],
  lookup: Lookup,
): Promise<ReadonlyMap<string, BuildTime>> {
  const times = new Map<string, BuildTime>();
  await mapConcurrently(
    moves,
    lookup,
    async ({ package: pkg, replaced, before = replaced, after, newest = after?.tag }) => {
      const { key, repository, image, rule } = pkg;
      if (newest === undefined) return;
      const digest = newest === after?.tag ? after.digest : undefined;
      if (newest === before?.tag && (digest ?? before.digest) === before.digest) return;
      const known = digest && after?.created?.get(digest);
      if (known !== undefined) {
        if (isBuildTime(known)) times.set(key, known);
        return;
      }
      const answer = await lookup.created(repository, image, digest ?? newest, rule.platform?.[0]);
      if (answer.ok && answer.value !== "gone" && isBuildTime(answer.value.built)) {
        times.set(key, answer.value.built);
      }
    },
  );
  return times;
}

/** Returns the links to the sources of the images that the pins move to, by the key of the package. */
export async function querySourceLinks(
  moves: readonly Move[],
  lookup: Lookup,
): Promise<ReadonlyMap<string, SourceLink>> {
  const links = new Map<string, SourceLink>();
  await mapConcurrently(moves, lookup, async ({ package: pkg, replaced, before = replaced, after }) => {
    if (after === undefined || (before?.tag === after.tag && before.digest === after.digest)) return;
    const [old, labels] = await Promise.all([
      before && queryLabels(pkg, before, lookup),
      queryLabels(pkg, after, lookup),
    ]);
    const link = labels && findSourceLink(old, labels);
    if (link !== undefined) links.set(pkg.key, link);
  });
  return links;
}

async function queryLabels(
  { repository, image, rule }: Package,
  { tag, digest }: Pin,
  lookup: Lookup,
): Promise<ImageLabels | undefined> {
  const answer = await lookup.created(repository, image, digest ?? tag, rule.platform?.[0]);
  return answer.ok && answer.value !== "gone" ? answer.value.labels : undefined;
}
