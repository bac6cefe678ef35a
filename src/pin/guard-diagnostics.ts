import type { Package } from "../model/declaration.js";
import { warningAt, type Diagnostic } from "../model/diagnostic.js";
import type { Tag } from "../model/image.js";
import { findFloatingTag, findJump, findLostVariant } from "./guards.js";

/**
 * What a person would want to look at before taking the tag that won: warnings with codes `tag-floating`, `tag-jump`
 * and `variant-lost`. `previous` is the tag pinned so far, `runnerUp` the next best one.
 */
export function guardDiagnostics(
  found: Package,
  chosen: Tag,
  previous: Tag | undefined,
  runnerUp: Tag | undefined,
): Diagnostic[] {
  const place = found.filterPlace ?? found.policyPlace ?? found.place;
  const diagnostics: Diagnostic[] = [];
  const warn = (code: "tag-floating" | "tag-jump" | "variant-lost", message: string, help: string) => {
    diagnostics.push(warningAt(place, code, `"${found.key}": ${message}`, { help }));
  };
  if (findFloatingTag(chosen) !== undefined) {
    const filter = String.raw`'^\d+\.\d+\.\d+$'`;
    warn(
      "tag-floating",
      `the tag "${chosen}" moves from image to image, and it was pinned`,
      `set a tag_filter that only versions match, such as ${filter}`,
    );
  }
  if (previous === chosen) return diagnostics;
  const other = previous ?? runnerUp;
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
