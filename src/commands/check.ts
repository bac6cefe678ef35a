import { addAll } from "../model/diagnostic.js";
import { pinsOfLock } from "../pin/resolution.js";
import { filterSources } from "../workspace/compare.js";
import { checkPlan, type BuildChange } from "../workspace/check-plan.js";
import { loadWorkspace } from "../workspace/load.js";
import { gitFindings, listTracked } from "../workspace/git.js";
import { makePlan } from "../workspace/plan.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** The options of `check`. */
export interface CheckOptions extends RunOptions {
  /** The sources whose enriched files are compared, as the user named them; see `filterSources`. */
  readonly only: readonly string[];
  /** Whether the pins are compared with the registries. */
  readonly withDrift: boolean;
  /** Whether the result contains the texts that differ. */
  readonly withChanges: boolean;
}

/** The outcome of `check`, in addition to its findings. */
export interface CheckResult {
  /** The changes that a build would make, sorted by path; only if they were requested. */
  readonly changes?: readonly BuildChange[];
}

/**
 * Builds in memory and compares the outcome with the disk. Only `--drift` queries registries. If there are errors in the
 * sources or the project file, only these are reported, because the output of a build is unknown.
 */
export async function check(world: World, options: CheckOptions): Promise<Outcome<CheckResult>> {
  const workspace = await loadWorkspace(options);
  if (workspace.state === "invalid") return { diagnostics: workspace.diagnostics, result: {} };
  const tracked = listTracked(world, workspace);
  const survey = await surveySources(workspace, { plansPinned: true });
  const { pins } = pinsOfLock(survey.usable, workspace.isLockReadable);
  const plan = makePlan(workspace, survey, { pins, diagnostics: [] });
  if (!survey.isComplete) return { diagnostics: plan.diagnostics, result: {} };
  const isSelected = filterSources(workspace, options.only);
  const { findings, changes, lock } = await checkPlan(workspace, survey, plan, isSelected);
  const diagnostics = [...plan.diagnostics, ...findings];
  if (plan.state === "ready") {
    addAll(diagnostics, await gitFindings(world, workspace, plan, tracked, "warning"));
  }
  if (options.withDrift) {
    const { findDrift } = await import("../workspace/drift.js");
    addAll(diagnostics, await findDrift(world, options, workspace, survey.usable, lock));
  }
  return { diagnostics, result: options.withChanges ? { changes } : {} };
}
