import type { Declaration, Package, PackageKeys, Repository } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Place } from "../model/source.js";
import { checkRule, type Selection } from "./check-rule.js";
import type { RuleProblem } from "./order.js";

/** Returns the problems of the rule of a package, at the places where it is written. */
export function ruleDiagnostics(pkg: Package): Diagnostic[] {
  return checkRule(pkg.rule).map((problem) => ruleDiagnostic(pkg, problem));
}

/**
 * Returns the problems of the defaults of a repository, whether a package inherits them or not. A group that `extract`
 * names is not checked if the filter is not a default too: each package has its own filter.
 */
export function defaultsDiagnostics({
  repository,
  defaults,
  place,
}: Omit<Declaration, "packages">): Diagnostic[] {
  const { tagFilter, tagExclude, policy } = defaults.rule;
  const rule = {
    tagFilter: tagFilter ?? "",
    ...(tagExclude !== undefined && { tagExclude }),
    policy: policy ?? { kind: "natural" },
  } as const;
  const inherited = new Set(["tagFilter", "tagExclude", "policy"] as const);
  return checkRule(rule)
    .filter(({ field }) => field !== "extract" || tagFilter !== undefined)
    .map((problem) => {
      const { message, help } = problem;
      const { value, written } = partOf({ rule, inherited, place, ...defaults.places }, problem.field);
      const text = aboutDefaults(repository, message);
      return errorAt(placeIn(written ?? place, value, problem.index), codeOf(problem), text, { help });
    });
}

/**
 * Returns a problem of a package's rule as a diagnostic. In a value that is written on one line without escapes, its place
 * is the exact character; otherwise, it is the complete value. A problem of the defaults of a repository is that of all
 * packages that inherit them.
 */
export function ruleDiagnostic(pkg: Package, problem: RuleProblem): Diagnostic {
  const { field, index, stopped, message, help } = problem;
  const code = codeOf(problem);
  const { value, written, isInherited } = partOf(pkg, field);
  const place = placeIn(written ?? pkg.place, value, index);
  if (!isInherited || stopped) return errorAt(place, code, `"${pkg.key}": ${message}`, { help });
  return errorAt(place, code, aboutDefaults(pkg.repository, message), { help, packages: [pkg.key] });
}

function codeOf({ field, stopped }: RuleProblem): "filter-endless" | "filter-invalid" | "policy-invalid" {
  return stopped ? "filter-endless" : field.startsWith("tag_") ? "filter-invalid" : "policy-invalid";
}

function aboutDefaults({ name }: Repository, message: string): string {
  return `defaults of the package repository "${name}": ${message}`;
}

/** The text of a field of the rule, where it is written, and whether only the defaults decide about it. */
function partOf(
  {
    rule,
    inherited,
    ...pkg
  }: Pick<Package, "inherited" | "place" | keyof PackageKeys["places"]> & {
    readonly rule: Selection;
  },
  field: string,
): { readonly value: string; readonly written: Place | undefined; readonly isInherited: boolean } {
  const { tagFilter, tagExclude = "", policy } = rule;
  const isPolicyInherited = inherited.has("policy");
  switch (field) {
    case "tag_filter":
      return { value: tagFilter, written: pkg.filterPlace, isInherited: inherited.has("tagFilter") };
    case "tag_exclude":
      return { value: tagExclude, written: pkg.excludePlace, isInherited: inherited.has("tagExclude") };
    case "extract": {
      // The filter has the groups: a package with its own filter has its own problem.
      const isInherited = isPolicyInherited && inherited.has("tagFilter");
      const isOfFilter = isPolicyInherited && !isInherited;
      const written = isOfFilter ? (pkg.filterPlace ?? pkg.place) : pkg.extractPlace;
      return { value: isOfFilter ? "" : (policy.extract ?? ""), written, isInherited };
    }
    default:
      return { value: "", written: pkg.policyPlace, isInherited: isPolicyInherited };
  }
}

function placeIn(whole: Place, value: string, index: number): Place {
  const { file, span } = whole;
  const at = value === "" ? -1 : file.text.slice(span.start, span.end).indexOf(value);
  if (at < 0) return whole;
  const start = span.start + at;
  return {
    file,
    span: { start: start + Math.min(index, value.length - 1), end: start + value.length },
  };
}
