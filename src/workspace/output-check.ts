import type { Diagnostic } from "../model/diagnostic.js";
import type { Place, SourceFile } from "../model/source.js";
import { readGocdFile } from "../gocd/pipelines.js";
import { validateFiles } from "../gocd/rules/validate.js";
import { checkVariableUse, environmentVariables } from "../gocd/rules/variable-use.js";
import { findOrigin, type Edit } from "../yaml/edit.js";
import { lineStart } from "../yaml/lines.js";
import type { Tree } from "../yaml/node.js";

/** A file as GoCD will read it, but for our header line, and the source that it is made of. */
export interface Emitted {
  readonly tree: Tree;
  readonly source: SourceFile;
  /** What made it of the source's text. */
  readonly edits: readonly Edit[];
  /** By pipeline with Docker materials, all of them pinned: the names of those that it has no more. */
  readonly removed: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Holds what a build emits, taken together, against GoCD's own rules: what a server would refuse, as errors, and
 * variables of pipelines with Docker materials that no job gets, as warnings. Each is told of the line of the source
 * that is to blame. Left out is what follows from the errors that are `known` already.
 */
export function checkEmitted(files: readonly Emitted[], known: readonly Diagnostic[]): Diagnostic[] {
  const trees = files.map(({ tree }) => tree);
  // What a part that could not be built still says in our own words is no fault of its.
  const refused = validateFiles(trees, { acceptOwnForms: true }).filter(isError);
  const environments = new Set(trees.flatMap(environmentVariables));
  const findings = [...refused, ...files.flatMap((file) => variableFindings(file, environments))];
  const origins = new Map(files.map(({ tree, source, edits }) => [tree.file, originIn(source, edits)]));
  const errors = known.filter(isError);
  return findings.flatMap((found) => {
    const moved = moveToSource(
      found,
      (place) => origins.get(place.file)?.(place) ?? { place, isWritten: false },
    );
    return errors.some((error) => explains(error, moved)) ? [] : [moved.found];
  });
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

/** Where something of an emitted text stands in the source, and whether it begins in what the build wrote there. */
interface Origin {
  readonly place: Place;
  readonly isWritten: boolean;
}

function originIn(source: SourceFile, edits: readonly Edit[]): (place: Place) => Origin {
  const origin = findOrigin(edits);
  return ({ span }) => {
    const { isWritten, ...from } = origin(span);
    return { place: { file: source, span: from }, isWritten };
  };
}

interface Moved {
  readonly found: Diagnostic;
  readonly isWritten: boolean;
}

function moveToSource(found: Diagnostic, originOf: (place: Place) => Origin): Moved {
  const { place, related = [], mask = [] } = found;
  if (place === undefined) return { found, isWritten: false };
  const origin = originOf(place);
  const moved = {
    ...found,
    place: origin.place,
    related: related.map((other) => ({ ...other, place: originOf(other.place).place })),
    mask: mask.map((span) => originOf({ file: place.file, span }).place.span),
  };
  return { found: moved, isWritten: origin.isWritten };
}

/** Whether a finding is but another word for an error, or may follow from what was built in spite of it. */
function explains(error: Diagnostic, { found, isWritten }: Moved): boolean {
  const { place } = found;
  if (place === undefined || error.place === undefined) {
    return place === undefined && found.path === error.path && error.place === undefined;
  }
  if (error.place.file.path !== place.file.path) return false;
  const lineOf = ({ file, span }: Place) => lineStart(file.text, span.start);
  return isWritten || lineOf(error.place) === lineOf(place);
}
