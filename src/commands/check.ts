import { addAll } from "../model/add-all.js";
import { readText } from "../files/disk.js";
import { LOCK_FILE } from "../files/project.js";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";
import { pinsOfLock } from "../pin/resolve.js";
import { comparePlan, type Comparison } from "../workspace/compare.js";
import type { Deviation } from "../workspace/deviation.js";
import { fileFindings } from "../workspace/file-findings.js";
import { textOnDisk } from "../workspace/first-difference.js";
import { loadWorkspace, manifestPath, type LoadedWorkspace } from "../workspace/load.js";
import { changedPins, lockFindings, lockState, unpinned } from "../workspace/lock-findings.js";
import { makePlan, type ReadyPlan } from "../workspace/plan.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** The options of `check`, in addition to those of every command. */
export interface CheckOptions extends RunOptions {
  /** Whether the registries are queried for newer, moved and removed tags. */
  readonly withDrift: boolean;
  /** Whether the result has the texts that differ. */
  readonly withChanges: boolean;
}

/** What a build would do to a file: its text before and after, undefined if there is no file. */
interface Change {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The result of `check`, in addition to its findings. */
export interface CheckResult {
  /** What a build would change, sorted by path; only if it was requested. */
  readonly changes?: readonly Change[];
}

/**
 * Builds in memory and compares the result with the disk. Registries are queried only for `--drift`. If there are
 * errors in the sources or the project file, the output of a build is not known, and only these errors are reported.
 */
export async function check(world: World, options: CheckOptions): Promise<Outcome<CheckResult>> {
  const workspace = await loadWorkspace(options);
  if (workspace.state === "invalid") return { diagnostics: workspace.diagnostics, result: {} };
  const survey = await surveySources(workspace, { plansPinned: true });
  const { pins } = pinsOfLock(survey.usable);
  const plan = makePlan(workspace, survey, { pins, diagnostics: [] });
  if (!survey.isComplete) return { diagnostics: plan.diagnostics, result: {} };
  const state = lockState(textOnDisk(readText(workspace.root, LOCK_FILE)));
  const diagnostics: Diagnostic[] = [
    ...plan.diagnostics,
    ...unpinned(survey.usable, state),
    ...lockFindings(workspace.pins, survey.packages, state),
  ];
  let changes: readonly Change[] = [];
  if (plan.state === "ready") {
    const comparison = onlySettled(plan, await comparePlan(workspace, plan));
    addAll(diagnostics, fileFindings(workspace, plan, comparison));
    if (workspace.manifest !== undefined && isBeyondManifest(workspace, comparison)) {
      addAll(diagnostics, changedPins(pins.values(), workspace.manifest, state));
    }
    if (comparison.lock?.disk.kind === "missing") {
      const help = "run `gocd-pin build` and commit it";
      diagnostics.push(errorIn(LOCK_FILE, "output-missing", "there is no lock", { help }));
    }
    if (options.withChanges) changes = changesOf(workspace.root, comparison);
  }
  if (options.withDrift) {
    const { findDrift } = await import("../workspace/drift.js");
    addAll(diagnostics, await findDrift(world, options, workspace, survey.usable, state));
  }
  return { diagnostics, result: options.withChanges ? { changes } : {} };
}

/** The part of a comparison that does not depend on pins that are missing. */
function onlySettled({ unsettled }: ReadyPlan, comparison: Comparison): Comparison {
  if (unsettled.size === 0) return comparison;
  const isKnown = ({ path, disk }: Deviation) => !unsettled.has(path) || disk.kind === "missing";
  return {
    ...comparison,
    enriched: comparison.enriched.filter(isKnown),
    generated: comparison.generated.filter(isKnown),
    lock: undefined,
  };
}

/** Whether more than the manifest does not fit the lock. */
function isBeyondManifest({ settings }: LoadedWorkspace, { enriched, generated }: Comparison): boolean {
  return [...enriched, ...generated].some(({ path }) => path !== manifestPath(settings));
}

/** What a build would do to the disk. */
function changesOf(root: string, { enriched, generated, lock, leftovers }: Comparison): Change[] {
  const textOf = (disk: Deviation["disk"]) => (disk.kind === "text" ? disk.text : undefined);
  const written = [...enriched, ...generated, ...(lock === undefined ? [] : [lock])].map(
    ({ path, text, disk }) => ({ path, before: textOf(disk), after: text }),
  );
  const removed = leftovers.map((path) => ({ path, before: textOf(readText(root, path)), after: undefined }));
  return [...written, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
}
