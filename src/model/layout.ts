/** How a config repo can be laid out: generated files in a folder of their own, or the sources edited themselves. */
export const LAYOUTS = ["folder", "in-place"] as const;

/** One of `LAYOUTS`. */
export type Layout = (typeof LAYOUTS)[number];
