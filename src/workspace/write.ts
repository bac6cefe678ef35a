import { resolve as resolvePath } from "node:path";
import { errorIn, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Pins } from "../model/pin.js";
import { pathBelow } from "../files/disk.js";
import { applyChanges, removeLeftovers } from "../files/disk-changes.js";
import { readLock, renderLock } from "../files/lock.js";
import type { Resolution } from "../pin/resolve.js";
import { findDifference, type Deviation } from "./deviation.js";
import { textOnDisk } from "./first-difference.js";
import type { Workspace } from "./load.js";
import { makePlan } from "./plan.js";
import type { ChangedFiles, Outcome } from "./world.js";

/**
 * Whether the lock on the disk has other pins than those that the run began with: while it waited for a registry,
 * another one has moved them, and would be undone.
 */
function isOvertaken(before: Pins, { path, disk }: Deviation): boolean {
  const { pins } = readLock({ path, text: textOnDisk(disk) });
  return renderLock(pins) !== renderLock(before);
}

/** How the plan of a resolution is written. */
export interface WriteOptions {
  /** Sources whose enriched files alone are written; empty for all. */
  readonly only: readonly string[];
  readonly isDryRun: boolean;
  /** Whether packages that failed keep their pins and the rest is written. */
  readonly keepsGoing: boolean;
}

/**
 * Writes the plan of a resolution, unless there is an error anywhere: then nothing is written. When going on beyond
 * packages that failed, each of them needs a pin to keep.
 */
export async function write(
  workspace: Workspace,
  resolution: Resolution,
  notices: readonly Diagnostic[],
  options: WriteOptions,
): Promise<Outcome<ChangedFiles>> {
  const plan = makePlan(workspace, resolution);
  const diagnostics = [...workspace.diagnostics, ...resolution.diagnostics, ...notices, ...plan.diagnostics];
  const nothing = { written: [], removed: [] };
  const isWhole = resolution.moves.every(({ before, after }) => (after ?? before) !== undefined);
  const isBlocked =
    options.keepsGoing && isWhole
      ? hasErrors([...workspace.diagnostics, ...plan.diagnostics])
      : hasErrors(diagnostics);
  if (isBlocked) return { diagnostics, result: nothing };
  const { enriched, generated, lock, leftovers: removals } = await findDifference(workspace, plan);
  if (lock !== undefined && isOvertaken(workspace.pins, lock)) {
    const message = "another run has changed the lock in the meantime; nothing was changed";
    diagnostics.push(errorIn(lock.path, "output-blocked", message, { help: "run it again" }));
    return { diagnostics, result: nothing };
  }
  const only = new Set(
    options.only.map((path) => pathBelow(workspace.root, resolvePath(workspace.root, path))),
  );
  const wanted = enriched.filter(({ source }) => only.size === 0 || only.has(source.file.path));
  const writes = [...wanted, ...generated];
  const written = [...writes, ...(lock === undefined ? [] : [lock])].map(({ path }) => path);
  const result = { written, removed: removals };
  if (options.isDryRun) return { diagnostics, result };
  const { root, settings, sources } = workspace;
  await removeLeftovers(
    root,
    settings.output.path,
    sources.map(({ output }) => output),
  );
  const failure = applyChanges(root, { writes, removals, ...(lock && { last: lock }) });
  if (failure === undefined) return { diagnostics, result };
  const names = failure.unrestored.map((path) => `"${path}"`).join(", ");
  const state = names === "" ? "nothing was changed" : `${names} could not be put back`;
  const message = `the file cannot be written: ${failure.reason}; ${state}`;
  const help = "see what stands at that path, make room or correct the permissions, and run it again";
  diagnostics.push(errorIn(failure.path, "output-blocked", message, { help }));
  return { diagnostics, result: nothing };
}
