import type { Package } from "../../model/declaration.js";
import { warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { Tag } from "../../model/image.js";
import { comparesDates } from "../../model/policies.js";
import { rankTags, type RankedTags } from "../choose.js";
import { goneHelp } from "../exact-tag.js";
import { findWarnings } from "./find-warnings.js";
import type { Chosen, Cure, Warning } from "./warning.js";

/** The warning that the previous pin is above the tag that won, and therefore stays. */
export function downgradeDiagnostic(pkg: Package, previous: Tag, chosen: Tag): Diagnostic {
  const message = `"${pkg.key}": the newest tag "${chosen}" is lower than the pinned tag "${previous}", so the pin does not change`;
  const help = `find out why "${previous}" no longer wins, or pin "${chosen}" with \`gocd-pin refresh ${pkg.key} --allow-downgrade\``;
  return warningAt(pkg.place, "tag-downgrade", message, { help });
}

/** The warning that the registry no longer has the pinned tag, which stays because the tag that won is lower. */
export function goneDiagnostic(pkg: Package, previous: Tag, chosen: Tag): Diagnostic {
  const message = `"${pkg.key}": the pinned tag "${previous}" no longer exists in the registry; it stays, as the newest tag "${chosen}" is lower`;
  const help = goneHelp(pkg, previous, chosen);
  return warningAt(pkg.place, "pin-vanished", message, { help });
}

/** Returns what a person would check before using the tag that won, as warnings with a fix each. */
export function guardDiagnostics(pkg: Package, choice: Chosen): Diagnostic[] {
  const skipped = choice.skipped.map(({ tag }) => tag).filter((tag) => tag !== choice.tag);
  const chosen = { ...choice, ranking: rankingWithout(choice.ranking, skipped) };
  const place = pkg.filterPlace ?? pkg.policyPlace ?? pkg.place;
  return findWarnings(pkg.rule, chosen).map((warning) => {
    const message = `"${pkg.key}": ${warning.message}`;
    return warningAt(place, warning.code, message, { help: helpOf(pkg, chosen, skipped, warning) });
  });
}

// The first cure that works on the tags of the image: a person will paste it.
function helpOf(pkg: Package, chosen: Chosen, skipped: readonly Tag[], warning: Warning): string {
  for (const cure of warning.cures()) {
    if (removesWarning(pkg, chosen, skipped, warning, cure)) return cure.help;
  }
  return warning.otherwise;
}

// Whether the changed rule chooses a tag without this warning, or another one about what kind of tag it is.
function removesWarning(
  pkg: Package,
  { previous, tags }: Chosen,
  skipped: readonly Tag[],
  { code }: Warning,
  { change }: Cure,
): boolean {
  const rule = { ...pkg.rule, ...change };
  // That would need the build times of other images.
  if (comparesDates(rule.policy)) return true;
  const ranking = rankTags(rule, tags);
  if (!ranking.ok) return false;
  const without = rankingWithout(ranking, skipped);
  const [winner, runnerUp] = without.ranked;
  if (winner === undefined) return false;
  const chosen = { tag: winner.tag, previous, runnerUp: runnerUp?.tag, ranking: without, skipped: [], tags };
  return findWarnings(rule, chosen).every(
    (warning) => warning.code !== code && (warning.code === "tag-jump" || warning.code === "variant-lost"),
  );
}

// Without the tags in `ranked`, `matching`, `selected` and `bestOf`.
function rankingWithout(ranking: RankedTags, tags: readonly Tag[]): RankedTags {
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
