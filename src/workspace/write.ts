import { errorIn, type Diagnostic } from "../model/diagnostic.js";
import { applyChanges, writeProblem } from "../files/disk-changes.js";
import { removeLeftovers } from "../files/disk-temporary.js";
import { comparePlan, type SourceFilter } from "./compare.js";
import { manifestPath, type LoadedWorkspace } from "./load.js";
import type { ReadyPlan } from "./plan.js";
import type { ChangedFiles } from "./world.js";

/** How a plan is written. */
export interface WriteOptions {
  /** Selects the enriched files to write. */
  readonly isSelected: SourceFilter;
  readonly isDryRun: boolean;
}

/** The outcome of writing a plan. */
export type WriteOutcome =
  | { readonly state: "written"; readonly changes: ChangedFiles }
  /** The disk is as it was, except for files that the diagnostic names. */
  | { readonly state: "failed"; readonly diagnostic: Diagnostic };

/** Writes the files that differ from the disk, the lock last. In a dry run, it only returns their paths. */
export async function writeBuild(
  workspace: LoadedWorkspace,
  plan: ReadyPlan,
  options: WriteOptions,
): Promise<WriteOutcome> {
  const { root, settings, sources } = workspace;
  const { enriched, generated, lock, leftovers: removals } = await comparePlan(workspace, plan);
  // The text that was read has no byte order mark, which some editors add.
  const lockText = lock?.disk.kind === "text" ? lock.disk.text : "";
  if (lock !== undefined && lockText !== workspace.lock.text) {
    // This run would undo the moves of the other one.
    const message = "another run has changed the lock in the meantime; nothing was changed";
    return failed(errorIn(lock.path, "output-blocked", message, { help: "run the command again" }));
  }
  const writes = [...enriched.filter(options.isSelected), ...generated];
  const written = [...writes, ...(lock === undefined ? [] : [lock])].map(({ path }) => path);
  const done: WriteOutcome = { state: "written", changes: { written, removed: removals } };
  if (options.isDryRun) return done;
  const outputs = sources.map(({ output }) => output);
  await removeLeftovers(root, settings.output.path, outputs);
  // The manifest lists the env files, so a run that is killed must not replace it before it has removed old ones.
  const isManifest = ({ path }: { readonly path: string }) => path === manifestPath(settings);
  const failure = applyChanges(root, {
    writes: writes.filter((file) => !isManifest(file)),
    removals,
    last: [...writes.filter(isManifest), ...(lock === undefined ? [] : [lock])],
  });
  return failure === undefined ? done : failed(writeProblem(failure));
}

function failed(diagnostic: Diagnostic): WriteOutcome {
  return { state: "failed", diagnostic };
}
