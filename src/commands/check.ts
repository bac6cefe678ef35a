import { readText } from "../files/disk.js";
import { envName } from "../files/output-names.js";
import { LOCK_FILE } from "../files/project.js";
import { errorIn, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { resolvePins } from "../workspace/resolve.js";
import { fileFindings } from "../workspace/check-files.js";
import { changedPins, lockFindings, lockState, unpinned } from "../workspace/check-lock.js";
import { findDifference, type Deviation, type Difference } from "../workspace/deviation.js";
import { textOnDisk } from "../workspace/first-difference.js";
import { makePlan, type Plan } from "../workspace/plan.js";
import { loadWorkspace, manifestPath, type Workspace } from "../workspace/load.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** What `check` is asked for beside the options of every command. */
export interface CheckOptions extends RunOptions {
  /** Whether the registries are asked if the pins still hold. */
  readonly withDrift: boolean;
  /** Whether the result has the texts that differ. */
  readonly withChanges: boolean;
}

/** What a build would do to a file: its text before and after, undefined where there is no file. */
export interface Change {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What `check` gives beside its findings. */
export interface CheckResult {
  /** What a build would change, sorted by path; only where it was asked for. */
  readonly changes?: readonly Change[];
}

/**
 * Builds in memory and holds the outcome against the disk. No registry is asked but for `--drift`. With errors in the
 * sources or the project file it is not known what a build would write, and they alone are told.
 */
export async function check(world: World, options: CheckOptions): Promise<Outcome<CheckResult>> {
  const workspace = await loadWorkspace(options);
  const { resolution } = await resolvePins(world, options, workspace, {
    isAskedAnew: () => false,
    isOffline: true,
    allowsDowngrade: false,
  });
  const plan = makePlan(workspace, resolution);
  if (hasErrors(workspace.diagnostics)) {
    return { diagnostics: [...workspace.diagnostics, ...plan.diagnostics], result: {} };
  }
  const state = lockState(textOnDisk(readText(workspace.root, LOCK_FILE)));
  const missing = resolution.moves.flatMap((move) => (move.after === undefined ? [move.package] : []));
  const diagnostics: Diagnostic[] = [
    ...workspace.diagnostics,
    ...plan.diagnostics,
    ...unpinned(missing, workspace, state),
    ...lockFindings(workspace, state),
  ];
  let changes: readonly Change[] = [];
  if (!hasErrors(plan.diagnostics)) {
    const without = new Set(missing.map(({ key }) => key));
    const difference = onlyKnown(workspace, plan, await findDifference(workspace, plan), without);
    diagnostics.push(...fileFindings(workspace, plan, difference));
    if (workspace.manifest !== undefined && isBeyondManifest(workspace, difference)) {
      diagnostics.push(...changedPins(resolution.pins.values(), workspace.manifest, state));
    }
    if (difference.lock?.disk.kind === "missing" && without.size === 0) {
      const help = "run `gocd-pin build` and commit it";
      diagnostics.push(errorIn(LOCK_FILE, "output-missing", "there is no lock", { help }));
    }
    if (options.withChanges) changes = changesOf(workspace.root, difference);
  }
  if (options.withDrift) {
    const { findDrift } = await import("../workspace/drift.js");
    diagnostics.push(...(await findDrift(world, options, resolution.pins, workspace, state)));
  }
  return { diagnostics, result: options.withChanges ? { changes } : {} };
}

/** The part of a difference that does not hang on pins that are missing. */
function onlyKnown(
  { settings, pipelines }: Workspace,
  plan: Plan,
  difference: Difference,
  without: ReadonlySet<string>,
): Difference {
  if (without.size === 0) return difference;
  const affected = pipelines.filter(({ docker }) => docker.some((found) => without.has(found.package.key)));
  const sources = new Set(affected.map(({ source }) => source));
  const unknown = new Set([
    ...plan.enriched.filter(({ source }) => sources.has(source)).map(({ path }) => path),
    ...affected.map(({ pipeline }) => envName(pipeline.name, settings.output.path)),
    manifestPath(settings),
  ]);
  const isKnown = ({ path, disk }: Deviation) => !unknown.has(path) || disk.kind === "missing";
  return {
    ...difference,
    enriched: difference.enriched.filter(isKnown),
    generated: difference.generated.filter(isKnown),
    lock: undefined,
  };
}

/** Whether more than the manifest does not fit the lock. */
function isBeyondManifest({ settings }: Workspace, { enriched, generated }: Difference): boolean {
  return [...enriched, ...generated].some(({ path }) => path !== manifestPath(settings));
}

/** What a build would do to the disk. */
function changesOf(root: string, { enriched, generated, lock, leftovers }: Difference): Change[] {
  const textOf = (disk: Deviation["disk"]) => (disk.kind === "text" ? disk.text : undefined);
  const written = [...enriched, ...generated, ...(lock === undefined ? [] : [lock])].map(
    ({ path, text, disk }) => ({ path, before: textOf(disk), after: text }),
  );
  const removed = leftovers.map((path) => ({ path, before: textOf(readText(root, path)), after: undefined }));
  return [...written, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
}
