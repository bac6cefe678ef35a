import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { pinsOfLock, type Resolution } from "../pin/resolve.js";
import { loadWorkspace } from "../workspace/load.js";
import { makePlan } from "../workspace/plan.js";
import { resolvePins } from "../workspace/resolve.js";
import { surveySources } from "../workspace/survey.js";
import { writeBuild } from "../workspace/write.js";
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

const NOTHING: BuildResult = { pinned: [], written: [], removed: [] };

/** Pins the packages that the lock does not have yet, and writes the generated files and the lock. */
export async function build(world: World, options: BuildOptions): Promise<Outcome<BuildResult>> {
  const workspace = await loadWorkspace(options);
  if (workspace.state === "invalid") return { diagnostics: workspace.diagnostics, result: NOTHING };
  const survey = await surveySources(workspace, { plansPinned: true });
  const resolution = options.isFrozen
    ? pinsOfLock(survey.usable)
    : await resolvePins(world, options, workspace.settings, survey.usable, {
        isAskedAnew: () => false,
        allowsDowngrade: false,
      });
  const plan = makePlan(workspace, survey, resolution);
  if (plan.state === "blocked") return { diagnostics: plan.diagnostics, result: NOTHING };
  const { changes, diagnostics } = await writeBuild(workspace, plan, { only: options.only, isDryRun: false });
  const all = [...plan.diagnostics, ...diagnostics];
  if (hasErrors(diagnostics)) return { diagnostics: all, result: NOTHING };
  return {
    diagnostics: options.failsOnChange ? [...all, ...changeProblems(changes)] : all,
    result: { pinned: newPins(resolution), ...changes },
  };
}

function newPins({ moves }: Resolution): BuildResult["pinned"] {
  return moves.flatMap(({ before, after }) =>
    before === undefined && after !== undefined ? [{ package: after.key, tag: after.tag }] : [],
  );
}

/** An error where files were changed: pre-commit itself looks at `git diff`, which shows no new file. */
function changeProblems({ written, removed }: ChangedFiles): Diagnostic[] {
  if (written.length + removed.length === 0) return [];
  const message = `generated files were out of date: ${written.length} written, ${removed.length} removed`;
  const help = "stage the changes and commit again";
  return [{ severity: "error", code: "files-changed", message, help }];
}
