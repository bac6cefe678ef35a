import type { WarningCode } from "../../model/codes.js";
import type { Tag } from "../../model/image.js";
import type { Policy } from "../../model/policies.js";
import type { Selection } from "../check-rule.js";
import type { RankedTags } from "../choose.js";
import { shapeOf, suggestFilters } from "./suggest-filter.js";

/** The tag that won, and the tags that it is compared with. */
export interface Chosen {
  readonly tag: Tag;
  /** The tag of the previous pin. */
  readonly previous: Tag | undefined;
  /** The next best one. */
  readonly runnerUp: Tag | undefined;
  readonly ranking: RankedTags;
  /** The tags that a condition left out, such as `platform`; the winner is not compared with them. */
  readonly skipped: readonly { readonly tag: Tag }[];
  /** All tags of the image. */
  readonly tags: readonly Tag[];
}

/** A change of the rule that may remove a warning, and how to make it. */
export interface Cure {
  readonly change: Partial<Selection>;
  readonly help: string;
}

/** What a person would check before using the tag that won. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  /** Returns cures to try on the tags, the best first. */
  readonly cures: () => Iterable<Cure>;
  /** The help if no cure works. */
  readonly otherwise: string;
}

/** Returns filters that match only releases: of the tags that match now, else of all. */
export function releaseFilters({ tag, tags, ranking }: Chosen): Iterable<string> {
  return suggestFilters(tag, [...ranking.matching()], tags);
}

/**
 * Returns cures that set one of the filters, which only the tags called `match` match, then the same with the policy
 * `natural`: the present policy may be unable to read these tags. Each filter is determined on demand.
 */
export function* useFilters(
  policy: Policy,
  match: string,
  ...sources: readonly Iterable<string>[]
): Generator<Cure, void> {
  const tried: string[] = [];
  for (const filters of sources) {
    for (const filter of filters) {
      tried.push(filter);
      const help = `set a tag_filter that matches only ${match}, such as '${filter}'`;
      yield { change: { tagFilter: filter }, help };
    }
  }
  if (policy.kind !== "natural") yield* useNatural(tried, match);
}

/** Returns cures that set one of the filters and the policy `natural`. */
export function* useNatural(filters: Iterable<string>, match: string): Generator<Cure, void> {
  for (const filter of filters) {
    const help = `set \`policy: natural\` and a tag_filter that matches only ${match}, such as '${filter}'`;
    yield { change: { tagFilter: filter, policy: { kind: "natural" } }, help };
  }
}

/** Returns the cure that also excludes the tags that a pattern matches. */
export function exclude({ tagExclude = "" }: Selection, pattern: string, help: string): Cure {
  const all = tagExclude === "" ? pattern : `${pattern}|${tagExclude}`;
  return { change: { tagExclude: all }, help: `${help}: \`tag_exclude: '${all}'\`` };
}

/**
 * Returns cures that keep the filter, as `extract` names its groups. They exclude the tags of the same shape, or all tags with
 * more than a version.
 */
export function excludeKind(rule: Selection, tag: Tag): Pick<Warning, "cures" | "otherwise"> {
  const patterns = [shapeOf(tag), "-[a-z]", "-", "[a-z]"];
  return {
    cures: () => patterns.map((pattern) => exclude(rule, pattern, "exclude such tags")),
    otherwise: "exclude such tags with tag_exclude",
  };
}
