import { hasErrors } from "../model/diagnostic.js";
import type { Move } from "../pin/resolve.js";
import { resolvePins } from "../workspace/resolve.js";
import { write } from "../workspace/write.js";
import { selectPackages } from "./select-packages.js";
import { loadWorkspace } from "../workspace/load.js";
import type { ChangedFiles, Outcome, RunOptions, World } from "../workspace/world.js";

/** What `refresh` is asked for beside the options of every command. */
export interface RefreshOptions extends RunOptions {
  /** Packages by key, glob, or last part; empty for all. */
  readonly packages: readonly string[];
  readonly isDryRun: boolean;
  /** Whether a pin may move to a lower tag. */
  readonly allowsDowngrade: boolean;
  /** Whether packages that fail keep their pins and the others move. */
  readonly keepsGoing: boolean;
}

/** What became of a pin, in a word. */
export type MoveKind = "pinned" | "moved" | "digest moved" | "unchanged" | "failed";

/** What `refresh` did with one package. */
export interface MoveRow {
  readonly package: string;
  readonly kind: MoveKind;
  /** Tag and digest of the pin so far, where there is one. */
  readonly from?: string;
  readonly fromDigest?: string;
  /** Tag and digest of the pin from now on; absent where it failed, and the pin so far stays. */
  readonly to?: string;
  readonly toDigest?: string;
}

/** What `refresh` did; where nothing was written because of errors, the rows tell what would have moved. */
export interface RefreshResult extends ChangedFiles {
  readonly moves: readonly MoveRow[];
}

/** Asks the registries again, moves pins and builds; says what moved. */
export async function refresh(world: World, options: RefreshOptions): Promise<Outcome<RefreshResult>> {
  const workspace = await loadWorkspace(options);
  const none = "no pipeline uses such a package";
  const { names, diagnostics } = selectPackages(workspace.packages, options.packages, { none });
  // What names no package is a mistake on the command line, unless the packages could not be read in the first place.
  if (diagnostics.length > 0) {
    const found = hasErrors(workspace.diagnostics) ? workspace.diagnostics : diagnostics;
    return { diagnostics: found, result: { moves: [], written: [], removed: [] } };
  }
  const { resolution, notices } = await resolvePins(world, options, workspace, {
    isAskedAnew: ({ key }) => names.has(key),
    isOffline: false,
    allowsDowngrade: options.allowsDowngrade,
  });
  // A package that had no pin yet is pinned beside those that were named.
  const isAsked = ({ package: found, before }: Move) => before === undefined || names.has(found.key);
  const moves = resolution.moves.filter(isAsked).map(toRow);
  const { diagnostics: findings, result } = await write(workspace, resolution, notices, {
    only: [],
    isDryRun: options.isDryRun,
    keepsGoing: options.keepsGoing,
  });
  return { diagnostics: findings, result: { moves, ...result } };
}

function toRow({ package: { key }, before, after }: Move): MoveRow {
  return {
    package: key,
    kind: kindOf(before, after),
    ...(before && { from: before.tag }),
    ...(before?.digest !== undefined && { fromDigest: before.digest }),
    ...(after && { to: after.tag }),
    ...(after?.digest !== undefined && { toDigest: after.digest }),
  };
}

function kindOf(before: Move["before"], after: Move["after"]): MoveKind {
  if (after === undefined) return "failed";
  if (before === undefined) return "pinned";
  if (before.tag !== after.tag) return "moved";
  return before.digest === after.digest ? "unchanged" : "digest moved";
}
