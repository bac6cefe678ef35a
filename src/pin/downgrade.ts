import type { Tag } from "../model/image.js";
import type { Selection } from "./check-rule.js";
import { rankTags } from "./choose.js";
import type { CreatedTimes } from "./newest.js";

/**
 * Whether the rule puts the tag of the previous pin before the one chosen now: the better tag no longer exists, or is
 * hidden from us. False if the rule cannot read the old tag (it was pinned by another rule), or does not know its build
 * time.
 */
export function isDowngrade(rule: Selection, previous: Tag, chosen: Tag, created?: CreatedTimes): boolean {
  if (previous === chosen) return false;
  const ranking = rankTags(rule, [previous, chosen], created);
  if (!ranking.ok) return false;
  const [best, other] = ranking.ranked;
  return best?.tag === previous && other?.tag === chosen;
}
