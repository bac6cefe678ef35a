import type { Place } from "../../model/source.js";
import { placeOf } from "../../yaml/node.js";
import type { Artifact } from "../read/artifact.js";
import { textIn } from "../read/fields.js";
import { reject } from "../read/findings.js";
import { checkName } from "./name.js";
import { checkOptions } from "./options.js";
import { resolveText, type RuleScope } from "./parameter.js";
import { isFilePath, normalizePath } from "./path.js";
import { checkUnique } from "./unique.js";

/** Checks the artifacts of a job, and returns the ids of the external ones. */
export function checkArtifacts(scope: RuleScope, job: string, artifacts: readonly Artifact[]): string[] {
  const ids = new Map<string, Place>();
  const seen = new Map<string, Place>();
  for (const artifact of artifacts) {
    if (artifact.type !== "external") {
      checkBuild(scope, artifact, seen);
      continue;
    }
    const id = checkExternal(scope, artifact);
    if (id === undefined) continue;
    const message = `the external artifact "${id}" is defined twice in ${job}`;
    checkOnce(scope, artifact, ids, id, message);
  }
  return Array.from(ids.keys());
}

function checkOnce(
  scope: RuleScope,
  { keyNode }: Artifact,
  seen: Map<string, Place>,
  key: string,
  message: string,
): void {
  const place = placeOf(scope.tree, keyNode);
  checkUnique(scope.findings, seen, key, place, { code: "artifact-invalid", message, reach: scope.reach });
}

function checkBuild(scope: RuleScope, artifact: Artifact, seen: Map<string, Place>): void {
  const { type, what, fields } = artifact;
  const [sourceNode, destinationNode] = [fields.get("source")?.value, fields.get("destination")?.value];
  const source = sourceNode && resolveText(scope, `"source" of ${what}`, sourceNode);
  const destination = destinationNode && resolveText(scope, `"destination" of ${what}`, destinationNode);
  if (sourceNode !== undefined && source?.trim() === "") {
    reject(scope, sourceNode, "artifact-invalid", `"source" of ${what} is empty`, {
      help: "name a file, folder or pattern",
    });
  }
  if (destinationNode !== undefined && destination !== undefined && destination !== "") {
    // For artifacts, GoCD accepts a leading slash (BuiltinArtifactConfig.validateDest).
    const path = destination.replace(/^\/+/, "");
    if (!isFilePath(destination) || normalizePath(path) === undefined) {
      const message = `the destination "${destination}" of ${what} is not a valid folder`;
      reject(scope, destinationNode, "path-invalid", message, {
        help: "write a path that does not leave the artifacts with `..` or end in a dot or space",
      });
    }
  }
  if (source === undefined) return;
  const key = [type, source, destination ?? ""].join("\n");
  checkOnce(scope, artifact, seen, key, `${what} with the source "${source}" is defined twice`);
}

function checkExternal(scope: RuleScope, { what, fields, options }: Artifact): string | undefined {
  checkOptions(scope, `the configuration of ${what}`, options);
  const id = fields.get("id");
  const text = textIn(fields, "id");
  if (id !== undefined && text !== undefined) checkName(scope, "artifact", text, id.value);
  return text;
}
