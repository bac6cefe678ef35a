import type { Tag } from "../../model/image.js";
import type { Ranking } from "../choose.js";

type Order = Ranking & { readonly ok: true };

/** Returns a ranking in which `ranked`, `matching`, `selected` and `bestOf` leave out some tags. */
export function rankingWithout(ranking: Order, tags: readonly Tag[]): Order {
  if (tags.length === 0) return ranking;
  const without = new Set(tags);
  return {
    ...ranking,
    ranked: {
      *[Symbol.iterator]() {
        for (const candidate of ranking.ranked) if (!without.has(candidate.tag)) yield candidate;
      },
    },
    *matching() {
      for (const tag of ranking.matching()) if (!without.has(tag)) yield tag;
    },
    *selected() {
      for (const match of ranking.selected()) if (!without.has(match.tag)) yield match;
    },
    bestOf: (admits) => ranking.bestOf((text, tag) => !without.has(tag) && admits(text, tag)),
  };
}
