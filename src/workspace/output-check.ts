import type { Diagnostic } from "../model/diagnostic.js";
import type { Place, SourceFile } from "../model/source.js";
import { readGocdFile } from "../gocd/pipelines.js";
import { checkFile, checkTogether, type CheckedFile } from "../gocd/rules/validate.js";
import { checkVariableUse } from "../gocd/rules/variable-use.js";
import { findOrigin, type Edit } from "../yaml/edit.js";
import { lineStart } from "../yaml/lines.js";
import type { Tree } from "../yaml/node.js";
import type { SharedFacts } from "./shared.js";
import type { ReadSource } from "./source.js";

/** A file as GoCD will read it, but for our header line, and the source that it is made of. */
export interface Emitted {
  readonly tree: Tree;
  readonly source: SourceFile;
  /** The edits that turned the source's text into this one. */
  readonly edits: readonly Edit[];
  /** By pipeline whose Docker materials are all pinned: the names of those that the build removes. */
  readonly removed: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Returns a source unchanged, if it is not enriched. */
export function unedited({ source, gocd }: ReadSource): Emitted {
  return { tree: gocd.tree, source: source.file, edits: [], removed: new Map() };
}

/** The part of an emitted file that rules across files need. */
export interface CheckedOutput {
  readonly file: CheckedFile;
  readonly toSource: (finding: Diagnostic) => MovedFinding;
}

/**
 * Checks a file that a build emits against GoCD's own rules: what a server would reject are errors; variables of
 * pipelines with Docker materials that no job gets are warnings. Each is at the line of the source that causes it.
 * Findings that follow from the `known` errors are left out.
 */
export function checkOutput(
  emitted: Emitted,
  { version, environmentVariables }: SharedFacts,
  known: readonly Diagnostic[],
): { checked: CheckedOutput; diagnostics: readonly Diagnostic[] } {
  const { tree, source, edits } = emitted;
  // A part that could not be built still has our own forms.
  const { file, diagnostics } = checkFile(tree, version, { acceptOwnForms: true });
  const originOf = originIn(tree, source, edits);
  const checked = { file, toSource: (finding: Diagnostic) => moveToSource(finding, originOf) };
  const findings = [...diagnostics.filter(isError), ...variableFindings(emitted, environmentVariables)];
  return { checked, diagnostics: withoutKnown(findings.map(checked.toSource), known) };
}

/** Checks the emitted files together against the rules of GoCD that need several files. */
export function checkOutputs(
  outputs: readonly CheckedOutput[],
  known: readonly Diagnostic[],
): readonly Diagnostic[] {
  const findings = checkTogether(outputs.map(({ file }) => file)).filter(isError);
  // Each output moves only what is its own, so the places of several files are moved one after the other.
  const moved = findings.map((finding) =>
    outputs.reduce<MovedFinding>(
      (last, { toSource }) => {
        const next = toSource(last.finding);
        return { finding: next.finding, isWritten: last.isWritten || next.isWritten };
      },
      { finding, isWritten: false },
    ),
  );
  return withoutKnown(moved, known);
}

function withoutKnown(findings: readonly MovedFinding[], known: readonly Diagnostic[]): Diagnostic[] {
  const errors = known.filter(isError);
  return findings.flatMap((moved) => (errors.some((error) => explains(error, moved)) ? [] : [moved.finding]));
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

function variableFindings({ tree, source, removed }: Emitted, known: ReadonlySet<string>): Diagnostic[] {
  // A build writes no script.
  if (removed.size === 0 || !source.text.includes("GO_")) return [];
  return readGocdFile(tree).file.pipelines.flatMap((pipeline) => {
    const gone = removed.get(pipeline.name);
    return gone === undefined ? [] : checkVariableUse(tree, pipeline, known, gone);
  });
}

/** The place in the source of a part of an emitted text, and whether the part begins in what the build wrote. */
interface Origin {
  readonly place: Place;
  readonly isWritten: boolean;
}

function originIn(tree: Tree, source: SourceFile, edits: readonly Edit[]): (place: Place) => Origin {
  const origin = findOrigin(edits);
  const { file } = tree;
  return (place) => {
    if (place.file !== file) return { place, isWritten: false };
    const { isWritten, ...from } = origin(place.span);
    return { place: { file: source, span: from }, isWritten };
  };
}

interface MovedFinding {
  readonly finding: Diagnostic;
  readonly isWritten: boolean;
}

function moveToSource(finding: Diagnostic, originOf: (place: Place) => Origin): MovedFinding {
  const { place, related = [], mask = [] } = finding;
  if (place === undefined) return { finding, isWritten: false };
  const origin = originOf(place);
  const moved = {
    ...finding,
    place: origin.place,
    related: related.map((other) => ({ ...other, place: originOf(other.place).place })),
    mask: mask.map((span) => originOf({ file: place.file, span }).place.span),
  };
  return { finding: moved, isWritten: origin.isWritten };
}

/** Whether a finding only repeats an error, or may follow from what was built in spite of it. */
function explains(error: Diagnostic, { finding, isWritten }: MovedFinding): boolean {
  const { place } = finding;
  if (place === undefined || error.place === undefined) {
    return place === undefined && finding.path === error.path && error.place === undefined;
  }
  if (error.place.file.path !== place.file.path) return false;
  const lineOf = ({ file, span }: Place) => lineStart(file.text, span.start);
  return isWritten || lineOf(error.place) === lineOf(place);
}
