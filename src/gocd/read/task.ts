import { didYouMean } from "../../model/suggest.js";
import { entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";
import { OPTIONS } from "../grammar/job.js";
import { requiredKeys, type Shape } from "../grammar/shape.js";
import { FETCH_KEYS, PLUGIN, TASKS, type TaskType } from "../grammar/task.js";
import {
  hiddenParameter,
  quoteHelp,
  checkEndlessAlias,
  firstEntry,
  readOptions,
  type Options,
  checkBoolean,
  describeNode,
  hasNoValue,
  readTextMap,
  rejectList,
} from "./values.js";
import { readFields, rejectMissing, textIn, type Fields } from "./fields.js";
import { reject, type Scope } from "./findings.js";

/** A task of a job, or of an `on_cancel`. */
export type Task = ScriptTask | CommandTask;

/** `script: text` */
interface ScriptTask {
  readonly type: "script";
  readonly script: Node;
}

/** A task of any other type. */
export interface CommandTask {
  readonly type: TaskType;
  readonly what: string;
  readonly keyNode: Node;
  readonly fields: Fields;
  /** Items of `arguments` that are text or absent. */
  readonly arguments: readonly Node[];
  /** Those of a plugin task, or of the configuration of a fetch task. */
  readonly options: Options;
  readonly onCancel: Task | undefined;
}

const NO_OPTIONS: Options = { plain: [], secure: [] };

/** Reads `tasks` of a job (JobTransform, TaskTransform): a list, in which lists of any depth are flattened. */
export function readTasks(scope: Scope, job: string, entry: Entry): readonly Task[] {
  const real = dereference(entry.value);
  if (real.kind !== "sequence") {
    rejectList(scope, `"tasks" of ${job}`, entry.value, "begin each task with `- `");
    return [];
  }
  if (checkEndlessAlias(scope, `the tasks of ${job}`, real)) return [];
  const tasks: Task[] = [];
  readItems(scope, job, real.items, tasks);
  return tasks;
}

function readItems(scope: Scope, job: string, items: readonly Node[], tasks: Task[]): void {
  for (const item of items) {
    const real = dereference(item);
    if (real.kind === "sequence") {
      readItems(scope, job, real.items, tasks);
      continue;
    }
    const entry = firstEntry(scope, `a task of ${job}`, item);
    const task = entry && readTask(scope, job, entry, false);
    if (task !== undefined) tasks.push(task);
  }
}

function readTask(scope: Scope, job: string, entry: Entry, isOnCancel: boolean): Task | undefined {
  const { key, keyNode, value } = entry;
  const text = textOf(value);
  if (key.toLowerCase() === "script" && typeof text === "string") return { type: "script", script: value };
  const what = `the ${key} task of ${job}`;
  if (typeof text === "string" || dereference(value).kind === "sequence") {
    reject(scope, value, "value-type", `${what} must be a mapping, but is ${describeNode(value)}`, {
      help: key === "exec" ? "write `command:` below it" : "write its keys indented below it",
    });
    return undefined;
  }
  const [type, shape] = Array.from(TASKS).find(([one]) => one === key) ?? [];
  if (type === undefined || shape === undefined) {
    const names = [...TASKS.keys(), "script"];
    reject(
      scope,
      keyNode,
      "task-kind",
      `"${key}" with ${describeNode(value)} as its value is not a task that GoCD knows, in ${job}`,
      {
        help: key.toLowerCase() === "script" ? "write the script after `script:`" : didYouMean(key, names),
        reach: "repo",
      },
    );
    return undefined;
  }
  const required = (known: Fields) => keysOf(type, shape, known);
  // The server does not check the task of an on_cancel before it converts it, and needs the plugin then.
  const requiredReach = type === "plugin" && isOnCancel ? "repo" : scope.reach;
  const options = { required, requiredAt: keyNode, requiredReach };
  const fields = text === null ? new Map<string, Entry>() : readFields(scope, what, value, shape, options);
  if (fields === undefined) return undefined;
  if (text === null) rejectMissing(scope, what, keyNode, required(fields), requiredReach);
  checkReadEverywhere(scope, what, value, shape.keys);
  return {
    type,
    what,
    keyNode,
    fields,
    arguments: type === "exec" ? readArguments(scope, what, fields) : [],
    options: readTaskOptions(scope, type, what, value, fields),
    onCancel: readOnCancel(scope, job, fields, isOnCancel),
  };
}

/** The keys that the server requires. */
function keysOf(type: TaskType, shape: Shape, fields: Fields): readonly string[] {
  const keys = requiredKeys(shape);
  if (type !== "fetch") return keys;
  return [...keys, FETCH_KEYS[isExternalFetch(fields) ? "external" : "gocd"][0]];
}

/** Whether a fetch task fetches an artifact from an external store. */
export function isExternalFetch(fields: Fields): boolean {
  return textIn(fields, "artifact_origin") === "external";
}

function readOnCancel(scope: Scope, job: string, fields: Fields, isOnCancel: boolean): Task | undefined {
  const cancel = fields.get("on_cancel");
  if (cancel === undefined) return undefined;
  if (isOnCancel) {
    const message = `an "on_cancel" is inside another "on_cancel", in ${job}`;
    reject(scope, cancel.keyNode, "on-cancel-nested", message, { help: "remove the inner one" });
    return undefined;
  }
  const entry = firstEntry(scope, `"on_cancel" in ${job}`, cancel.value);
  return entry && readTask(scope, job, entry, true);
}

/** The plugin reads these keys of every task, although the server drops most: values of the wrong kind throw. */
function checkReadEverywhere(
  scope: Scope,
  what: string,
  body: Node,
  keys: Readonly<Record<string, unknown>>,
): void {
  for (const key of ["is_file", "arguments", "options", "secure_options"]) {
    const entry = Object.hasOwn(keys, key) ? undefined : entryOf(body, key);
    if (entry === undefined || hasNoValue(entry.value)) continue;
    const name = `"${key}" of ${what}`;
    if (key === "is_file") checkBoolean(scope, name, entry.value);
    else if (key !== "arguments") readTextMap(scope, name, entry.value);
    else if (dereference(entry.value).kind !== "sequence") {
      rejectList(scope, name, entry.value, "write one `- argument` per line below it");
    }
  }
}

function readArguments(scope: Scope, what: string, fields: Fields): readonly Node[] {
  const list = fields.get("arguments");
  if (list === undefined) return [];
  const real = dereference(list.value);
  if (real.kind !== "sequence") {
    rejectList(scope, `"arguments" of ${what}`, list.value, "write one `- argument` per line below it");
    return [];
  }
  return real.items.filter((item) => {
    const text = textOf(item);
    if (text === undefined) {
      const message = `an argument of ${what} must be text, but is ${describeNode(item)}`;
      reject(scope, item, "value-type", message, {
        help: "put it in quotes if the colon or bracket is part of the argument",
      });
    } else if (text === null) {
      const parameter = hiddenParameter(scope.tree, item);
      reject(scope, item, "value-empty", `an argument of ${what} has no value`, {
        help: parameter === undefined ? 'write `""` for an empty argument' : quoteHelp(parameter),
      });
    }
    return typeof text === "string";
  });
}

function readTaskOptions(scope: Scope, type: TaskType, what: string, body: Node, fields: Fields): Options {
  const entry = fields.get("configuration");
  const name = `"configuration" of ${what}`;
  if (type === "fetch") {
    if (entry === undefined || !isExternalFetch(fields)) return NO_OPTIONS;
    const isRead = readFields(scope, name, entry.value, OPTIONS) !== undefined;
    return isRead ? readOptions(scope, name, entry.value) : NO_OPTIONS;
  }
  if (type !== "plugin") return NO_OPTIONS;
  if (entry !== undefined) {
    // The plugin copies it as it is, and the server cannot read any other form.
    readFields({ ...scope, reach: "repo" }, name, entry.value, PLUGIN, {
      requiredAt: entry.keyNode,
      requiredReach: scope.reach,
    });
  }
  return readOptions(scope, what, body);
}
