import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, placeOf, type Node } from "../../yaml/node.js";
import { checkApproval } from "./approval.js";
import { refuse, type Scope } from "./finding.js";
import { readJob, readJobFields, type Job } from "./job.js";
import { checkName } from "./name.js";
import { readFields } from "./shape.js";
import { STAGE, STAGE_WITH_JOB } from "./shapes.js";
import { firstEntry } from "./single.js";
import { isAbsent, kindOf } from "./value.js";
import { checkBuiltIn, checkCase, readVariables, type VariableLevel } from "./variable.js";

/** A stage, as far as rules across stages and pipelines need it. */
export interface Stage {
  readonly name: string;
  readonly keyNode: Node;
  readonly jobs: readonly Job[];
}

/** Reads `stages` of a pipeline (PipelineTransform.addStages): a list whose items may be lists, one level deep. */
export function readStages(
  scope: Scope,
  pipeline: string,
  entry: Entry,
  outer: readonly VariableLevel[],
): Stage[] {
  const real = dereference(entry.value);
  if (real.kind !== "sequence") {
    refuse(
      scope,
      entry.value,
      "value-type",
      `the stages of ${pipeline} must be a list, but are ${kindOf(real)}`,
      {
        help: "begin each stage with `- ` and its name",
      },
    );
    return [];
  }
  const items = real.items.flatMap((item) => {
    const inner = dereference(item);
    return inner.kind === "sequence" ? inner.items : [item];
  });
  if (items.length === 0) {
    refuse(scope, entry.keyNode, "empty", `${pipeline} has no stage`, { help: "write at least one stage" });
  }
  const stages: Stage[] = [];
  const seen = new Map<string, Node>();
  for (const item of items) {
    const first = firstEntry(scope, `a stage of ${pipeline}`, item);
    if (first === undefined) continue;
    const stage = readStage(scope, pipeline, first, outer);
    const twin = seen.get(stage.name.toLowerCase());
    if (twin === undefined) seen.set(stage.name.toLowerCase(), stage.keyNode);
    else {
      refuse(
        scope,
        stage.keyNode,
        "name-duplicate",
        `the stage "${stage.name}" stands twice in ${pipeline}, in any letter case`,
        {
          help: "rename one",
          reach: "repo",
          related: [{ message: "it stands first here", place: placeOf(scope.tree, twin) }],
        },
      );
    }
    stages.push(stage);
  }
  return stages;
}

/** StageTransform: without `jobs` the stage's own keys are those of its one job, named like the stage. */
function readStage(scope: Scope, pipeline: string, entry: Entry, outer: readonly VariableLevel[]): Stage {
  const { key: name, keyNode, value } = entry;
  const what = `the stage "${name}" of ${pipeline}`;
  checkName(scope, "stage", name, keyNode);
  if (isAbsent(value)) {
    refuse(scope, keyNode, "value-type", `${what} has nothing in it`, {
      help: "indent its keys deeper than its name",
    });
    return { name, keyNode, jobs: [] };
  }
  const jobs = entryOf(value, "jobs");
  const hasJobs = jobs !== undefined && !isAbsent(jobs.value);
  const fields = readFields(scope, what, value, hasJobs ? STAGE : STAGE_WITH_JOB);
  if (fields === undefined) return { name, keyNode, jobs: [] };
  const approval = fields.get("approval");
  if (approval !== undefined) checkApproval(scope, what, approval);
  if (hasJobs) {
    const variables = readVariables(scope, what, fields);
    checkBuiltIn(variables, what);
    const level = checkCase(outer, variables, what);
    return { name, keyNode, jobs: readJobs(scope, what, jobs, [...outer, level]) };
  }
  if (!fields.has("tasks")) {
    refuse(scope, keyNode, "key-missing", `${what} needs "jobs", or "tasks" if it has one job only`, {
      help: "write `jobs:` below it, with a job's name and its `tasks:`",
    });
    return { name, keyNode, jobs: [] };
  }
  return { name, keyNode, jobs: [readJobFields(scope, what, entry, fields, outer)] };
}

function readJobs(scope: Scope, stage: string, jobs: Entry, outer: readonly VariableLevel[]): Job[] {
  const entries = entriesOf(jobs.value);
  if (entries === undefined) {
    refuse(
      scope,
      jobs.value,
      "value-type",
      `the jobs of ${stage} must be a mapping, but are ${kindOf(jobs.value)}`,
      {
        help: "write each job as `name:` with its keys below",
      },
    );
    return [];
  }
  if (entries.length === 0) {
    refuse(scope, jobs.keyNode, "empty", `${stage} has no job`, { help: "write at least one job" });
  }
  const seen = new Map<string, Node>();
  return entries.map((entry) => {
    const job = readJob(scope, stage, entry, outer);
    const twin = seen.get(job.name.toLowerCase());
    if (twin === undefined) seen.set(job.name.toLowerCase(), job.keyNode);
    else {
      refuse(
        scope,
        job.keyNode,
        "name-duplicate",
        `the job "${job.name}" stands twice in ${stage}, in any letter case`,
        {
          help: "rename one",
          reach: "repo",
          related: [{ message: "it stands first here", place: placeOf(scope.tree, twin) }],
        },
      );
    }
    return job;
  });
}
