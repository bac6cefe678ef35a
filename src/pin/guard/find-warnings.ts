import { comparesDates } from "../../model/policies.js";
import type { Selection } from "../check-rule.js";
import { findContinuation, isFloatingTag, isPartialVersion } from "./floating.js";
import { findJump } from "./jump.js";
import { shapeOf } from "./suggest-filter.js";
import { findLostVariant } from "./variant.js";
import { warnOrder } from "./warn-order.js";
import { exclude, excludeKind, releaseFilters, useFilters, type Chosen, type Warning } from "./warning.js";
import { isAlias, isSnapshotDate, isVersionFirst } from "./words.js";

/** Returns the warnings about the tag that won. */
export function findWarnings(rule: Selection, chosen: Chosen): readonly Warning[] {
  const floating = warnFloating(rule, chosen);
  const warnings = floating === undefined ? warnOrder(rule, chosen) : [floating];
  // A filter of another shape would not have the groups that `extract` names.
  const order =
    rule.policy.extract === undefined
      ? warnings
      : warnings.map((warning) => ({ ...warning, ...excludeKind(rule, chosen.tag) }));
  // Without a previous pin, the same comparison would be reported twice.
  const jump = order.length > 0 && chosen.previous === undefined ? [] : warnJump(rule, chosen);
  return [...order, ...jump, ...warnVariant(chosen)];
}

function warnFloating({ policy }: Selection, chosen: Chosen): Warning | undefined {
  const { tag, tags, ranking } = chosen;
  const code = "tag-floating";
  const cures = () => useFilters(policy, "versions", releaseFilters(chosen));
  const otherwise =
    "push tags that do not move, and set a tag_filter that matches only those; or accept the pin with `accept: [tag-floating]`";
  if (isFloatingTag(tag, tags)) {
    return {
      code,
      message: `the pinned tag "${tag}" is floating: it can point to another image later`,
      cures,
      otherwise,
    };
  }
  if (policy.extract !== undefined || comparesDates(policy)) return undefined;
  const partial = `the tag "${tag}" is a partial version, which moves with each release`;
  if (policy.kind === "semver") {
    if (!isPartialVersion(tag, ranking.matching(), tags)) return undefined;
    return { code, message: `${partial}, and no complete version matches`, cures, otherwise };
  }
  const complete = findContinuation(tag, tags);
  if (complete === undefined) return undefined;
  return {
    code,
    message: `${partial}; the image also has "${complete}"`,
    cures: () => useFilters(policy, "complete versions", [shapeOf(complete), shapeOf(complete, 1)]),
    otherwise,
  };
}

function warnJump(rule: Selection, chosen: Chosen): readonly Warning[] {
  const { tag, previous, runnerUp, ranking } = chosen;
  const { policy } = rule;
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
  const code = "tag-jump";
  if (jump.kind === "date") {
    return [
      {
        code,
        message: `the tag "${tag}" looks like a date and is above the version "${other}"`,
        cures: () => useFilters(policy, "versions", releaseFilters(chosen), [shapeOf(other)]),
        otherwise: "if it is not a release, exclude it and others like it with tag_exclude",
      },
    ];
  }
  const pattern = `^${jump.start.replaceAll(".", "\\.")}(?![0-9])`;
  return [
    {
      code,
      message: `the tag "${tag}" is implausibly far above "${other}": ${jump.to} after ${jump.from}`,
      cures: () => [exclude(rule, pattern, "if it is not a release, exclude it")],
      otherwise: "if it is not a release, exclude it and others like it with tag_exclude",
    },
  ];
}

function warnVariant({ tag, previous }: Chosen): readonly Warning[] {
  const variant = previous === undefined || previous === tag ? undefined : findLostVariant(previous, tag);
  if (previous === undefined || variant === undefined) return [];
  const filter = shapeOf(previous);
  return [
    {
      code: "variant-lost",
      message: `the previous pin "${previous}" is of the variant "${variant}", and "${tag}" is not`,
      cures: () => [
        {
          change: { tagFilter: filter },
          help: `set a tag_filter that matches the variant, such as '${filter}'`,
        },
      ],
      otherwise: "set a tag_filter that matches only the variant",
    },
  ];
}
