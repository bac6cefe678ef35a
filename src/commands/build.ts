import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { loadWorkspace } from "../workspace/load.js";
import { resolvePins } from "../workspace/resolve.js";
import { write } from "../workspace/write.js";
import type { ChangedFiles, Outcome, RunOptions, World } from "../workspace/world.js";

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
