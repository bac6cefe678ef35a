import { didYouMean } from "../../model/suggest.js";
import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference } from "../../yaml/node.js";
import { BUILD_ARTIFACT, EXTERNAL_ARTIFACT, OPTIONS } from "../grammar/job.js";
import { refuse, type Scope } from "./finding.js";
import { checkName } from "./name.js";
import { resolveText } from "./parameter.js";
import { isFilePath, normalizePath } from "./path.js";
import { readOptions } from "./plugin-options.js";
import { firstEntry } from "./single.js";
import { checkRequired, readFields, textIn } from "./shape.js";
import { checkUnique, type First } from "./unique.js";
import { kindOf } from "./value.js";

const TYPES = ["build", "test", "external"];

/** Checks `artifacts` of a job (JobTransform.addArtifacts). Gives the ids of the external ones. */
export function checkArtifacts(scope: Scope, job: string, entry: Entry): string[] {
  const real = dereference(entry.value);
  if (real.kind !== "sequence") {
    refuse(scope, entry.value, "value-type", `"artifacts" of ${job} must be a list, but is ${kindOf(real)}`, {
      help: "write `- build:` with `source:` below it",
    });
    return [];
  }
  const ids = new Map<string, First>();
  const seen = new Map<string, First>();
  for (const item of real.items) {
    // An empty mapping is passed over.
    if (entriesOf(item)?.length === 0 && dereference(item).kind === "mapping") continue;
    const artifact = firstEntry(scope, `an artifact of ${job}`, item);
    if (artifact === undefined) continue;
    const type = artifact.key.toLowerCase();
    if (!TYPES.includes(type)) {
      refuse(
        scope,
        artifact.keyNode,
        "word-unknown",
        `"${artifact.key}" is no type of artifact; allowed: "build", "test", "external"`,
        {
          help: didYouMean(artifact.key, TYPES),
        },
      );
    } else if (type === "external") {
      const id = checkExternal(scope, job, artifact);
      if (id !== undefined)
        checkUnique(
          ids,
          id,
          { scope, node: artifact.keyNode },
          { code: "artifact-invalid", message: `the external artifact "${id}" stands twice in ${job}` },
        );
    } else checkBuild(scope, job, artifact, type, seen);
  }
  return Array.from(ids.keys());
}

function checkBuild(
  scope: Scope,
  job: string,
  artifact: Entry,
  type: string,
  seen: Map<string, First>,
): void {
  const what = `the ${type} artifact of ${job}`;
  const fields = readFields(scope, what, artifact.value, BUILD_ARTIFACT);
  if (fields === undefined) return;
  checkRequired(scope, what, artifact.keyNode, fields, ["source"]);
  const [source, destination] = ["source", "destination"].map((key) => {
    const entry = fields.get(key);
    return entry && resolveText(scope, `"${key}" of ${what}`, entry.value);
  });
  const sourceNode = fields.get("source")?.value;
  const destinationNode = fields.get("destination")?.value;
  if (sourceNode !== undefined && source?.trim() === "") {
    refuse(scope, sourceNode, "artifact-invalid", `"source" of ${what} is empty`, {
      help: "name a file, folder or pattern",
    });
  }
  if (destinationNode !== undefined && destination !== undefined && destination !== "") {
    // Of artifacts a leading slash is fine (BuiltinArtifactConfig.validateDest).
    const path = destination.replace(/^\/+/, "");
    if (!isFilePath(destination) || normalizePath(path) === undefined) {
      refuse(
        scope,
        destinationNode,
        "path-invalid",
        `the destination "${destination}" of ${what} is not a folder that GoCD takes`,
        {
          help: "write a path that does not leave the artifacts by `..`, and ends in no dot or blank",
        },
      );
    }
  }
  if (source === undefined) return;
  const key = [type, source, destination ?? ""].join("\n");
  checkUnique(
    seen,
    key,
    { scope, node: artifact.keyNode },
    { code: "artifact-invalid", message: `${what} with the source "${source}" stands twice` },
  );
}

function checkExternal(scope: Scope, job: string, artifact: Entry): string | undefined {
  const what = `the external artifact of ${job}`;
  const fields = readFields(scope, what, artifact.value, EXTERNAL_ARTIFACT);
  if (fields === undefined) return undefined;
  checkRequired(scope, what, artifact.keyNode, fields, ["id", "store_id"]);
  const configuration = entryOf(artifact.value, "configuration");
  if (configuration !== undefined && fields.has("configuration")) {
    const name = `the configuration of ${what}`;
    if (readFields(scope, name, configuration.value, OPTIONS) !== undefined)
      readOptions(scope, name, configuration.value);
  }
  const id = fields.get("id");
  const text = textIn(fields, "id");
  if (id !== undefined && text !== undefined) checkName(scope, "artifact", text, id.value);
  return text;
}
