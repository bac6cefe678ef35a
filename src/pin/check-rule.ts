import type { TagRule } from "../model/rule.js";
import { type CalverPart, parseCalverFormat } from "./calver-format.js";
import { findExtracted } from "./extract.js";
import { compileTagFilter, type TagFilter } from "./filter/compile.js";
import { quoteText } from "./quote.js";
import { findRangeError } from "./semver.js";

/** What is wrong with one value of a rule. */
export interface RuleProblem {
  /** The key whose value is wrong: of the package, or of its policy. */
  readonly field: "tag_filter" | "range" | "format" | "extract";
  /** Where in the value, in UTF-16 code units. */
  readonly index: number;
  /** Set where a good filter was stopped while it matched. */
  readonly stopped?: true;
  readonly message: string;
  readonly help: string;
}

/** The part of a rule that says how tags are chosen. */
export type Selection = Omit<TagRule, "digest" | "platform">;

/** A rule whose values are all good, and what was read of them. */
export interface CheckedRule {
  /** Absent where every tag matches. */
  readonly filter: TagFilter | undefined;
  /** The group of the filter whose text is compared; absent where the tag is. */
  readonly group: number | undefined;
  /** The parts of a calver format, none for the other policies. */
  readonly format: readonly CalverPart[];
}

/** A rule that was read, or all that is wrong with it. */
export type Check =
  | { readonly ok: true; readonly checked: CheckedRule }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** All that is wrong with a rule, so that it can be told at the places where the user wrote it; none for a good one. */
export function checkRule(rule: Selection): readonly RuleProblem[] {
  const check = readRule(rule);
  return check.ok ? [] : check.problems;
}

/** Reads the values of a rule that have a grammar of their own: tag filter, range, format, extract. */
export function readRule({ tagFilter, policy }: Selection): Check {
  const problems: RuleProblem[] = [];
  const filter = readFilter(tagFilter, problems);
  let format: readonly CalverPart[] = [];
  if (policy.kind === "semver" && policy.range !== undefined) checkRange(policy.range, problems);
  if (policy.kind === "calver") format = readFormat(policy.format, problems);
  const extract = policy.kind === "newest" ? undefined : policy.extract;
  const group = extract === undefined ? undefined : readExtract(extract, tagFilter, filter, problems);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, checked: { filter, group, format } };
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
    help: "write a Java regular expression that does without it; a tag holds only [A-Za-z0-9_.-]",
  });
  return undefined;
}

function checkRange(range: string, problems: RuleProblem[]): void {
  const error = findRangeError(range);
  if (error === undefined) return;
  problems.push({
    field: "range",
    index: error.index,
    message: `range ${quoteText(error.text)} is not a range of versions`,
    help: "use node-semver's operators: ^1.2, ~1.2, >=1.2 <2, 1.2 - 1.4, 1.x, joined by ||",
  });
}

function readFormat(text: string, problems: RuleProblem[]): readonly CalverPart[] {
  const format = parseCalverFormat(text);
  if (format.ok) return format.parts;
  const { index, message } = format.problem;
  problems.push({
    field: "format",
    index,
    message: `format ${quoteText(text)} cannot be used: ${message}`,
    help: "use YYYY YY 0Y MM 0M WW 0W DD 0D MAJOR MINOR MICRO MODIFIER, and . _ - or lower-case letters between them",
  });
  return [];
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
