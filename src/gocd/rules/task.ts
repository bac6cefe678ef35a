import { didYouMean } from "../../model/suggest.js";
import { entriesOf, entryOf } from "../../yaml/entries.js";
import { dereference } from "../../yaml/node.js";
import { FETCH_KEYS, RUN_IF_WORDS } from "../grammar/task.js";
import { isOnlySpaces } from "../names.js";
import { textIn } from "../read/fields.js";
import { reject, warn } from "../read/findings.js";
import { isExternalFetch, type CommandTask, type Task } from "../read/task.js";
import { checkWord, normalizePath } from "./name.js";
import { checkOptions, resolveTarget, resolveText, type RuleScope } from "./parameter.js";
import type { Fetch, Target } from "./summary.js";

/** Text fields with parameters in them that may have any value. */
const RESOLVED = ["build_file", "target", "nant_path"];

/** What most tasks fetch. The summaries of all jobs stay in memory. */
export const NO_FETCHES: readonly Fetch[] = [];

/** Checks a task of a job (the CRTask types) and that of its `on_cancel`, and returns the sources that they fetch. */
export function checkTask(scope: RuleScope, job: string, task: Task, isOnCancel = false): readonly Fetch[] {
  if (task.type === "script") {
    resolveText(scope, `the script of ${job}`, task.script);
    return NO_FETCHES;
  }
  const { what, fields } = task;
  checkRunIf(scope, task);
  for (const key of RESOLVED) {
    const entry = fields.get(key);
    if (entry !== undefined) resolveText(scope, `"${key}" of ${what}`, entry.value);
  }
  checkWorkingDirectory(scope, task);
  if (task.type === "exec") checkExec(scope, task);
  // The server does not check the task of an on_cancel for options that are in both lists.
  if (task.type === "plugin") checkOptions(scope, what, task.options, { allowsBoth: isOnCancel });
  const fetch = task.type === "fetch" ? checkFetch(scope, task) : undefined;
  const others = task.onCancel === undefined ? NO_FETCHES : checkTask(scope, job, task.onCancel, true);
  return fetch === undefined ? others : [fetch, ...others];
}

function checkRunIf(scope: RuleScope, { what, fields }: CommandTask): void {
  const entry = fields.get("run_if");
  const word = textIn(fields, "run_if");
  if (entry === undefined || word === undefined || RUN_IF_WORDS.includes(word)) return;
  const message = `"run_if" of ${what} is "${word}", which GoCD reads as "passed"`;
  warn(scope, entry.value, "run-if-unknown", message, didYouMean(word, RUN_IF_WORDS));
}

function checkWorkingDirectory(scope: RuleScope, { what, fields }: CommandTask): void {
  const entry = fields.get("working_directory");
  const text = entry && resolveText(scope, `"working_directory" of ${what}`, entry.value);
  if (entry === undefined || text === undefined || normalizePath(text) !== undefined) return;
  const message = `"working_directory" of ${what} is "${text}", which is not below the job's folder`;
  reject(scope, entry.value, "path-invalid", message, {
    help: "write a relative path that does not leave the folder with `..`",
  });
}

function checkExec(scope: RuleScope, { what, fields, arguments: items }: CommandTask): void {
  const command = fields.get("command");
  const text = command && resolveText(scope, `"command" of ${what}`, command.value);
  if (command !== undefined && text?.trim() === "") {
    reject(scope, command.value, "value-empty", `"command" of ${what} is empty`, {
      help: "write the program to run",
    });
  }
  const timeout = fields.get("timeout");
  const seconds = textIn(fields, "timeout");
  if (timeout !== undefined && seconds !== undefined && !/^[+-]?[0-9]+$/.test(seconds.trim())) {
    const message = `"timeout" of ${what} must be an integer, but is "${seconds}"`;
    reject(scope, timeout.value, "integer-invalid", message, { help: "write digits only", reach: "repo" });
  }
  for (const item of items) resolveText(scope, `an argument of ${what}`, item);
}

/** Checks a fetch task on its own, and returns its source; undefined if an error hides that. */
function checkFetch(scope: RuleScope, task: CommandTask): Fetch | undefined {
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
  if (!isExternal) checkGiven(scope, task, "source", source, (text) => text === "");
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
  isMissing = isOnlySpaces,
): void {
  const entry = fields.get(key);
  if (entry === undefined || target === undefined || !isMissing(target.text)) return;
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
