import { addAll } from "../model/add-all.js";
import { readText } from "../files/disk.js";
import { LOCK_FILE } from "../files/project.js";
import { errorIn, type Diagnostic } from "../model/diagnostic.js";
import { comparePlan, type Comparison } from "./compare.js";
import type { Deviation } from "./deviation.js";
import { fileFindings } from "./file-findings.js";
import { textOnDisk } from "./first-difference.js";
import { manifestPath, type LoadedWorkspace } from "./load.js";
import { editedPins, lockFindings, lockState, unpinned, type LockState } from "./lock-findings.js";
import type { BlockedPlan, ReadyPlan } from "./plan.js";
import type { Survey } from "./survey.js";

/** A change that a build would make: the text of a file before and after it, undefined if there is no file. */
export interface BuildChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The differences between a plan and the disk. */
export interface PlanCheck {
  readonly findings: readonly Diagnostic[];
  /** Sorted by path; empty if the plan is blocked. */
  readonly changes: readonly BuildChange[];
  readonly lock: LockState;
}

/**
 * Compares the plan of a build with the disk, and the lock with the declarations. Packages without a pin are findings;
 * the files that depend on them are not compared. If the plan is blocked, only the lock is checked.
 */
export async function checkPlan(
  workspace: LoadedWorkspace,
  survey: Survey,
  plan: ReadyPlan | BlockedPlan,
): Promise<PlanCheck> {
  const lock = lockState(textOnDisk(readText(workspace.root, LOCK_FILE)));
  const findings = [...unpinned(survey.usable, lock), ...lockFindings(workspace.pins, survey.packages, lock)];
  if (plan.state === "blocked") return { findings, changes: [], lock };
  const comparison = onlySettled(plan, await comparePlan(workspace, plan));
  addAll(findings, fileFindings(workspace, plan, comparison));
  if (workspace.manifest !== undefined && isBeyondManifest(workspace, comparison)) {
    addAll(findings, editedPins(survey.usable));
  }
  if (comparison.lock?.disk.kind === "missing") {
    const help = "run `gocd-pin build` and commit it";
    findings.push(errorIn(LOCK_FILE, "output-missing", "there is no lock", { help }));
  }
  return { findings, changes: changesOf(workspace.root, comparison), lock };
}

/** Returns the part of a comparison that does not depend on missing pins. */
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

/** Whether other generated files than the manifest differ. */
function isBeyondManifest({ settings }: LoadedWorkspace, { enriched, generated }: Comparison): boolean {
  return [...enriched, ...generated].some(({ path }) => path !== manifestPath(settings));
}

/** Returns the changes that a build would make on the disk, sorted by path. */
function changesOf(root: string, { enriched, generated, lock, leftovers }: Comparison): BuildChange[] {
  const textOf = (disk: Deviation["disk"]) => (disk.kind === "text" ? disk.text : undefined);
  const written = [...enriched, ...generated, ...(lock === undefined ? [] : [lock])].map(
    ({ path, text, disk }) => ({ path, before: textOf(disk), after: text }),
  );
  const removed = leftovers.map((path) => ({ path, before: textOf(readText(root, path)), after: undefined }));
  return [...written, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
}
