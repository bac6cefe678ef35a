import { didYouMean } from "../../model/suggest.js";
import { entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";
import { PLUGIN, TASKS } from "../grammar/task.js";
import { checkEndless } from "./endless.js";
import { checkFetch, type Fetch } from "./fetch.js";
import { refuse, warn, type Scope } from "./finding.js";
import { resolveText } from "./parameter.js";
import { normalizePath } from "./path.js";
import { readOptions } from "./plugin-options.js";
import { checkRequired, readFields, textIn, type Fields } from "./shape.js";
import { firstEntry } from "./single.js";
import { checkBoolean, isAbsent, kindOf, readTextMap } from "./value.js";

export type { Fetch } from "./fetch.js";

/** Texts of a task in which GoCD puts in parameters, and that may be anything. */
const RESOLVED = ["build_file", "target", "nant_path"];

/** Checks `tasks` of a job (JobTransform, TaskTransform, the CRTask types), and gives its fetches. */
export function readTasks(scope: Scope, job: string, entry: Entry): Fetch[] {
  const fetches: Fetch[] = [];
  const real = dereference(entry.value);
  if (real.kind !== "sequence") {
    refuse(scope, entry.value, "value-type", `"tasks" of ${job} must be a list, but is ${kindOf(real)}`, {
      help: "begin each task with `- `",
    });
    return [];
  }
  // Before format_version 11 GoCD puts an echo into a job without tasks.
  if (real.items.length === 0 && scope.version !== undefined && scope.version >= 11) {
    refuse(scope, entry.keyNode, "empty", `${job} has no task`, { help: "write at least one task" });
  }
  if (!checkEndless(scope, `the tasks of ${job}`, real)) readItems(scope, job, real.items, fetches);
  return fetches;
}

/** Lists in lists are flattened, however deep. */
function readItems(scope: Scope, job: string, items: readonly Node[], fetches: Fetch[]): void {
  for (const item of items) {
    const real = dereference(item);
    if (real.kind === "sequence") {
      readItems(scope, job, real.items, fetches);
      continue;
    }
    const task = firstEntry(scope, `a task of ${job}`, item);
    if (task !== undefined) readTask(scope, job, task, false, fetches);
  }
}

function readTask(scope: Scope, job: string, task: Entry, isOnCancel: boolean, fetches: Fetch[]): void {
  const { key: type, keyNode, value } = task;
  const text = textOf(value);
  if (type.toLowerCase() === "script" && typeof text === "string") {
    resolveText(scope, `the script of ${job}`, value);
    return;
  }
  const what = `the ${type} task of ${job}`;
  if (typeof text === "string" || dereference(value).kind === "sequence") {
    refuse(scope, value, "value-type", `${what} must be a mapping, but is ${kindOf(value)}`, {
      help: type === "exec" ? "write `command:` below it" : "write its keys indented below it",
    });
    return;
  }
  const shape = TASKS.get(type);
  if (shape === undefined) {
    const names = [...TASKS.keys(), "script"];
    const help =
      type.toLowerCase() === "script" ? "write the script itself behind `script:`" : didYouMean(type, names);
    refuse(
      scope,
      keyNode,
      "task-kind",
      `"${type}" with ${kindOf(value)} behind it is no task that GoCD knows, in ${job}`,
      {
        help,
        reach: "repo",
      },
    );
    return;
  }
  const fields = text === null ? new Map<string, Entry>() : readFields(scope, what, value, shape);
  if (fields === undefined) return;
  checkReadEverywhere(scope, what, value, shape.keys);
  checkRunIf(scope, what, fields);
  for (const key of RESOLVED) {
    const entry = fields.get(key);
    if (entry !== undefined) resolveText(scope, `"${key}" of ${what}`, entry.value);
  }
  checkWorkingDirectory(scope, what, fields);
  if (type === "exec") checkExec(scope, what, task, fields);
  if (type === "plugin") checkPlugin(scope, what, task, fields, isOnCancel);
  if (type === "fetch") {
    const fetch = checkFetch(scope, what, task, fields);
    if (fetch !== undefined) fetches.push(fetch);
  }
  const cancel = fields.get("on_cancel");
  if (cancel !== undefined) readOnCancel(scope, job, cancel, isOnCancel, fetches);
}

function readOnCancel(scope: Scope, job: string, cancel: Entry, isOnCancel: boolean, fetches: Fetch[]): void {
  if (isOnCancel) {
    refuse(scope, cancel.keyNode, "on-cancel-nested", `an "on_cancel" stands in another one, in ${job}`, {
      help: "remove the inner one",
    });
    return;
  }
  const task = firstEntry(scope, `"on_cancel" in ${job}`, cancel.value);
  if (task !== undefined) readTask(scope, job, task, true, fetches);
}

/** Of any task the plugin reads these, though the server then drops most: values of a wrong kind throw. */
function checkReadEverywhere(
  scope: Scope,
  what: string,
  body: Node,
  keys: Readonly<Record<string, unknown>>,
): void {
  for (const key of ["is_file", "arguments", "options", "secure_options"]) {
    const entry = Object.hasOwn(keys, key) ? undefined : entryOf(body, key);
    if (entry === undefined || isAbsent(entry.value)) continue;
    const name = `"${key}" of ${what}`;
    if (key === "is_file") checkBoolean(scope, name, entry.value);
    else if (key !== "arguments") readTextMap(scope, name, entry.value);
    else if (dereference(entry.value).kind !== "sequence") {
      refuse(scope, entry.value, "value-type", `${name} must be a list, but is ${kindOf(entry.value)}`);
    }
  }
}

function checkRunIf(scope: Scope, what: string, fields: Fields): void {
  const entry = fields.get("run_if");
  const word = textIn(fields, "run_if");
  if (entry === undefined || word === undefined || ["passed", "failed", "any"].includes(word)) return;
  const message = `"run_if" of ${what} is "${word}", which GoCD silently takes for "passed"`;
  warn(scope, entry.value, "run-if-unknown", message, didYouMean(word, ["passed", "failed", "any"]));
}

function checkWorkingDirectory(scope: Scope, what: string, fields: Fields): void {
  const entry = fields.get("working_directory");
  const text = entry && resolveText(scope, `"working_directory" of ${what}`, entry.value);
  if (entry === undefined || text === undefined || normalizePath(text) !== undefined) return;
  refuse(
    scope,
    entry.value,
    "path-invalid",
    `the working directory "${text}" of ${what} is not below the job's folder`,
    {
      help: "write a relative path that does not leave it by `..`",
    },
  );
}

function checkExec(scope: Scope, what: string, task: Entry, fields: Fields): void {
  checkRequired(scope, what, task.keyNode, fields, ["command"]);
  const command = fields.get("command");
  const text = command && resolveText(scope, `"command" of ${what}`, command.value);
  if (command !== undefined && text?.trim() === "") {
    refuse(scope, command.value, "value-empty", `"command" of ${what} is empty`, {
      help: "write the program to run",
    });
  }
  const timeout = fields.get("timeout");
  const seconds = textIn(fields, "timeout");
  if (timeout !== undefined && seconds !== undefined && !/^[+-]?[0-9]+$/.test(seconds.trim())) {
    refuse(
      scope,
      timeout.value,
      "integer-invalid",
      `"timeout" of ${what} must be a whole number, but is "${seconds}"`,
      {
        help: "write digits only",
        reach: "repo",
      },
    );
  }
  const list = fields.get("arguments");
  if (list === undefined) return;
  const real = dereference(list.value);
  if (real.kind !== "sequence") {
    refuse(scope, list.value, "value-type", `"arguments" of ${what} must be a list, but is ${kindOf(real)}`, {
      help: "write one `- argument` a line below it",
    });
    return;
  }
  for (const item of real.items) {
    const argument = textOf(item);
    if (argument === undefined) {
      refuse(scope, item, "value-type", `an argument of ${what} must be text, but is ${kindOf(item)}`, {
        help: "put it in quotes, if it holds a colon or bracket that is meant",
      });
    } else if (argument === null) {
      refuse(scope, item, "value-empty", `an argument of ${what} has nothing in it`, {
        help: 'write `""` for an empty one',
      });
    } else resolveText(scope, `an argument of ${what}`, item);
  }
}

function checkPlugin(scope: Scope, what: string, task: Entry, fields: Fields, isOnCancel: boolean): void {
  readOptions(scope, what, task.value);
  const entry = fields.get("configuration");
  if (entry === undefined) {
    // The server does not look at the task of an on_cancel before it converts it.
    checkRequired(scope, what, task.keyNode, fields, ["configuration"], isOnCancel ? "repo" : scope.reach);
    return;
  }
  const name = `"configuration" of ${what}`;
  const configuration = readFields({ ...scope, reach: "repo" }, name, entry.value, PLUGIN);
  if (configuration !== undefined)
    checkRequired(scope, name, entry.keyNode, configuration, ["id", "version"]);
}
