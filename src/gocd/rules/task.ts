import { didYouMean } from "../../model/suggest.js";
import { RUN_IF_WORDS } from "../grammar/task.js";
import { textIn } from "../read/fields.js";
import { reject, warn } from "../read/findings.js";
import type { CommandTask, Task } from "../read/task.js";
import { checkFetch } from "./fetch.js";
import { checkOptions } from "./options.js";
import { resolveText, type RuleScope } from "./parameter.js";
import { normalizePath } from "./path.js";
import type { Fetch } from "./summary.js";

/** Text fields with parameters in them that may have any value. */
const RESOLVED = ["build_file", "target", "nant_path"];

/** Checks a task of a job (the CRTask types) and that of its `on_cancel`, and returns the sources that they fetch. */
export function checkTask(scope: RuleScope, job: string, task: Task): Fetch[] {
  if (task.type === "script") {
    resolveText(scope, `the script of ${job}`, task.script);
    return [];
  }
  const { what, fields } = task;
  checkRunIf(scope, task);
  for (const key of RESOLVED) {
    const entry = fields.get(key);
    if (entry !== undefined) resolveText(scope, `"${key}" of ${what}`, entry.value);
  }
  checkWorkingDirectory(scope, task);
  if (task.type === "exec") checkExec(scope, task);
  if (task.type === "plugin") checkOptions(scope, what, task.options);
  const fetch = task.type === "fetch" ? checkFetch(scope, task) : undefined;
  return [
    ...(fetch === undefined ? [] : [fetch]),
    ...(task.onCancel === undefined ? [] : checkTask(scope, job, task.onCancel)),
  ];
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
