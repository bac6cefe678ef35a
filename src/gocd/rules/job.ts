import type { Place } from "../../model/source.js";
import { placeOf } from "../../yaml/node.js";
import { isOnlySpaces } from "../names.js";
import { textIn } from "../read/fields.js";
import { reject, rejectAt, checkUnique } from "../read/findings.js";
import type { Job, Artifact } from "../read/job.js";
import { hasNoValue, parseInteger } from "../read/values.js";
import { checkJobName, checkResource, checkTab, checkName, isFilePath, normalizePath } from "./name.js";
import { checkOptions, sortedOptions, resolveText, type RuleScope } from "./parameter.js";
import type { JobSummary } from "./summary.js";
import { checkTask, NO_FETCHES } from "./task.js";
import { checkVariables, type VariableLevel } from "./variable.js";

/** Checks a job (JobConfig); `outer` are the variables of pipeline and stage. */
export function checkJob(scope: RuleScope, job: Job, outer: readonly VariableLevel[]): JobSummary {
  const { name, what, keyNode, fields, isMultiple } = job;
  checkJobName(scope, name, keyNode);
  checkVariables(scope, what, job.variables, outer);
  checkPlacement(scope, job);
  checkTabs(scope, job);
  const timeout = textIn(fields, "timeout");
  const timeoutNode = fields.get("timeout")?.value;
  if (timeoutNode !== undefined && (parseInteger(timeout ?? "") ?? 0) < 0) {
    const message = `the timeout ${timeout ?? ""} of ${what} is negative`;
    reject(scope, timeoutNode, "integer-invalid", message, {
      help: "write minutes, or 0 for the server's default",
    });
  }
  const externalArtifacts = checkArtifacts(scope, what, job.artifacts);
  const ofTasks = job.tasks.map((task) => checkTask(scope, what, task)).filter(({ length }) => length > 0);
  const fetches = ofTasks.length === 0 ? NO_FETCHES : ofTasks.flat();
  return { name, isMultiple, externalArtifacts, fetches };
}

function checkPlacement(scope: RuleScope, { what, fields, resources }: Job): void {
  for (const item of resources) {
    const text = resolveText(scope, `a resource of ${what}`, item);
    if (text !== undefined) checkResource(scope, what, text, item);
  }
  const profile = fields.get("elastic_profile_id");
  if (profile === undefined) return;
  const text = resolveText(scope, `"elastic_profile_id" of ${what}`, profile.value);
  const fail = (message: string, help: string) => {
    reject(scope, profile.keyNode, "elastic-profile", message, { help });
  };
  if (text !== undefined && isOnlySpaces(text)) {
    fail(`"elastic_profile_id" of ${what} is empty`, "name a profile, or remove the key");
  } else if (resources.length > 0) {
    fail(`${what} has both "elastic_profile_id" and "resources"`, "remove one of the two");
  } else if (textIn(fields, "run_instances")?.toLowerCase() === "all") {
    fail(
      `${what} cannot run on all agents with an elastic profile`,
      "write a number as `run_instances`, or use resources",
    );
  }
}

function checkTabs(scope: RuleScope, { what, tabs }: Job): void {
  for (const { key, keyNode, value } of tabs) {
    if (hasNoValue(value)) {
      reject(scope, keyNode, "tab-invalid", `the tab "${key}" of ${what} has no path`, {
        help: "write the path of an artifact after its name",
      });
      continue;
    }
    const name = resolveText(scope, `the name of the tab "${key}" of ${what}`, keyNode);
    const path = resolveText(scope, `the path of the tab "${key}" of ${what}`, value);
    if (name !== undefined) checkTab(scope, what, name, path, keyNode);
  }
}

const NO_IDS: readonly string[] = [];

/** Checks the artifacts of a job, and returns the ids of the external ones. */
function checkArtifacts(scope: RuleScope, job: string, artifacts: readonly Artifact[]): readonly string[] {
  const ids: string[] = [];
  const idPlaces = new Map<string, Place>();
  const built = new Map<string, Place>();
  let first: Artifact | undefined;
  for (const artifact of artifacts) {
    if (artifact.type !== "external") {
      checkBuild(scope, artifact, built);
      continue;
    }
    const id = checkExternal(scope, artifact);
    if (id === undefined) continue;
    ids.push(id);
    const describe = () =>
      `the external artifact "${id}" is defined twice in ${job} (ids are case-insensitive)`;
    const isNew = checkOnce(scope, artifact, idPlaces, id.toLowerCase(), describe);
    // PluggableArtifactConfig.validateUniqueness compares each with the first one only.
    if (first === undefined) first = artifact;
    else if (isNew) checkConfiguration(scope, artifact, first);
  }
  return ids.length === 0 ? NO_IDS : ids;
}

function checkOnce(
  scope: RuleScope,
  { keyNode }: Artifact,
  seen: Map<string, Place>,
  key: string,
  describe: () => string,
): boolean {
  return checkUnique(scope.findings, seen, key, placeOf(scope.tree, keyNode), () => ({
    code: "artifact-invalid",
    message: describe(),
    reach: scope.reach,
  }));
}

function checkConfiguration(scope: RuleScope, artifact: Artifact, first: Artifact): void {
  const store = textIn(artifact.fields, "store_id");
  if (store === undefined || store.toLowerCase() !== textIn(first.fields, "store_id")?.toLowerCase()) return;
  const isEqual = (["plain", "secure"] as const).every((list) => {
    return sortedOptions(artifact.options[list]) === sortedOptions(first.options[list]);
  });
  if (!isEqual) return;
  const [id = "", other = ""] = [artifact, first].map(({ fields }) => textIn(fields, "id"));
  const message = `the external artifacts "${other}" and "${id}" have the same store and configuration`;
  rejectAt(scope.findings, placeOf(scope.tree, artifact.keyNode), "artifact-invalid", message, {
    help: "remove one of the two",
    reach: scope.reach,
    related: [{ message: "the first one is here", place: placeOf(scope.tree, first.keyNode) }],
  });
}

function checkBuild(scope: RuleScope, artifact: Artifact, seen: Map<string, Place>): void {
  const { type, what, fields } = artifact;
  const [sourceNode, destinationNode] = [fields.get("source")?.value, fields.get("destination")?.value];
  // GoCD trims both (BuiltinArtifactConfig).
  const source = sourceNode && resolveText(scope, `"source" of ${what}`, sourceNode)?.trim();
  const destination =
    destinationNode && resolveText(scope, `"destination" of ${what}`, destinationNode)?.trim();
  if (sourceNode !== undefined && source === "") {
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
  checkOnce(scope, artifact, seen, key, () => `${what} with the source "${source}" is defined twice`);
}

function checkExternal(scope: RuleScope, { what, fields, options }: Artifact): string | undefined {
  checkOptions(scope, `the configuration of ${what}`, options);
  const id = fields.get("id");
  const text = textIn(fields, "id");
  if (id !== undefined && text !== undefined) checkName(scope, "artifact", text, id.value);
  return text;
}
