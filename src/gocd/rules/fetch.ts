import { entriesOf, entryOf } from "../../yaml/entries.js";
import { dereference } from "../../yaml/node.js";
import { FETCH_KEYS } from "../grammar/task.js";
import { reject, warn } from "../read/findings.js";
import { isExternalFetch, type CommandTask } from "../read/task.js";
import { checkOptions } from "./options.js";
import { resolveTarget, type RuleScope } from "./parameter.js";
import { normalizePath } from "./path.js";
import type { Fetch, Target } from "./summary.js";
import { checkWord } from "./words.js";

/** Checks a fetch task on its own, and returns its source; undefined if an error hides that. */
export function checkFetch(scope: RuleScope, task: CommandTask): Fetch | undefined {
  const { what, fields } = task;
  const origin = fields.get("artifact_origin");
  if (origin !== undefined) {
    checkWord(scope, `"artifact_origin" of ${what}`, origin.value, Object.keys(FETCH_KEYS), "repo");
  }
  const isExternal = isExternalFetch(fields);
  for (const key of FETCH_KEYS[isExternal ? "gocd" : "external"]) {
    const unused = fields.get(key);
    if (unused === undefined) continue;
    const message = `"${key}" of ${what} has no effect on an artifact of origin ${isExternal ? "external" : "gocd"}`;
    const help = isExternal ? "remove it" : "write `artifact_origin: external`, or remove it";
    warn(scope, unused.keyNode, "key-ignored", message, help);
  }
  const target = (key: string) => {
    const entry = fields.get(key);
    return entry && resolveTarget(scope, `"${key}" of ${what}`, entry.value);
  };
  const [pipeline, stage, job] = [target("pipeline"), target("stage"), target("job")];
  const [source, destination, artifact] = [target("source"), target("destination"), target("artifact_id")];
  if (isExternal) checkConfiguration(scope, task);
  else {
    checkPath(scope, task, "source", source);
    checkPath(scope, task, "destination", destination);
  }
  checkGiven(scope, task, "stage", stage);
  checkGiven(scope, task, "job", job);
  if (!isExternal) checkGiven(scope, task, "source", source);
  if (stage === undefined || job === undefined) return undefined;
  return {
    what,
    pipeline: pipeline?.text.trim() === "" ? undefined : pipeline,
    stage,
    job,
    artifact: isExternal ? artifact : undefined,
  };
}

function checkGiven(
  scope: RuleScope,
  { what, fields }: CommandTask,
  key: string,
  target: Target | undefined,
): void {
  const entry = fields.get(key);
  if (entry === undefined || target?.text.trim() !== "") return;
  const help = "write its name, or remove the task";
  reject(scope, entry.value, "value-empty", `"${key}" of ${what} is empty`, { help });
}

function checkPath(
  scope: RuleScope,
  { what, fields }: CommandTask,
  key: string,
  path: Target | undefined,
): void {
  const entry = fields.get(key);
  if (entry === undefined || path === undefined || normalizePath(path.text) !== undefined) return;
  const message = `"${key}" of ${what} is "${path.text}", which is not below the job's folder`;
  reject(scope, entry.value, "path-invalid", message, {
    help: "write a relative path that does not leave the folder with `..`",
  });
}

/** Only a configuration with options in it becomes the list that the server expects. */
function checkConfiguration(scope: RuleScope, { what, fields, options }: CommandTask): void {
  const entry = fields.get("configuration");
  const name = `"configuration" of ${what}`;
  checkOptions(scope, name, options);
  if (entry === undefined || dereference(entry.value).kind !== "mapping") return;
  const isEmpty = ["options", "secure_options"].every((key) => {
    const list = entryOf(entry.value, key);
    return list === undefined || (entriesOf(list.value)?.length ?? 0) === 0;
  });
  if (!isEmpty) return;
  reject(scope, entry.keyNode, "empty", `${name} has no options`, {
    help: "write options, or remove it",
    reach: "repo",
  });
}
