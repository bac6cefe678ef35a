import type { Diagnostic } from "../../model/diagnostic.js";
import type { LocatedRejection } from "./locate-rejection.js";
import type { NamedFile, NamedPart, SentNames } from "./named-parts.js";

/** The errors that only one of gocd-pin and a GoCD server reports. */
export interface VerdictDifference {
  readonly onlyOffline: readonly Diagnostic[];
  readonly onlyServer: readonly Diagnostic[];
}

/**
 * Compares the errors of gocd-pin in files that were sent with those of the server. An error is shared if both report one
 * about the same pipeline, stage, job, material or environment, or about the same file outside of these: their words and exact
 * places differ.
 */
export function compareVerdicts(
  names: SentNames,
  offline: readonly Diagnostic[],
  rejections: readonly LocatedRejection[],
): VerdictDifference {
  const files = new Map(Array.from(names.files.values(), (file) => [file.origin.path, file]));
  // What is not in a sent file, such as a declaration, is nothing that the server reads.
  const errors = offline.flatMap((error) => {
    const path = error.path ?? error.place?.file.path;
    const file = path === undefined ? undefined : files.get(path);
    const isError = error.severity === "error" && file !== undefined;
    return isError ? [{ error, subject: subjectOf(file.origin.path, offlinePart(file, error)) }] : [];
  });
  const rejected = rejections.map(({ diagnostic, where }) => {
    const path = where.path ?? where.place?.file.path;
    return { error: diagnostic, subject: path === undefined ? undefined : subjectOf(path, where.part) };
  });
  const ofOffline = new Set<string | undefined>(errors.map(({ subject }) => subject));
  const ofServer = new Set(rejected.map(({ subject }) => subject));
  return {
    onlyOffline: errors.filter(({ subject }) => !ofServer.has(subject)).map(({ error }) => error),
    onlyServer: rejected
      .filter(({ subject }) => subject === undefined || !ofOffline.has(subject))
      .map(({ error }) => error),
  };
}

/** A stage without `jobs` and its job have the same name at the same place. */
function subjectOf(path: string, part: NamedPart | undefined): string {
  return `${part?.place.span.start ?? ""}:${path}`;
}

/** The smallest part that an error is in; none for YAML that GoCD cannot read, since it then rejects the file. */
function offlinePart({ parts }: NamedFile, { code, place }: Diagnostic): NamedPart | undefined {
  if (place === undefined || code === "yaml-syntax") return undefined;
  const { start } = place.span;
  let part: NamedPart | undefined;
  for (let list = parts; ;) {
    const next = list.find(({ place: { span }, end }) => span.start <= start && start < end);
    if (next === undefined) return part;
    part = next;
    list = next.parts;
  }
}
