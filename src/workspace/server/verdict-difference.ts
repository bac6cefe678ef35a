import type { Diagnostic } from "../../model/diagnostic.js";
import { readNames, type NamedFile } from "./named-parts.js";
import type { SentFile } from "./sent-files.js";

/** The errors that only one of gocd-pin and a GoCD server reports. */
export interface VerdictDifference {
  readonly onlyOffline: readonly Diagnostic[];
  readonly onlyServer: readonly Diagnostic[];
}

/**
 * Compares the errors of gocd-pin in files that were sent with those of the server. An error is shared if both report one
 * about the same pipeline, or about the same file outside of a pipeline: their words and exact places differ.
 */
export function compareVerdicts(
  sent: readonly SentFile[],
  offline: readonly Diagnostic[],
  server: readonly Diagnostic[],
): VerdictDifference {
  const origins = new Map(sent.map((file) => [file.origin.path, file]));
  const names = new Map<string, NamedFile>();
  const subjectOf = ({ place, path = place?.file.path }: Diagnostic): string | undefined => {
    const file = path === undefined ? undefined : origins.get(path);
    if (path === undefined || file === undefined) return undefined;
    const named = names.get(path) ?? readNames(file);
    names.set(path, named);
    const offset = place?.span.start ?? -1;
    const pipeline = named.pipelines.find(({ place: { span }, end }) => span.start <= offset && offset < end);
    return JSON.stringify([path, pipeline?.name]);
  };
  const ofOffline = offline.filter(({ severity }) => severity === "error");
  const ofServer = server.filter(({ code }) => code === "server-rejected");
  const offlineSubjects = new Set(ofOffline.map(subjectOf));
  const serverSubjects = new Set(ofServer.map(subjectOf));
  return {
    // What is not in a sent file, such as a declaration, is nothing that the server reads.
    onlyOffline: ofOffline.filter((error) => {
      const subject = subjectOf(error);
      return subject !== undefined && !serverSubjects.has(subject);
    }),
    onlyServer: ofServer.filter((error) => {
      const subject = subjectOf(error);
      return subject === undefined || !offlineSubjects.has(subject);
    }),
  };
}
