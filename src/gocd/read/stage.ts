import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, textOf, type Node } from "../../yaml/node.js";
import { APPROVAL, STAGE, STAGE_WITH_JOB } from "../grammar/stage.js";
import { readFields, type Fields } from "./fields.js";
import { reject, type Scope } from "./findings.js";
import { firstEntry, describeNode, hasNoValue, readTexts, rejectList } from "./values.js";
import { readJob, readJobFields, type Job } from "./job.js";
import { readVariables, type DeclaredVariable } from "./variable.js";

/** A stage of a pipeline. */
export interface Stage {
  readonly name: string;
  readonly what: string;
  readonly keyNode: Node;
  /** The offset of its end. */
  readonly end: number;
  readonly approval: Approval | undefined;
  /** Its own variables; those of a stage without `jobs` are the job's. */
  readonly variables: readonly DeclaredVariable[];
  /** Undefined if an error hides them. */
  readonly jobs: readonly Job[] | undefined;
}

/** `approval` of a stage: one word, or a mapping. */
export type Approval =
  | { readonly kind: "word"; readonly what: string; readonly value: Node }
  | {
      readonly kind: "mapping";
      readonly what: string;
      readonly type: Entry | undefined;
      /** The items of `users`, absent ones included, and their key. */
      readonly users: readonly Node[];
      readonly usersEntry: Entry | undefined;
    };

/** The stages of a pipeline. */
export interface Stages {
  readonly list: readonly Stage[];
  /** Whether all stages could be read, at least by name. */
  readonly isComplete: boolean;
}

/**
 * Reads `stages` of a pipeline (PipelineTransform.addStages): a list whose items may be lists, one level deep. If it
 * is not a list, this is an error and the result is undefined.
 */
export function readStages(scope: Scope, pipeline: string, entry: Entry): Stages | undefined {
  const real = dereference(entry.value);
  if (real.kind !== "sequence") {
    rejectList(scope, `"stages" of ${pipeline}`, entry.value, "begin each stage with `- ` and its name");
    return undefined;
  }
  const items = real.items.flatMap((item) => {
    const inner = dereference(item);
    return inner.kind === "sequence" ? inner.items : [item];
  });
  if (items.length === 0) {
    reject(scope, entry.keyNode, "empty", `${pipeline} has no stage`, { help: "write at least one stage" });
  }
  const list: Stage[] = [];
  for (const item of items) {
    const first = firstEntry(scope, `a stage of ${pipeline}`, item);
    if (first !== undefined) list.push(readStage(scope, first));
  }
  return { list, isComplete: list.length === items.length };
}

/** StageTransform: without `jobs` the keys of the stage are also those of its one job, which has the stage's name. */
function readStage(scope: Scope, entry: Entry): Stage {
  const { key: name, keyNode, value } = entry;
  const what = `the stage "${name}"`;
  const { end } = value;
  const unknown: Stage = { name, what, keyNode, end, approval: undefined, variables: [], jobs: undefined };
  if (hasNoValue(value)) {
    const help = "write its keys below it, indented deeper than its name";
    reject(scope, keyNode, "value-type", `${what} has no keys`, { help });
    return unknown;
  }
  const jobs = entryOf(value, "jobs");
  const hasJobs = jobs !== undefined && !hasNoValue(jobs.value);
  const fields = readFields(scope, what, value, hasJobs ? STAGE : STAGE_WITH_JOB, {
    required: () => [],
  });
  if (fields === undefined) return unknown;
  const stage = { name, what, keyNode, end, approval: readApproval(scope, what, fields) };
  if (hasJobs) {
    return {
      ...stage,
      variables: readVariables(scope, what, fields),
      jobs: readJobs(scope, what, jobs),
    };
  }
  if (!fields.has("tasks")) {
    const [place, message, help] =
      jobs === undefined
        ? [
            keyNode,
            `${what} needs "jobs", or "tasks" if it has only one job`,
            "write `jobs:` below it, with a job's name and its `tasks:`",
          ]
        : [
            jobs.keyNode,
            `"jobs" of ${what} has no job`,
            "write the names of the jobs below it, indented deeper than `jobs:`",
          ];
    reject(scope, place, "key-missing", message, { help });
    return { ...stage, variables: readVariables(scope, what, fields), jobs: undefined };
  }
  return { ...stage, variables: [], jobs: [readJobFields(scope, what, entry, fields)] };
}

function readJobs(scope: Scope, stage: string, jobs: Entry): readonly Job[] | undefined {
  const entries = entriesOf(jobs.value);
  if (entries === undefined) {
    const message = `"jobs" of ${stage} must be a mapping, but is ${describeNode(jobs.value)}`;
    reject(scope, jobs.value, "value-type", message, {
      help: "write each job as `name:` with its keys below",
    });
    return undefined;
  }
  if (entries.length === 0) {
    reject(scope, jobs.keyNode, "empty", `${stage} has no job`, { help: "write at least one job" });
  }
  return entries.map((entry) => readJob(scope, entry));
}

/** Reads `approval` (StageTransform.addApproval). */
function readApproval(scope: Scope, stage: string, stageFields: Fields): Approval | undefined {
  const entry = stageFields.get("approval");
  if (entry === undefined) return undefined;
  const what = `"approval" of ${stage}`;
  if (typeof textOf(entry.value) === "string") return { kind: "word", what, value: entry.value };
  const fields = readFields(scope, what, entry.value, APPROVAL, {
    requiredAt: entry.keyNode,
  });
  if (fields === undefined) return undefined;
  const usersEntry = fields.get("users");
  const roles = fields.get("roles");
  const users = usersEntry === undefined ? [] : readTexts(scope, `"users" of ${what}`, usersEntry.value);
  if (roles !== undefined) readTexts(scope, `"roles" of ${what}`, roles.value);
  return { kind: "mapping", what, type: fields.get("type"), users, usersEntry };
}
