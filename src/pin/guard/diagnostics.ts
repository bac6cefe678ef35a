import type { WarningCode } from "../../model/codes.js";
import type { Package } from "../../model/declaration.js";
import { warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { Tag } from "../../model/image.js";
import { comparesDates } from "../../model/policies.js";
import type { Ranking } from "../choose.js";
import { goneHelp } from "../exact-tag.js";
import { findDisorder, type Disorder } from "./disorder.js";
import { findFloatingTag, isPartialVersion, FLOATING_NAMES } from "./floating.js";
import { findJump } from "./jump.js";
import { shapeOf, suggestFilter } from "./suggest-filter.js";
import { isPrerelease, isSnapshotDate, isVersionFirst, isCommit } from "./words.js";

/** The warning that the previous pin is above the tag that won, and therefore stays. */
export function downgradeDiagnostic(pkg: Package, previous: Tag, chosen: Tag): Diagnostic {
  const message = `"${pkg.key}": the newest tag is "${chosen}", below the pinned "${previous}", which stays`;
  const help = `find out why "${previous}" no longer wins, or pin "${chosen}" with \`gocd-pin refresh ${pkg.key} --allow-downgrade\``;
  return warningAt(pkg.place, "tag-downgrade", message, { help });
}

/** The warning that the registry no longer has the pinned tag, which stays because the tag that won is lower. */
export function goneDiagnostic(pkg: Package, previous: Tag, chosen: Tag): Diagnostic {
  const message = `"${pkg.key}": the pinned tag "${previous}" no longer exists in the registry; it stays, as the newest tag "${chosen}" is lower`;
  const help = goneHelp(pkg, previous, chosen);
  return warningAt(pkg.place, "pin-vanished", message, { help });
}

/** The tag that won, and the tags that it is compared with. */
export interface Chosen {
  readonly tag: Tag;
  /** The tag of the previous pin. */
  readonly previous: Tag | undefined;
  /** The next best one. */
  readonly runnerUp: Tag | undefined;
  readonly ranking: Ranking & { readonly ok: true };
  /** All tags of the image. */
  readonly tags: readonly Tag[];
}

interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  readonly help: string;
}

/** Returns what a person would check before taking the tag that won, as warnings with a fix each. */
export function guardDiagnostics(pkg: Package, chosen: Chosen): Diagnostic[] {
  const place = pkg.filterPlace ?? pkg.policyPlace ?? pkg.place;
  const floating = warnFloating(pkg, chosen);
  const order = floating === undefined ? warnOrder(pkg, chosen) : [floating];
  // Without a previous pin, the same comparison would be reported twice.
  const jump = order.length > 0 && chosen.previous === undefined ? [] : warnJump(pkg, chosen);
  const warnings = [...order, ...jump, ...warnVariant(chosen)];
  return warnings.map(({ code, message, help }) =>
    warningAt(place, code, `"${pkg.key}": ${message}`, { help }),
  );
}

function warnFloating(pkg: Package, { tag, tags, ranking }: Chosen): Warning | undefined {
  const { policy } = pkg.rule;
  const isMoving = findFloatingTag(tag, tags) !== undefined;
  const isPartial =
    policy.kind === "semver" &&
    policy.extract === undefined &&
    isPartialVersion(tag, ranking.matching(), tags);
  if (!isMoving && !isPartial) return undefined;
  const help = filterHelp(tag, tags, ranking);
  return {
    code: "tag-floating",
    message: isMoving
      ? `the tag "${tag}" moves from image to image, and it was pinned`
      : `the tag "${tag}" is a partial version, which moves from image to image, and no complete version matches`,
    help: help ?? "push tags that name one build each, and set a tag_filter that only those match",
  };
}

// A filter that only releases match: of the tags that match now, else of all.
function filterHelp(tag: Tag, tags: readonly Tag[], { matching }: Chosen["ranking"]): string | undefined {
  const filter = suggestFilter(tag, [...matching()], tags);
  return filter === undefined ? undefined : `set a tag_filter that only versions match, such as '${filter}'`;
}

