import { FLOATING_NAMES } from "./floating.js";
import { isCommit } from "./words.js";

// Words before or after a version that do not name another build of it.
const RELEASE_WORDS = new Set(
  (
    "alpha beta cr rc pre preview prerelease dev snapshot milestone ea nightly build rev final ga release version ver " +
    "post patch fix hotfix sp stable"
  ).split(" "),
);

/**
 * Returns the variant (`alpine` in `1.2.3-alpine3.18` or `alpine-1.2.3`) that the previous pin had together with its
 * version and the chosen tag lacks; undefined if none was lost. Pre-releases, channels, build numbers and commits are
 * no variants.
 */
export function findLostVariant(previous: string, chosen: string): string | undefined {
  const variants = new Set(listVariants(chosen));
  return listVariants(previous).find((variant) => !variants.has(variant));
}

/** Returns the words of a tag that name a variant, in lower case: `slim` and `bookworm` of `1.2.3-slim-bookworm`. */
export function listVariants(tag: string): string[] {
  return tag
    .toLowerCase()
    .split(/[_-]/)
    .filter((part, index) => !isCommit(part) && !(index === 0 && FLOATING_NAMES.has(part)))
    .map((part) => /^[a-z]*/.exec(part)?.[0] ?? "")
    .filter((word) => word.length > 1 && !RELEASE_WORDS.has(word));
}
