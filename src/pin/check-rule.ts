import type { TagRule, Package } from "../model/declaration.js";
import { quoteText, errorAt, type Diagnostic } from "../model/diagnostic.js";
import { findExtracted } from "./extract.js";
import { compileTagFilter, type TagFilter } from "./filter/match.js";
import type { RuleProblem } from "./order.js";
import { checkPolicy } from "./policies.js";

/** The part of a rule that says how tags are chosen. */
export type Selection = Omit<TagRule, "digest" | "platform" | "hold">;

/** A rule whose values are all valid, parsed. */
export interface CheckedRule {
  /** Absent if every tag matches. */
  readonly filter: TagFilter | undefined;
  /** The group of the filter whose text is compared; absent if the complete tag is compared. */
  readonly group: number | undefined;
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
      message: `extract ${quoteText(extract)} names a group of tag_filter, which is not set`,
      help: "add a tag_filter with a group around the part of the tag to compare",
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

/**
 * Returns how to write a pattern of another dialect in Java's, as an imperative sentence: `(?P<ts>...)` of Python and Go,
 * and `*-alpine` of the shell. Otherwise, returns undefined.
 */
export function patternHelp(pattern: string): string | undefined {
  const java = pattern
    .replaceAll("(?P<", "(?<")
    .replaceAll(/\(\?P=([A-Za-z][A-Za-z0-9]*)\)/g, "\\k<$1>")
    .replace(/^\*/, ".*");
  return java === pattern ? undefined : `write '${java}', as the pattern is a Java regular expression`;
}

/** Returns the problems of the rule of a package, at the places where it is written. */
export function ruleDiagnostics(pkg: Package): Diagnostic[] {
  return checkRule(pkg.rule).map((problem) => ruleDiagnostic(pkg, problem));
}

/**
 * Returns a problem of a package's rule as a diagnostic. If a filter is written on one line without escapes, the place is the
 * exact character, else the complete value.
 */
export function ruleDiagnostic(pkg: Package, problem: RuleProblem): Diagnostic {
  const { field, index, stopped, message, help } = problem;
  const isFilter = field === "tag_filter";
  const code = stopped ? "filter-endless" : isFilter ? "filter-invalid" : "policy-invalid";
  const whole = (isFilter ? pkg.filterPlace : pkg.policyPlace) ?? pkg.place;
  const written = whole.file.text.slice(whole.span.start, whole.span.end);
  const at = isFilter ? written.indexOf(pkg.rule.tagFilter) : -1;
  const start = whole.span.start + at + Math.min(index, pkg.rule.tagFilter.length - 1);
  const place =
    at < 0
      ? whole
      : { file: whole.file, span: { start, end: whole.span.start + at + pkg.rule.tagFilter.length } };
  return errorAt(place, code, `"${pkg.key}": ${message}`, { help });
}
