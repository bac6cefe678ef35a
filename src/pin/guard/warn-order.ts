import type { Tag } from "../../model/image.js";
import { comparesDates, type Policy } from "../../model/policies.js";
import type { Selection } from "../check-rule.js";
import { findDisorder, type Disorder } from "./disorder.js";
import { findExcludedMajor } from "./excluded-major.js";
import { findRival, type Rival } from "./rival.js";
import { shapeOf } from "./suggest-filter.js";
import { releaseFilters, useFilters, useNatural, type Chosen, type Warning } from "./warning.js";
import { commitsAmong, hasCommit, isPrerelease, isVersionFirst } from "./words.js";

const NEWEST = "set `policy: newest`, which compares when the images were built";

/**
 * Returns the warning about a winner that only the text of its tag decided, or in whose place a person would expect another
 * tag.
 */
export function warnOrder(rule: Selection, chosen: Chosen): readonly Warning[] {
  const { policy } = rule;
  const { tag, tags, ranking } = chosen;
  if (policy.pick === "lowest" || comparesDates(policy) || policy.kind === "calver") return [];
  // Every policy but the text's order reads a commit without a letter as a number, and all others not at all.
  if (policy.extract === undefined && !hasCommit(tag) && commitsAmong(tags)(tag)) {
    return [warnDigits(policy, chosen)];
  }
  const text = ranking.textOf(tag);
  // Only an order by text puts names and a "v" above releases.
  if (policy.kind === "natural" || policy.kind === "alphabetical") {
    const disorder = findDisorder(text, (admits) => ranking.bestOf(admits)?.text);
    if (disorder !== undefined) return [describeDisorder(policy, chosen, disorder)];
  }
  const release = isPrerelease(tag) && !isAskedFor(policy) ? bestRelease(ranking) : undefined;
  if (release !== undefined) {
    return [
      {
        code: "tag-prerelease",
        message: `the tag "${tag}" is a pre-release, and the release "${release}" matches too`,
        cures: () => useFilters(policy, "releases", releaseFilters(chosen), [shapeOf(release)]),
        otherwise: "set a tag_filter that matches only releases",
      },
    ];
  }
  const rival = findRival(tag, policy, ranking);
  if (rival !== undefined) return [describeRival(policy, chosen, rival)];
  const isLimited = policy.kind === "semver" && policy.range !== undefined;
  if (policy.extract !== undefined || isLimited) return [];
  const excluded = findExcludedMajor(tag, rule, tags);
  return excluded === undefined ? [] : [warnExcluded(policy, tag, excluded)];
}

function warnExcluded(policy: Policy, tag: Tag, other: Tag): Warning {
  const fewer = other.split(".").length < tag.split(".").length ? "fewer" : "more";
  const stay = `to stay below, set tag_filter: '${shapeOf(tag, 1)}'`;
  return {
    code: "tag-unordered",
    message: `tag_filter chose "${tag}", although "${other}" is the higher version; the filter does not match it, because it has ${fewer} numbers`,
    cures: () =>
      Array.from(useFilters(policy, "such versions", [shapeOf(other)]), ({ change, help }) => {
        return { change, help: `to choose among tags such as "${other}", ${help}; ${stay}` };
      }),
    otherwise: stay,
  };
}

function warnDigits(policy: Policy, chosen: Chosen): Warning {
  return {
    code: "tag-unordered",
    message: `the tag "${chosen.tag}" looks like a number, but is probably the name of a commit, as other tags of the image are`,
    cures: () => useFilters(policy, "versions", releaseFilters(chosen)),
    otherwise: NEWEST,
  };
}

function isAskedFor(policy: Policy): boolean {
  return policy.kind === "semver" && policy.prereleases === true;
}

function bestRelease({ bestOf }: Chosen["ranking"]): Tag | undefined {
  return bestOf((_, tag) => isVersionFirst(tag) && !isPrerelease(tag))?.tag;
}

function describeRival(policy: Policy, chosen: Chosen, { because, other }: Rival): Warning {
  const { tag } = chosen;
  const code = "tag-unordered";
  switch (because) {
    case "release":
      return {
        code,
        message: `the tag "${tag}" has more in its name than a version, and the plain version "${other}" matches too`,
        cures: () => useFilters(policy, "versions", releaseFilters(chosen), [shapeOf(other)]),
        otherwise: "set a tag_filter that matches only one of the two",
      };
    case "variant":
      return {
        code,
        message: `the tag "${tag}" was chosen by its text among the variants of one version, such as "${other}"`,
        cures: () => useFilters(policy, "tags of one variant", [shapeOf(tag), shapeOf(other)]),
        otherwise: "set a tag_filter that matches only one variant",
      };
    case "higher": {
      const without = `set a tag_filter that does not match "${other}"`;
      const cures = Array.from(useNatural([shapeOf(other)], "such versions"), ({ change, help }) => {
        return { change, help: `to choose among tags such as "${other}", ${help}; else ${without}` };
      });
      return {
        code,
        message: `the policy ${policy.kind} chose "${tag}", although "${other}" is the higher version`,
        cures: () => cures,
        otherwise: without,
      };
    }
  }
}

function describeDisorder(policy: Policy, chosen: Chosen, { because, other }: Disorder): Warning {
  const { tag } = chosen;
  const code = "tag-unordered";
  const cures = () => useFilters(policy, "versions", releaseFilters(chosen));
  switch (because) {
    case "commit":
      return {
        code,
        message: `the tag "${tag}" is named after a commit, as is "${other}"; it was chosen by its text, which says nothing about its age`,
        cures,
        otherwise: NEWEST,
      };
    case "commit-among-versions":
      return {
        code,
        message: `the tag "${tag}" is named after a commit, and its text is above that of the version "${other}"`,
        cures: () => useFilters(policy, "versions", releaseFilters(chosen), [shapeOf(other)]),
        otherwise: "set a tag_filter that matches only versions",
      };
    case "name":
      return {
        code,
        message: `the tag "${tag}" was chosen by its name; it has no common order with "${other}"`,
        *cures() {
          yield* cures();
          yield* useFilters(policy, "tags with one name", [shapeOf(tag)]);
        },
        otherwise: "set a tag_filter that matches only tags with one name",
      };
    case "older-name":
      return {
        code: "tag-floating",
        message: `the tag "${tag}" was chosen by its name, and its date is before that of "${other}"`,
        cures: () => useFilters(policy, "tags with one name", [shapeOf(other)]),
        otherwise: "set a tag_filter that matches only tags with one name",
      };
    case "v-prefix":
      return {
        code: "tag-mixed",
        message: `tags with and without "v" match, and "${tag}" was chosen although "${other}" is the higher version`,
        cures,
        otherwise: "set `policy: semver`, which ignores the v",
      };
  }
}
