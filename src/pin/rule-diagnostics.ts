import type { Package } from "../model/declaration.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import { checkRule } from "./check-rule.js";
import type { RuleProblem } from "./order.js";

/** Returns the problems of the rule of a package, at the places where it is written. */
export function ruleDiagnostics(pkg: Package): Diagnostic[] {
  return checkRule(pkg.rule).map((problem) => ruleDiagnostic(pkg, problem));
}

/**
 * A problem of a package's rule as a diagnostic. Of a filter written on one line without escapes the place is the
 * very character, else the whole value.
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
