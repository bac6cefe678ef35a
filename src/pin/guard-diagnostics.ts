import type { Package } from "../model/declaration.js";
import { warningAt, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import { comparesDates } from "../model/policies.js";
import { findFloatingTag, findJump, findLostVariant } from "./guards.js";
import { suggestFilter } from "./suggest-filter.js";

/** That the pin so far is above the tag that won, and therefore stays. */
export function downgradeDiagnostic(pkg: Package, previous: Tag, chosen: Tag): Diagnostic {
  const message = `"${pkg.key}": the newest tag is "${chosen}", below the pinned "${previous}", which stays`;
  const help =
    "find out where the pinned tag went, or take the lower one with `gocd-pin refresh --allow-downgrade`";
  return warningAt(pkg.place, "tag-downgrade", message, { help });
}

/** The tag that won, and beside what. */
export interface Chosen {
  readonly tag: Tag;
  /** The tag pinned so far. */
  readonly previous: Tag | undefined;
  /** The next best one. */
  readonly runnerUp: Tag | undefined;
  /** All tags of the image. */
  readonly tags: readonly Tag[];
}

/**
 * What a person would want to look at before taking the tag that won: warnings with codes `tag-floating`, `tag-jump`
 * and `variant-lost`.
 */
export function guardDiagnostics(
  pkg: Package,
  { tag: chosen, previous, runnerUp, tags }: Chosen,
): Diagnostic[] {
  const place = pkg.filterPlace ?? pkg.policyPlace ?? pkg.place;
  const diagnostics: Diagnostic[] = [];
  const warn = (code: "tag-floating" | "tag-jump" | "variant-lost", message: string, help: string) => {
    diagnostics.push(warningAt(place, code, `"${pkg.key}": ${message}`, { help }));
  };
  if (findFloatingTag(chosen) !== undefined) {
    const filter = suggestFilter(chosen, tags);
    warn(
      "tag-floating",
      `the tag "${chosen}" moves from image to image, and it was pinned`,
      filter === undefined
        ? "push tags that name one build each, and set a tag_filter that only those match"
        : `set a tag_filter that only versions match, such as '${filter}'`,
    );
  }
  if (previous === chosen) return diagnostics;
  // When images were built says nothing about their tags: commits are as good as versions there.
  const other = comparesDates(pkg.rule.policy) ? undefined : (previous ?? runnerUp);
  const jump = other === undefined ? undefined : findJump(other, chosen);
  if (other !== undefined && jump !== undefined) {
    const what =
      jump.kind === "date"
        ? `the tag "${chosen}" looks like a date and beats the version "${other}"`
        : `the tag "${chosen}" is implausibly far above "${other}": ${jump.to} after ${jump.from}`;
    warn("tag-jump", what, "if it is no release, narrow tag_filter so that it no longer matches");
  }
  const variant = previous === undefined ? undefined : findLostVariant(previous, chosen);
  if (variant !== undefined) {
    warn(
      "variant-lost",
      `the pin so far, "${previous ?? ""}", is of the variant "${variant}", and "${chosen}" is not`,
      `set a tag_filter that ends in the variant, such as '-${variant}'`,
    );
  }
  return diagnostics;
}
