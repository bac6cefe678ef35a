import type { Code } from "../model/codes.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { Place, SourceFile } from "../model/source.js";
import type { EnrichedFile } from "../gocd/enrich/enrich.js";
import type { checkEnriched } from "../gocd/rules/check-enriched.js";
import { checkRepo } from "../gocd/rules/check-repo.js";
import { checkFanIn } from "../gocd/rules/fan-in.js";
import type { ConfigRepoChanges, FileSummary } from "../gocd/rules/summary.js";
import { findOrigin, type Edit } from "../yaml/edit.js";

/** An enriched text as GoCD will read it, except for the header line, with the checks of its pipelines. */
export type Emitted = EnrichedFile<ReturnType<typeof checkEnriched>>;

/** The part of a file of the output that rules about several files need, without its tree. */
export interface CheckedOutput {
  readonly summary: FileSummary;
  /** Moves a finding from the output to the line of the source that causes it. */
  readonly toSource: (finding: Diagnostic) => Diagnostic;
}

/** Returns the checks of an enriched text by GoCD's rules: gocd-pin never writes a file that GoCD would reject. */
export function checkOutput(
  { file, edits, pipelines }: Emitted,
  source: SourceFile,
  summary: FileSummary,
): { checked: CheckedOutput; diagnostics: readonly Diagnostic[] } {
  const toSource = moveToSource(file, source, edits);
  const diagnostics = Array.from(pipelines.values()).flatMap((checked) => checked.diagnostics);
  const summaries = summary.pipelines.map((ofSource) => pipelines.get(ofSource.name)?.summary ?? ofSource);
  return {
    checked: { summary: { ...summary, pipelines: summaries }, toSource },
    diagnostics: diagnostics.filter(isFromBuild).map(toSource),
  };
}

/** Returns the changes of the config repo that trigger a pipeline for the pins of packages. */
export function changesOfPackages(keys: readonly string[]): ConfigRepoChanges {
  return { key: JSON.stringify(keys.toSorted()), isLimited: true };
}

/** Checks the files of the output together. `acceptingFanIn` has the names of pipelines without the warning `fan-in`. */
export function checkOutputs(
  outputs: readonly CheckedOutput[],
  acceptingFanIn: ReadonlySet<string>,
): readonly Diagnostic[] {
  const summaries = outputs.map(({ summary }) => summary);
  const findings = [...checkRepo(summaries).filter(isFromBuild), ...checkFanIn(summaries, acceptingFanIn)];
  // Each output moves only its own places; a finding may have places in several.
  return findings.map((finding) => outputs.reduce((moved, { toSource }) => toSource(moved), finding));
}

/** Leaves out the findings that have the code and place of a known one. */
export function withoutKnown(
  findings: readonly Diagnostic[],
  known: readonly Diagnostic[],
): readonly Diagnostic[] {
  const seen = new Set(known.map(identity));
  return findings.filter((finding) => !seen.has(identity(finding)));
}

function identity({ code, place, path }: Diagnostic): string {
  return place === undefined ? `${code} ${path ?? ""}` : `${code} ${place.file.path} ${place.span.start}`;
}

/** The codes of warnings that may result from the variables and materials of the output. */
const OF_OUTPUT: readonly Code[] = ["variable-case", "variable-unknown", "variable-gone"];

/** Whether a finding may result from the build. The other warnings are about the source, and reported there. */
function isFromBuild({ severity, code }: Diagnostic): boolean {
  return severity === "error" || OF_OUTPUT.includes(code);
}

/** Returns a function that moves a finding from a text to the source that edits turned into it. */
export function moveToSource(
  file: SourceFile,
  source: SourceFile,
  edits: readonly Edit[],
): (finding: Diagnostic) => Diagnostic {
  // Nearly all texts have no finding.
  let origin: ReturnType<typeof findOrigin> | undefined;
  const move = (place: Place): Place => {
    if (place.file !== file) return place;
    origin ??= findOrigin(edits);
    const { start, end } = origin(place.span);
    return { file: source, span: { start, end } };
  };
  return (finding) => {
    const { place, related = [], mask = [] } = finding;
    if (place === undefined) return finding;
    return {
      ...finding,
      place: move(place),
      related: related.map((other) => ({ ...other, place: move(other.place) })),
      mask: mask.map((span) => move({ file: place.file, span }).span),
    };
  };
}
