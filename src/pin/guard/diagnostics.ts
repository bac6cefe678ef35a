import type { WarningCode } from "../../model/codes.js";
import type { Package } from "../../model/declaration.js";
import { warningAt, type Diagnostic } from "../../model/diagnostic.js";
import type { Tag } from "../../model/image.js";
import { comparesDates, type Policy } from "../../model/policies.js";
import type { Ranking } from "../choose.js";
import { goneHelp } from "../exact-tag.js";
import { findDisorder, type Disorder } from "./disorder.js";
import { findContinuation, findFloatingTag, isPartialVersion } from "./floating.js";
import { findJump } from "./jump.js";
import { rankingWithout } from "./ranking-without.js";
import { findRival, type Rival } from "./rival.js";
import { shapeOf, suggestFilter } from "./suggest-filter.js";
import { findLostVariant } from "./variant.js";
import { isAlias, isPrerelease, isSnapshotDate, isVersionFirst } from "./words.js";

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
  /** The tags that a condition left out, such as `platform`; the winner is not compared with them. */
  readonly skipped: readonly { readonly tag: Tag }[];
  /** All tags of the image. */
  readonly tags: readonly Tag[];
}

interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  readonly help: string;
}

/** Returns what a person would check before using the tag that won, as warnings with a fix each. */
export function guardDiagnostics(pkg: Package, choice: Chosen): Diagnostic[] {
  const skipped = choice.skipped.map(({ tag }) => tag).filter((tag) => tag !== choice.tag);
  const chosen = { ...choice, ranking: rankingWithout(choice.ranking, skipped) };
  const place = pkg.filterPlace ?? pkg.policyPlace ?? pkg.place;
  const floating = warnFloating(pkg, chosen);
  const warnings = floating === undefined ? warnOrder(pkg, chosen) : [floating];
  // A filter of another shape would not have the groups that `extract` names.
  const exclude = `exclude such tags: \`tag_exclude: '${shapeOf(chosen.tag)}'\``;
  const order =
    pkg.rule.policy.extract === undefined
      ? warnings
      : warnings.map((warning) => ({ ...warning, help: exclude }));
  // Without a previous pin, the same comparison would be reported twice.
  const jump = order.length > 0 && chosen.previous === undefined ? [] : warnJump(pkg, chosen);
  return [...order, ...jump, ...warnVariant(chosen)].map(({ code, message, help }) =>
    warningAt(place, code, `"${pkg.key}": ${message}`, { help }),
  );
}

function warnFloating(pkg: Package, { tag, tags, ranking }: Chosen): Warning | undefined {
  const { policy } = pkg.rule;
  const code = "tag-floating";
  const pushed = "push tags that name one build each, and set a tag_filter that only those match";
  if (findFloatingTag(tag, tags) !== undefined) {
    const message = `the tag "${tag}" moves from image to image, and it was pinned`;
    return { code, message, help: filterHelp(tag, tags, ranking) ?? pushed };
  }
  if (policy.extract !== undefined || comparesDates(policy)) return undefined;
  if (policy.kind === "semver") {
    if (!isPartialVersion(tag, ranking.matching(), tags)) return undefined;
    const message = `the tag "${tag}" is a partial version, which moves from image to image, and no complete version matches`;
    return { code, message, help: filterHelp(tag, tags, ranking) ?? pushed };
  }
  const complete = findContinuation(tag, tags);
  if (complete === undefined) return undefined;
  return {
    code,
    message: `the tag "${tag}" is a partial version, which moves from image to image; the image also has "${complete}"`,
    help: `set a tag_filter that only complete versions match, such as '${shapeOf(complete)}'`,
  };
}

// A filter that only releases match: of the tags that match now, else of all.
function filterHelp(tag: Tag, tags: readonly Tag[], { matching }: Chosen["ranking"]): string | undefined {
  const filter = suggestFilter(tag, [...matching()], tags);
  return filter === undefined ? undefined : `set a tag_filter that only versions match, such as '${filter}'`;
}

