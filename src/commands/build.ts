import { resolve as resolvePath } from "node:path";
import type { Package } from "../model/declaration.js";
import { errorIn, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Lock } from "../model/pin.js";
import { pathBelow } from "../files/disk.js";
import { applyChanges, removeLeftovers } from "../files/disk-changes.js";
import { readLock, renderLock } from "../files/lock.js";
import { answers } from "../pin/match.js";
import { resolve, type Resolution } from "../pin/resolve.js";
import { findDifference, type Deviation } from "./difference.js";
import { textOnDisk } from "./first-difference.js";
import { makePlan } from "./plan.js";
import { loadWorkspace, type Workspace } from "./workspace.js";
import type { ChangedFiles, Outcome, RunOptions, World } from "./world.js";

/** What `build` is asked for beside the options of every command. */
export interface BuildOptions extends RunOptions {
  /** Whether an unpinned package is an error rather than asked for. */
  readonly isFrozen: boolean;
  /** Sources whose enriched files alone are written; empty for all. Names that are no sources are ignored. */
  readonly only: readonly string[];
  /** Whether it is an error that files were changed, as commit hooks have it. */
  readonly failsOnChange: boolean;
}

/** What a build did. */
export interface BuildResult extends ChangedFiles {
  /** The pins that the lock did not hold before. */
  readonly pinned: readonly { readonly package: string; readonly tag: string }[];
}

/** Pins what the lock does not hold yet, and writes the generated files and the lock. */
export async function build(world: World, options: BuildOptions): Promise<Outcome<BuildResult>> {
  const workspace = await loadWorkspace(options);
  const { resolution, notices } = await resolvePins(world, options, workspace, {
    isAskedAnew: () => false,
    isOffline: options.isFrozen,
    allowsDowngrade: false,
  });
  const { diagnostics, result } = await write(workspace, resolution, notices, {
    only: options.only,
    isDryRun: false,
    keepsGoing: false,
  });
  const pinned = resolution.moves.flatMap(({ before, after }) =>
    before === undefined && after !== undefined ? [{ package: after.key, tag: after.tag }] : [],
  );
  const changed = options.failsOnChange ? changeProblems(result) : [];
  return {
    diagnostics: [...diagnostics, ...changed],
    result: { pinned: hasErrors(diagnostics) ? [] : pinned, ...result },
  };
}

/** An error where files were changed: pre-commit itself looks at `git diff`, which shows no new file. */
function changeProblems({ written, removed }: ChangedFiles): Diagnostic[] {
  if (written.length + removed.length === 0) return [];
  const message = `generated files were out of date: ${written.length} written, ${removed.length} removed`;
  const help = "stage the changes and commit again";
  return [{ severity: "error", code: "files-changed", message, help }];
}

/** Resolves the pins of a workspace; registries are opened only where one has to be asked. */
export async function resolvePins(
  world: World,
  options: RunOptions,
  { packages, lock, unusable, settings }: Workspace,
  how: {
    readonly isAskedAnew: (found: Package) => boolean;
    readonly isOffline: boolean;
    readonly allowsDowngrade: boolean;
  },
): Promise<{ resolution: Resolution; notices: readonly Diagnostic[] }> {
  const question = {
    packages: packages.filter((found) => !unusable.has(found.key)),
    lock,
    isAskedAnew: how.isAskedAnew,
    allowsDowngrade: how.allowsDowngrade,
  };
  const isKnown = question.packages.every((found) => {
    const pin = lock.get(found.key);
    return pin !== undefined && answers(pin, found) && !how.isAskedAnew(found);
  });
  if (how.isOffline || isKnown)
    return { resolution: await resolve({ ...question, lookup: undefined }), notices: [] };
  const { openRegistries } = await import("./registry.js");
  const registries = openRegistries(world, options, settings);
  try {
    const resolution = await resolve({ ...question, lookup: registries.lookup });
    return { resolution, notices: registries.notices() };
  } finally {
    await registries.close();
  }
}

/**
 * Whether the lock on the disk has other pins than those that the run began with: while it waited for a registry,
 * another one has moved them, and would be undone.
 */
function isOvertaken(before: Lock, { path, disk }: Deviation): boolean {
  const { lock } = readLock({ path, text: textOnDisk(disk) });
  return renderLock(lock) !== renderLock(before);
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
  if (lock !== undefined && isOvertaken(workspace.lock, lock)) {
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
