import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference } from "../../yaml/node.js";
import { STAGE, STAGE_WITH_JOB } from "../grammar/stage.js";
import { checkApproval } from "./approval.js";
import { refuse, type Scope } from "./finding.js";
import { readJob, readJobFields, type Job } from "./job.js";
import { checkName } from "./name.js";
import { readFields } from "./shape.js";
import { firstEntry } from "./single.js";
import { checkUnique, type First } from "./unique.js";
import { isAbsent, kindOf } from "./value.js";
import { checkBuiltIn, checkCase, readVariables, type VariableLevel } from "./variable.js";

/** A stage, as far as rules across stages and pipelines need it. */
export interface Stage {
  readonly name: string;
  /** Counted from 0 within the pipeline. */
  readonly position: number;
  /** By name in small letters; undefined where a mistake keeps them unknown. */
  readonly jobs: ReadonlyMap<string, Job> | undefined;
}

/** The stages of a pipeline in order, by name in small letters. */
export type Stages = ReadonlyMap<string, Stage>;

/**
 * Reads `stages` of a pipeline (PipelineTransform.addStages): a list whose items may be lists, one level deep.
 * Undefined, with an error, where they cannot be told.
 */
export function readStages(
  scope: Scope,
  pipeline: string,
  entry: Entry,
  outer: readonly VariableLevel[],
): Stages | undefined {
  const real = dereference(entry.value);
  if (real.kind !== "sequence") {
    const message = `the stages of ${pipeline} must be a list, but are ${kindOf(real)}`;
    refuse(scope, entry.value, "value-type", message, { help: "begin each stage with `- ` and its name" });
    return undefined;
  }
  const items = real.items.flatMap((item) => {
    const inner = dereference(item);
    return inner.kind === "sequence" ? inner.items : [item];
  });
  if (items.length === 0) {
    refuse(scope, entry.keyNode, "empty", `${pipeline} has no stage`, { help: "write at least one stage" });
  }
  const stages = new Map<string, Stage>();
  const seen = new Map<string, First>();
  let isWhole = true;
  for (const item of items) {
    const first = firstEntry(scope, `a stage of ${pipeline}`, item);
    if (first === undefined) {
      isWhole = false;
      continue;
    }
    const { key: name, keyNode } = first;
    const jobs = readStage(scope, first, outer);
    const isFirst = checkUnique(
      seen,
      name.toLowerCase(),
      { scope, node: keyNode },
      {
        code: "name-duplicate",
        message: `the stage "${name}" stands twice in ${pipeline}, in any letter case`,
        help: "rename one",
        reach: "repo",
      },
    );
    if (isFirst) stages.set(name.toLowerCase(), { name, position: stages.size, jobs });
  }
  return isWhole ? stages : undefined;
}

/** StageTransform: without `jobs` the stage's own keys are those of its one job, named like the stage. */
function readStage(scope: Scope, entry: Entry, outer: readonly VariableLevel[]): Stage["jobs"] {
  const { key: name, keyNode, value } = entry;
  const what = `the stage "${name}"`;
  checkName(scope, "stage", name, keyNode);
  if (isAbsent(value)) {
    const help = "indent its keys deeper than its name";
    refuse(scope, keyNode, "value-type", `${what} has nothing in it`, { help });
    return undefined;
  }
  const jobs = entryOf(value, "jobs");
  const hasJobs = jobs !== undefined && !isAbsent(jobs.value);
  const fields = readFields(scope, what, value, hasJobs ? STAGE : STAGE_WITH_JOB);
  if (fields === undefined) return undefined;
  const approval = fields.get("approval");
  if (approval !== undefined) checkApproval(scope, what, approval);
  if (hasJobs) {
    const variables = readVariables(scope, what, fields);
    checkBuiltIn(variables, what);
    return readJobs(scope, what, jobs, [...outer, checkCase(outer, variables, what)]);
  }
  if (!fields.has("tasks")) {
    refuse(scope, keyNode, "key-missing", `${what} needs "jobs", or "tasks" if it has one job only`, {
      help: "write `jobs:` below it, with a job's name and its `tasks:`",
    });
    return undefined;
  }
  return new Map([[name.toLowerCase(), readJobFields(scope, what, entry, fields, outer)]]);
}

function readJobs(scope: Scope, stage: string, jobs: Entry, outer: readonly VariableLevel[]): Stage["jobs"] {
  const entries = entriesOf(jobs.value);
  if (entries === undefined) {
    const message = `the jobs of ${stage} must be a mapping, but are ${kindOf(jobs.value)}`;
    refuse(scope, jobs.value, "value-type", message, {
      help: "write each job as `name:` with its keys below",
    });
    return undefined;
  }
  if (entries.length === 0) {
    refuse(scope, jobs.keyNode, "empty", `${stage} has no job`, { help: "write at least one job" });
  }
  const seen = new Map<string, First>();
  const read = new Map<string, Job>();
  for (const entry of entries) {
    const folded = entry.key.toLowerCase();
    const isFirst = checkUnique(
      seen,
      folded,
      { scope, node: entry.keyNode },
      {
        code: "name-duplicate",
        message: `the job "${entry.key}" stands twice in ${stage}, in any letter case`,
        help: "rename one",
        reach: "repo",
      },
    );
    const job = readJob(scope, entry, outer);
    if (isFirst) read.set(folded, job);
  }
  return read;
}
