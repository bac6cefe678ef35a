import type { Diagnostic } from "../model/diagnostic.js";
import type { Place, SourceFile } from "../model/source.js";
import type { GocdFile } from "../gocd/read/file.js";
import { checkFile } from "../gocd/rules/check-file.js";
import { checkRepo } from "../gocd/rules/check-repo.js";
import type { FileSummary } from "../gocd/rules/summary.js";
import { findOrigin, type Edit } from "../yaml/edit.js";
import type { ReadSource } from "./source.js";

/** A file as GoCD will read it, except for our header line, and the source that it is made from. */
export interface Emitted {
  readonly file: GocdFile;
  /** The problems of reading the file. */
  readonly diagnostics: readonly Diagnostic[];
  readonly source: SourceFile;
  /** The edits that turned the source's text into this one. */
  readonly edits: readonly Edit[];
  /** Whether an error keeps it from being enriched: it still has the forms that only gocd-pin knows. */
  readonly isPartial: boolean;
  /** By pipeline: the names of the materials that the build removes. */
  readonly removed: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Returns a source unchanged, if it is not enriched. The problems of reading it are known. */
export function unedited({ source, gocd }: ReadSource, isPartial: boolean): Emitted {
  return { file: gocd, diagnostics: [], source: source.file, edits: [], isPartial, removed: new Map() };
}

/** The part of an emitted file that rules across files need. */
export interface CheckedOutput {
  readonly summary: FileSummary;
  readonly file: SourceFile;
  /** Returns the place in the source of a place in the file. */
  readonly originOf: (place: Place) => Place;
}

/**
 * Checks a file that a build emits against GoCD's own rules. Every finding is at the line of the source that causes
 * it. Findings that are `known` are left out: most are those of reading the source.
 */
export function checkOutput(
  emitted: Emitted,
  known: readonly Diagnostic[],
): { checked: CheckedOutput; diagnostics: readonly Diagnostic[] } {
  const { file, source, edits, isPartial, removed } = emitted;
  const { diagnostics, summary } = checkFile(file, { ownForms: isPartial, removed });
  const originOf = originIn(source, edits);
  const findings = [...emitted.diagnostics, ...diagnostics].map((finding) => moveToSource(finding, originOf));
  return {
    checked: { summary, file: file.tree.file, originOf },
    diagnostics: withoutKnown(findings, known),
  };
}

/** Checks the emitted files together against the rules of GoCD that need several files. */
export function checkOutputs(
  outputs: readonly CheckedOutput[],
  known: readonly Diagnostic[],
): readonly Diagnostic[] {
  const findings = checkRepo(outputs.map(({ summary }) => summary));
  const origins = new Map(outputs.map(({ file, originOf }) => [file, originOf]));
  const originOf = (place: Place) => origins.get(place.file)?.(place) ?? place;
  return withoutKnown(
    findings.map((finding) => moveToSource(finding, originOf)),
    known,
  );
}

function withoutKnown(findings: readonly Diagnostic[], known: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set(known.map(identity));
  return findings.filter((finding) => !seen.has(identity(finding)));
}

/** What distinguishes two findings: code and place. */
function identity({ code, place, path }: Diagnostic): string {
  return place === undefined ? `${code} ${path ?? ""}` : `${code} ${place.file.path} ${place.span.start}`;
}

function originIn(source: SourceFile, edits: readonly Edit[]): (place: Place) => Place {
  const origin = findOrigin(edits);
  return ({ span }) => {
    const { start, end } = origin(span);
    return { file: source, span: { start, end } };
  };
}

function moveToSource(finding: Diagnostic, originOf: (place: Place) => Place): Diagnostic {
  const { place, related = [], mask = [] } = finding;
  if (place === undefined) return finding;
  return {
    ...finding,
    place: originOf(place),
    related: related.map((other) => ({ ...other, place: originOf(other.place) })),
    mask: mask.map((span) => originOf({ file: place.file, span }).span),
  };
}