function warnOrder(pkg: Package, chosen: Chosen): readonly Warning[] {
  const { tag, tags, ranking } = chosen;
  const { policy } = pkg.rule;
  if (policy.pick === "lowest" || comparesDates(policy) || policy.kind === "calver") return [];
  const text = ranking.textOf(tag);
  // Only an order by text puts names and a "v" above releases.
  if (policy.kind === "natural" || policy.kind === "alphabetical") {
    const disorder = findDisorder(text, (admits) => ranking.bestOf(admits)?.text);
    if (disorder !== undefined) return [describeDisorder(chosen, disorder)];
  }
  const release = isPrerelease(tag) && !isAskedFor(policy) ? bestRelease(ranking) : undefined;
  if (release !== undefined) {
    return [
      {
        code: "tag-prerelease",
        message: `the tag "${tag}" is a pre-release, and the release "${release}" matches too`,
        help:
          filterHelp(tag, tags, ranking) ??
          `set a tag_filter that only releases match, such as '${shapeOf(release)}'`,
      },
    ];
  }
  const rival = findRival(tag, policy, ranking);
  return rival === undefined ? [] : [describeRival(pkg, chosen, rival)];
}

function isAskedFor(policy: Policy): boolean {
  return policy.kind === "semver" && policy.prereleases === true;
}

function bestRelease({ bestOf }: Chosen["ranking"]): Tag | undefined {
  return bestOf((_, tag) => isVersionFirst(tag) && !isPrerelease(tag))?.tag;
}

function describeRival(pkg: Package, { tag, tags, ranking }: Chosen, { because, other }: Rival): Warning {
  const { kind } = pkg.rule.policy;
  const code = "tag-unordered";
  const filter = filterHelp(tag, tags, ranking);
  switch (because) {
    case "release":
      return {
        code,
        message: `the tag "${tag}" is not a plain version, and the plain version "${other}" also matches`,
        help: filter ?? `set a tag_filter that only one of the two matches, such as '${shapeOf(other)}'`,
      };
    case "variant":
      return {
        code,
        message: `the tag "${tag}" was chosen by its text among the variants of one version, such as "${other}"`,
        help: `set a tag_filter that only one variant matches, such as '${shapeOf(tag)}' or '${shapeOf(other)}'`,
      };
    case "higher":
      return {
        code,
        message: `the policy ${kind} chose "${tag}", although "${other}" is the higher version`,
        help: `to pin tags such as "${other}", set \`policy: natural\` and tag_filter: '${shapeOf(other)}'; to exclude them, set a tag_filter that "${other}" does not match`,
      };
  }
}

function describeDisorder({ tag, tags, ranking }: Chosen, { because, other }: Disorder): Warning {
  const filter = filterHelp(tag, tags, ranking);
  switch (because) {
    case "commit":
      return {
        code: "tag-unordered",
        message: `the tag "${tag}" is named after a commit, as is "${other}"; it was chosen by its text, which says nothing about its age`,
        help: filter ?? "set `policy: newest`, which compares when the images were built",
      };
    case "commit-among-versions":
      return {
        code: "tag-unordered",
        message: `the tag "${tag}" is named after a commit, and its text is above that of the version "${other}"`,
        help: filter ?? `set a tag_filter that only versions match, such as '${shapeOf(other)}'`,
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
        help: `set a tag_filter that only tags with one name match, such as '${shapeOf(other)}'`,
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
  const other =
    previous ??
    rival ??
    (runnerUp !== undefined && isAlias(runnerUp, tag)
      ? ranking.bestOf((_, candidate) => !isAlias(candidate, tag))?.tag
      : runnerUp);
  const jump = other === undefined ? undefined : findJump(other, tag);
  if (other === undefined || jump === undefined) return [];
  if (jump.kind === "date") {
    const message = `the tag "${tag}" looks like a date and beats the version "${other}"`;
    const help =
      filterHelp(tag, tags, ranking) ?? `if it is not a release, set tag_filter to '${shapeOf(other)}'`;
    return [{ code: "tag-jump", message, help }];
  }
  return [
    {
      code: "tag-jump",
      message: `the tag "${tag}" is implausibly far above "${other}": ${jump.to} after ${jump.from}`,
      help: `if it is not a release, exclude it: tag_filter: '${excluding(tag, pkg.rule.tagFilter)}'`,
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
