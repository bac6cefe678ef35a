import { BOUNDS } from "../model/bounds.js";
import type { TagRule } from "../model/declaration.js";
import { quoteText } from "../model/diagnostic.js";
import { parseExtract } from "./extract.js";
import { compileTagFilter, type Matching, type TagFilter, type Template } from "./filter/match.js";
import type { RuleProblem } from "./order.js";
import { checkPolicy } from "./policies.js";

/** The part of a rule that says how tags are chosen. */
export type Selection = Omit<TagRule, "digest" | "platform" | "minAge" | "hold">;

/** A rule whose values are all valid, parsed. */
export interface CheckedRule {
  /** Absent if every tag matches. */
  readonly filter: TagFilter | undefined;
  /** Undefined if there is no exclusion. */
  readonly exclusion: TagFilter | undefined;
  /** The text of a match that is compared; undefined if the tag itself is. */
  readonly template: Template | undefined;
}

/** A parsed rule, or all its problems. */
export type Check =
  | { readonly ok: true; readonly checked: CheckedRule }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Returns all problems of a rule, to be reported at the places where the user wrote it; none for a valid rule. */
export function checkRule(rule: Selection): readonly RuleProblem[] {
  const check = readRule(rule);
  return check.ok ? [] : check.problems;
}

/** Reads the values of a rule that have a grammar of their own: filter and exclusion, and the options of the policy. */
export function readRule({ tagFilter, tagExclude = "", policy }: Selection): Check {
  const problems: RuleProblem[] = [];
  const filter = readFilter("tag_filter", tagFilter, problems);
  const exclusion = readFilter("tag_exclude", tagExclude, problems);
  const problem = checkPolicy(policy);
  if (problem !== undefined) problems.push(problem);
  const { extract } = policy;
  const template = extract === undefined ? undefined : readExtract(extract, tagFilter, filter, problems);
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, checked: { filter, exclusion, template } };
}

function readFilter(
  field: "tag_filter" | "tag_exclude",
  pattern: string,
  problems: RuleProblem[],
): TagFilter | undefined {
  if (pattern === "") return undefined;
  const compilation = compileTagFilter(pattern);
  if (compilation.ok) return compilation.filter;
  const { index, reason } = compilation;
  problems.push({
    field,
    index,
    message: `${field} ${quoteText(pattern)} cannot be used: ${reason}`,
    help:
      patternHelp(pattern) ??
      "correct the pattern, or write it in another way; a tag contains only the characters A-Z a-z 0-9 _ . -",
  });
  return undefined;
}

function readExtract(
  extract: string,
  tagFilter: string,
  filter: TagFilter | undefined,
  problems: RuleProblem[],
): Template | undefined {
  if (tagFilter === "") {
    problems.push({
      field: "extract",
      index: 0,
      message: `extract ${quoteText(extract)} names a group of tag_filter, which is not set`,
      help: "add a tag_filter with a group around the part of the tag to compare",
    });
    return undefined;
  }
  // A filter that cannot be read has been reported, and nothing can be said about its groups.
  if (filter === undefined) return undefined;
  const extraction = parseExtract(extract, filter);
  if (extraction.ok) return extraction.template;
  const { index, message, help } = extraction;
  problems.push({ field: "extract", index, message, help });
  return undefined;
}

/**
 * Returns how to write a pattern of another dialect in Java's, as an imperative sentence: `(?P<ts>...)` of Python and Go,
 * and `*-alpine` of the shell. Otherwise, returns undefined.
 */
function patternHelp(pattern: string): string | undefined {
  const java = pattern
    .replaceAll("(?P<", "(?<")
    .replaceAll(/\(\?P=([A-Za-z][A-Za-z0-9]*)\)/g, "\\k<$1>")
    .replace(/^\*/, ".*");
  return java === pattern ? undefined : `write '${java}', as the pattern is a Java regular expression`;
}

/** Returns the problem of a pattern that exceeded a limit when it was matched with the tags of an image. */
export function limitProblem(
  field: "tag_filter" | "tag_exclude",
  pattern: string,
  { limit, tag }: Matching<string> & { ok: false },
): RuleProblem {
  const what = {
    tag: `needs more than ${BOUNDS.patternSteps.value.toLocaleString("en")} steps for the tag ${quoteText(tag)}`,
    list: "needs too many steps for all tags of the image",
    depth: `repeats groups too often for the tag ${quoteText(tag)}`,
  };
  return {
    field,
    index: 0,
    stopped: true,
    message: `${field} ${quoteText(pattern)} ${what[limit]}`,
    help: "anchor it with ^ and $, and do not repeat a part that is itself repeated",
  };
}
