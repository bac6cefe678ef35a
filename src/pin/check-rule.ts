import type { TagRule } from "../model/declaration.js";
import { findExtracted } from "./extract.js";
import { compileTagFilter, type TagFilter } from "./filter/compile.js";
import type { RuleProblem } from "./order.js";
import { patternHelp } from "./pattern-help.js";
import { checkPolicy } from "./policies.js";
import { quoteText } from "./quote.js";

/** The part of a rule that says how tags are chosen. */
export type Selection = Omit<TagRule, "digest" | "platform" | "hold">;

/** A rule whose values are all good, and what was read of them. */
export interface CheckedRule {
  /** Absent where every tag matches. */
  readonly filter: TagFilter | undefined;
  /** The group of the filter whose text is compared; absent where the tag is. */
  readonly group: number | undefined;
}

/** A rule that was read, or all that is wrong with it. */
export type Check =
  | { readonly ok: true; readonly checked: CheckedRule }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Returns all problems of a rule, to be reported at the places where the user wrote it; none for a valid rule. */
export function checkRule(rule: Selection): readonly RuleProblem[] {
  const check = readRule(rule);
  return check.ok ? [] : check.problems;
}

/** Reads the values of a rule that have a grammar of their own: the tag filter, and the options of the policy. */
export function readRule({ tagFilter, policy }: Selection): Check {
  const problems: RuleProblem[] = [];
  const filter = readFilter(tagFilter, problems);
  const problem = checkPolicy(policy);
  if (problem !== undefined) problems.push(problem);
  const { extract } = policy;
  const group = extract === undefined ? undefined : readExtract(extract, tagFilter, filter, problems);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, checked: { filter, group } };
}

function readFilter(tagFilter: string, problems: RuleProblem[]): TagFilter | undefined {
  if (tagFilter === "") return undefined;
  const compilation = compileTagFilter(tagFilter);
  if (compilation.ok) return compilation.filter;
  const { index, reason } = compilation;
  problems.push({
    field: "tag_filter",
    index,
    message: `tag_filter ${quoteText(tagFilter)} cannot be used: ${reason}`,
    help:
      patternHelp(tagFilter) ??
      "correct the pattern, or write it in another way; a tag contains only the characters A-Z a-z 0-9 _ . -",
  });
  return undefined;
}

function readExtract(
  extract: string,
  tagFilter: string,
  filter: TagFilter | undefined,
  problems: RuleProblem[],
): number | undefined {
  if (tagFilter === "") {
    problems.push({
      field: "extract",
      index: 0,
      message: `extract ${quoteText(extract)} needs a tag_filter, and there is none`,
      help: "add a tag_filter with a group around the part of the tag that shall be compared",
    });
    return undefined;
  }
  // A filter that cannot be read has been reported, and nothing can be said about its groups.
  if (filter === undefined) return undefined;
  const extraction = findExtracted(extract, filter);
  if (extraction.ok) return extraction.group;
  problems.push({ field: "extract", index: 0, message: extraction.message, help: extraction.help });
  return undefined;
}
