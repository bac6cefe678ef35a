import type { Order } from "./order.js";

/** When an image was built, in ms since 1970, or why that is not known. */
export type Created = number | "gone" | "no-such-platform";

const REASONS = {
  gone: "the registry lists the tag, but has no manifest for it",
  "no-such-platform": "the image is not built for the platform",
};

/** Compares tags by when their images were built; `created` holds every tag that is read. */
export function newestOrder(created: ReadonlyMap<string, Created>): Order<number> {
  return {
    read(tag) {
      const time = created.get(tag);
      return typeof time === "number" ? time : undefined;
    },
    compare: (a, b) => a - b,
    show: (time) => new Date(time).toISOString(),
    refuse(tag) {
      const reason = created.get(tag);
      return typeof reason === "string" ? REASONS[reason] : "nobody asked when the image was built";
    },
  };
}
