import { didYouMean } from "../../model/suggest.js";
import { entriesOf, type Entry, entryOf } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";
import { JOB, PROPERTY, ARTIFACTS, ARTIFACT_TYPES, OPTIONS, type ArtifactType } from "../grammar/job.js";
import { readFields, type Fields } from "./fields.js";
import { reject, warn, type Scope } from "./findings.js";
import { readTasks, type Task } from "./task.js";
import {
  describeNode,
  readTextMap,
  readTexts,
  firstEntry,
  readOptions,
  type Options,
  rejectList,
} from "./values.js";
import { readVariables, type DeclaredVariable } from "./variable.js";

/** A job of a stage, or a stage without `jobs`, which is its only job. */
export interface Job {
  readonly name: string;
  readonly what: string;
  readonly keyNode: Node;
  /** The offset of its end. */
  readonly end: number;
  readonly fields: Fields;
  readonly variables: readonly DeclaredVariable[];
  /** Whether GoCD runs several instances of it. */
  readonly isMultiple: boolean;
  readonly resources: readonly Node[];
  /** Custom tabs: name and path. */
  readonly tabs: readonly Entry[];
  readonly artifacts: readonly Artifact[];
  readonly tasks: readonly Task[];
}

/** Reads one entry of `jobs` (JobTransform). If it is not a mapping, this is an error, and the job is empty. */
export function readJob(scope: Scope, entry: Entry): Job {
  const what = `the job "${entry.key}"`;
  const fields = readFields(scope, what, entry.value, JOB, { at: entry.keyNode });
  return readJobFields(scope, what, entry, fields ?? new Map());
}

/** Reads the keys of a job, which are those of the stage if that has no `jobs`. */
export function readJobFields(scope: Scope, what: string, entry: Entry, fields: Fields): Job {
  const { key: name, keyNode } = entry;
  const resources = fields.get("resources");
  const tabs = fields.get("tabs");
  const properties = fields.get("properties");
  const artifacts = fields.get("artifacts");
  const tasks = fields.get("tasks");
  if (properties !== undefined) readProperties(scope, what, properties);
  return {
    name,
    what,
    keyNode,
    end: entry.value.end,
    fields,
    variables: readVariables(scope, what, fields),
    isMultiple: readRunInstances(scope, what, fields),
    resources: resources === undefined ? [] : readTexts(scope, `"resources" of ${what}`, resources.value),
    tabs: tabs === undefined ? [] : readTextMap(scope, `"tabs" of ${what}`, dereference(tabs.value)),
    artifacts: artifacts === undefined ? [] : readArtifacts(scope, what, artifacts),
    tasks: tasks === undefined ? [] : readTasks(scope, what, tasks),
  };
}

/** `all`, or what Java's NumberFormat reads as a number: it stops at the first character that does not belong to one. */
function readRunInstances(scope: Scope, what: string, fields: Fields): boolean {
  const entry = fields.get("run_instances");
  if (entry === undefined) return false;
  const name = `"run_instances" of ${what}`;
  const text = textOf(entry.value);
  const help = "write `all`, or a number of at least 1";
  const fail = (message: string, reach = scope.reach) => {
    reject(scope, entry.value, "integer-invalid", message, { help, reach });
    return false;
  };
  if (text === undefined || text === null) {
    const message = `${name} must be text, but is ${describeNode(entry.value)}`;
    reject(scope, entry.value, "value-type", message, { help });
    return false;
  }
  if (text.toLowerCase() === "all") return true;
  const read = /^-?(?:[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)(?:E-?[0-9]+)?/.exec(text)?.[0];
  if (read === undefined) return fail(`${name} must be "all" or a number, but is "${text}"`);
  const value = Number(read.replaceAll(",", ""));
  if (!Number.isInteger(value) || Math.abs(value) > 2147483647) {
    return fail(`${name} is "${text}", which GoCD cannot read as an integer`, "repo");
  }
  if (value < 1) return fail(`${name} is ${text}, but must be at least 1`);
  if (!/^[0-9]+$/.test(text)) {
    const message = `GoCD reads "${text}" of ${name} as ${value}`;
    warn(scope, entry.value, "value-misread", message, `write \`${value}\` if you mean that`);
  }
  return true;
}

/** Reads `properties` (JobTransform.addProperties): the plugin checks their form, and the server ignores them. */
function readProperties(scope: Scope, job: string, entry: Entry): void {
  const message = `"properties" of ${job} has no effect: GoCD no longer has job properties`;
  warn(scope, entry.keyNode, "key-ignored", message, "remove it");
  const properties = entriesOf(entry.value);
  if (properties === undefined) {
    const kind = describeNode(entry.value);
    reject(scope, entry.value, "value-type", `"properties" of ${job} must be a mapping, but is ${kind}`, {
      help: "remove it",
    });
  }
  for (const { key, keyNode, value } of properties ?? []) {
    readFields(scope, `the property "${key}" of ${job}`, value, PROPERTY, { at: keyNode });
  }
}

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
function readArtifacts(scope: Scope, job: string, entry: Entry): readonly Artifact[] {
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
    const message = `"${key}" is not a type of artifact`;
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
