import { BOUNDS } from "../model/bounds.js";
import { withShortTexts, type Diagnostic, type Severity } from "../model/diagnostic.js";

const SEVERITY_RANK = { error: 0, warning: 1, note: 2 } as const;

/**
 * Returns the diagnostics in the order in which they are shown: by path, place, code and message, those without a path
 * last, and keys that are defined twice before the other diagnostics of their file. The same place, code and message is
 * shown once, with its gravest severity and the packages of all, which its message then counts. Text is compared by
 * UTF-16 code unit, so the order is the same on every machine.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics
    .map(withShortTexts)
    .sort((a, b) => compare(a, b) || SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity]);
  const groups: { first: Diagnostic; packages: Set<string> }[] = [];
  for (const diagnostic of sorted) {
    let group = groups.at(-1);
    if (group === undefined || compare(group.first, diagnostic) !== 0) {
      group = { first: diagnostic, packages: new Set() };
      groups.push(group);
    }
    for (const key of diagnostic.packages ?? []) group.packages.add(key);
  }
  return groups.map(({ first, packages }) => (packages.size === 0 ? first : withPackages(first, packages)));
}

/** Returns a finding about a registry with all packages that it affects: one by its name, several as a number. */
function withPackages(diagnostic: Diagnostic, packages: ReadonlySet<string>): Diagnostic {
  const keys = [...packages].sort();
  const what = keys.length === 1 ? `package "${keys.join("")}"` : `${keys.length} packages`;
  return { ...diagnostic, message: `${diagnostic.message}; this affects ${what}`, packages: keys };
}

/**
 * Returns the diagnostics that a report shows, sorted. If there are more than `BOUNDS.findings`, it has the first ones,
 * errors before warnings and notes, and a note with the number of the rest.
 */
export function arrange(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = sortDiagnostics(diagnostics);
  const limit = BOUNDS.findings.value;
  if (sorted.length <= limit) return sorted;
  const ranked = sorted.toSorted((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity]);
  const shown = new Set(ranked.slice(0, limit));
  const rest: Diagnostic = {
    severity: "note",
    code: "findings-limit",
    message: `${countSeverities(ranked.slice(limit))} more: ${BOUNDS.findings.message}`,
    help: "fix the findings that are shown, and run the command again",
  };
  return [...sorted.filter((diagnostic) => shown.has(diagnostic)), rest];
}

/** Returns the numbers of a list of diagnostics, `2 errors, 1 warning`; empty without any. */
export function countSeverities(diagnostics: readonly Diagnostic[]): string {
  const severities: readonly Severity[] = ["error", "warning", "note"];
  const parts = severities.flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return parts.join(", ");
}

/** The path of a diagnostic, or undefined if it has no file. */
export function pathOf(diagnostic: Diagnostic): string | undefined {
  return diagnostic.place?.file.path ?? diagnostic.path;
}

function compare(a: Diagnostic, b: Diagnostic): number {
  return (
    comparePaths(pathOf(a), pathOf(b)) ||
    causeRank(a) - causeRank(b) ||
    offsetOf(a, "start") - offsetOf(b, "start") ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message) ||
    offsetOf(a, "end") - offsetOf(b, "end")
  );
}

/** A key that is defined twice (the only error of the syntax with two places) hides one of its values from all rules. */
function causeRank({ code, related }: Diagnostic): number {
  return code === "yaml-syntax" && related !== undefined ? 0 : 1;
}

function comparePaths(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compareText(a, b);
}

function offsetOf(diagnostic: Diagnostic, edge: "start" | "end"): number {
  return diagnostic.place?.span[edge] ?? -1;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