// Only an order by text puts names, a "v" and pre-releases above releases.
function warnOrder(pkg: Package, { tag, tags, ranking }: Chosen): readonly Warning[] {
  const { policy } = pkg.rule;
  if (policy.pick === "lowest") return [];
  if (policy.kind !== "natural" && policy.kind !== "alphabetical") return [];
  const text = ranking.textOf(tag);
  const bestOf = (admits: (text: string) => boolean) => ranking.bestOf(admits)?.text;
  const disorder = findDisorder(text, bestOf);
  if (disorder !== undefined) return [describeDisorder(tag, disorder, filterHelp(tag, tags, ranking))];
  if (!isPrerelease(text)) return [];
  const release = ranking.bestOf((other) => isVersionFirst(other) && !isPrerelease(other));
  if (release === undefined) return [];
  return [
    {
      code: "tag-prerelease",
      message: `the tag "${tag}" is a pre-release, and the release "${release.tag}" matches too`,
      help:
        filterHelp(tag, tags, ranking) ??
        `set a tag_filter that only releases match, such as '${shapeOf(release.tag)}'`,
    },
  ];
}

function describeDisorder(tag: Tag, { because, other }: Disorder, filter: string | undefined): Warning {
  switch (because) {
    case "commit":
      return {
        code: "tag-unordered",
        message: `the tag "${tag}" is named after a commit, as is "${other}"; it was chosen by its text, which says nothing about its age`,
        help: filter ?? "set `policy: newest`, which compares when the images were built",
      };
    case "name":
      return {
        code: "tag-unordered",
        message: `the tag "${tag}" was chosen by its name; it has no common order with "${other}"`,
        help: filter ?? `set a tag_filter that only tags with one name match, such as '${shapeOf(tag)}'`,
      };
    case "older-name":
      return {
        code: "tag-floating",
        message: `the tag "${tag}" was chosen by its name, and its date is before that of "${other}"`,
        help: filter ?? "set a tag_filter that only tags with one name match",
      };
    case "v-prefix":
      return {
        code: "tag-mixed",
        message: `tags with and without "v" match, and "${tag}" was chosen although "${other}" is the higher version`,
        help: filter ?? "set `policy: semver`, which ignores the v",
      };
  }
}

function warnJump(pkg: Package, { tag, previous, runnerUp, tags, ranking }: Chosen): readonly Warning[] {
  const { policy } = pkg.rule;
  // When images were built says nothing about their tags: commits are as good as versions there.
  if (previous === tag || comparesDates(policy) || policy.kind === "calver") return [];
  const rival =
    previous === undefined && isSnapshotDate(tag)
      ? ranking.bestOf((text) => isVersionFirst(text) && /[0-9]\.[0-9]/.test(text))?.tag
      : undefined;
  const other = previous ?? rival ?? runnerUp;
  const jump = other === undefined ? undefined : findJump(other, tag);
  if (other === undefined || jump === undefined) return [];
  if (jump.kind === "date") {
    const message = `the tag "${tag}" looks like a date and beats the version "${other}"`;
    const help =
      filterHelp(tag, tags, ranking) ?? `if it is no release, set tag_filter to '${shapeOf(other)}'`;
    return [{ code: "tag-jump", message, help }];
  }
  return [
    {
      code: "tag-jump",
      message: `the tag "${tag}" is implausibly far above "${other}": ${jump.to} after ${jump.from}`,
      help: `if it is no release, exclude it: tag_filter: '${excluding(tag, pkg.rule.tagFilter)}'`,
    },
  ];
}

// The same filter without one tag. `^` in it still means the start, as nothing can be before that.
function excluding(tag: Tag, tagFilter: string): string {
  const rest = tagFilter === "" ? "" : `(?=.*(?:${tagFilter}))`;
  return `^(?!${tag.replaceAll(".", "\\.")}$)${rest}`;
}

function warnVariant({ tag, previous }: Chosen): readonly Warning[] {
  const variant = previous === undefined || previous === tag ? undefined : findLostVariant(previous, tag);
  if (variant === undefined) return [];
  return [
    {
      code: "variant-lost",
      message: `the previous pin "${previous ?? ""}" is of the variant "${variant}", and "${tag}" is not`,
      help: `set a tag_filter that ends in the variant, such as '-${variant}'`,
    },
  ];
}

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

function listVariants(tag: string): string[] {
  return tag
    .toLowerCase()
    .split(/[_-]/)
    .filter((part, index) => !isCommit(part) && !(index === 0 && FLOATING_NAMES.has(part)))
    .map((part) => /^[a-z]*/.exec(part)?.[0] ?? "")
    .filter((word) => word.length > 1 && !RELEASE_WORDS.has(word));
}
