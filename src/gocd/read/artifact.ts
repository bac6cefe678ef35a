import { didYouMean } from "../../model/suggest.js";
import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, type Node } from "../../yaml/node.js";
import { ARTIFACTS, ARTIFACT_TYPES, OPTIONS, type ArtifactType } from "../grammar/job.js";
import { readFields, type Fields } from "./fields.js";
import { reject, type Scope } from "./findings.js";
import { firstEntry } from "./first-entry.js";
import { readOptions, type Options } from "./options.js";
import { rejectList } from "./values.js";

/** An artifact of a job. */
export interface Artifact {
  readonly type: ArtifactType;
  readonly what: string;
  readonly keyNode: Node;
  readonly fields: Fields;
  /** Those of an external artifact's configuration. */
  readonly options: Options;
}

/** Reads `artifacts` of a job (JobTransform.addArtifacts). */
export function readArtifacts(scope: Scope, job: string, entry: Entry): readonly Artifact[] {
  const real = dereference(entry.value);
  if (real.kind !== "sequence") {
    rejectList(scope, `"artifacts" of ${job}`, entry.value, "write `- build:` with `source:` below it");
    return [];
  }
  return real.items.flatMap((item) => {
    // GoCD skips an empty mapping.
    if (entriesOf(item)?.length === 0 && dereference(item).kind === "mapping") return [];
    const artifact = firstEntry(scope, `an artifact of ${job}`, item);
    return (artifact && readArtifact(scope, job, artifact)) ?? [];
  });
}

function readArtifact(scope: Scope, job: string, { key, keyNode, value }: Entry): Artifact | undefined {
  const type = ARTIFACT_TYPES.find((one) => one === key.toLowerCase());
  if (type === undefined) {
    const message = `"${key}" is not a type of artifact; allowed: "build", "test", "external"`;
    reject(scope, keyNode, "word-unknown", message, { help: didYouMean(key, ARTIFACT_TYPES) });
    return undefined;
  }
  const what = `the ${type} artifact of ${job}`;
  const fields = readFields(scope, what, value, ARTIFACTS[type], {
    requiredAt: keyNode,
  });
  if (fields === undefined) return undefined;
  return { type, what, keyNode, fields, options: readConfiguration(scope, what, value, fields) };
}

function readConfiguration(scope: Scope, what: string, body: Node, fields: Fields): Options {
  const configuration = fields.has("configuration") ? entryOf(body, "configuration") : undefined;
  const name = `the configuration of ${what}`;
  if (configuration === undefined || readFields(scope, name, configuration.value, OPTIONS) === undefined) {
    return { plain: [], secure: [] };
  }
  return readOptions(scope, name, configuration.value);
}
