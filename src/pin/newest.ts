import { compareBuildTimes, type BuildTime, type Built } from "../model/build-time.js";
import type { Order } from "./order.js";

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
    refuse: (tag) => REASONS.get(created.get(tag)) ?? "has an image whose build time was not queried",
  };
}
