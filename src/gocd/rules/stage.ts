import type { Place } from "../../model/source.js";
import { dereference, placeOf, textOf, type Node } from "../../yaml/node.js";
import { wordsOf } from "../grammar/shape.js";
import { APPROVAL, APPROVAL_WORDS } from "../grammar/stage.js";
import { reject, checkUnique } from "../read/findings.js";
import type { Pipeline } from "../read/pipeline.js";
import type { Approval, Stage } from "../read/stage.js";
import { checkJob } from "./job.js";
import { checkName, checkWord } from "./name.js";
import { resolveText, type RuleScope } from "./parameter.js";
import type { JobSummary, StageSummary } from "./summary.js";
import { checkVariables, compareCase, type VariableLevel } from "./variable.js";

/**
 * Checks the stages of a pipeline; `outer` are the pipeline's variables. Returns them by name in lower case; undefined
 * if they are not all known.
 */
export function checkStages(
  scope: RuleScope,
  { what, stages }: Pipeline,
  outer: readonly VariableLevel[],
): ReadonlyMap<string, StageSummary> | undefined {
  if (stages === undefined) return undefined;
  const seen = new Map<string, Place>();
  const summaries = new Map<string, StageSummary>();
  for (const stage of stages.list) {
    const { name, keyNode } = stage;
    const jobs = checkStage(scope, stage, outer);
    if (checkOnce(scope, seen, name, keyNode, () => `the stage "${name}" is defined twice in ${what}`)) {
      summaries.set(name.toLowerCase(), { name, position: summaries.size, jobs });
    }
  }
  return stages.isComplete ? summaries : undefined;
}

/** Checks how the variables of stages and jobs go together with those of their pipeline; the rest is checked already. */
export function checkOverrides(scope: RuleScope, { stages }: Pipeline, pipeline: VariableLevel): void {
  for (const stage of stages?.list ?? []) {
    const level = compareCase(scope, stage.what, stage.variables, [pipeline]);
    for (const job of stage.jobs ?? []) compareCase(scope, job.what, job.variables, [pipeline, level]);
  }
}

function checkStage(
  scope: RuleScope,
  stage: Stage,
  outer: readonly VariableLevel[],
): ReadonlyMap<string, JobSummary> | undefined {
  const { name, what, keyNode, approval, jobs } = stage;
  checkName(scope, "stage", name, keyNode);
  if (approval !== undefined) checkApproval(scope, approval);
  const levels = [...outer, checkVariables(scope, what, stage.variables, outer)];
  if (jobs === undefined) return undefined;
  const seen = new Map<string, Place>();
  const summaries = new Map<string, JobSummary>();
  for (const job of jobs) {
    const summary = checkJob(scope, job, levels);
    const describe = () => `the job "${job.name}" is defined twice in ${what}`;
    if (checkOnce(scope, seen, job.name, job.keyNode, describe)) {
      summaries.set(job.name.toLowerCase(), summary);
    }
  }
  return summaries;
}

function checkOnce(
  scope: RuleScope,
  seen: Map<string, Place>,
  name: string,
  node: Node,
  describe: () => string,
): boolean {
  return checkUnique(scope.findings, seen, name.toLowerCase(), placeOf(scope.tree, node), () => ({
    code: "name-duplicate",
    message: `${describe()} (names are case-insensitive)`,
    help: "rename one",
    reach: "repo",
  }));
}

/** Checks `approval` (CRApproval). The server does not know `auto`, which the plugin replaces only in the short form. */
function checkApproval(scope: RuleScope, approval: Approval): void {
  const { what } = approval;
  if (approval.kind === "word") {
    checkWord(scope, what, approval.value, APPROVAL_WORDS);
    return;
  }
  const { type, users, usersEntry } = approval;
  if (type !== undefined) checkWord(scope, `"type" of ${what}`, type.value, wordsOf(APPROVAL, "type"));
  for (const user of users) {
    const isNull = textOf(user) === null;
    if (!isNull && resolveText(scope, `a user of ${what}`, user)?.trim() !== "") continue;
    const node = isNull && usersEntry !== undefined ? usersEntry.keyNode : dereference(user);
    reject(scope, node, "value-empty", `a user of ${what} has no name`, {
      help: "write the name, or remove the item",
      reach: isNull ? "repo" : scope.reach,
    });
  }
}
