import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { pinsOfLock, type Resolution } from "../pin/resolution.js";
import { loadWorkspace, type LoadedWorkspace } from "../workspace/load.js";
import { filterSources } from "../workspace/compare.js";
import { gitFindings, listTracked } from "../workspace/git.js";
import { makePlan, type ReadyPlan } from "../workspace/plan.js";
import { makePartialPlan } from "../workspace/partial-plan.js";
import { resolvePins } from "../workspace/resolve.js";
import type { PreflightOption } from "../workspace/server/preflight.js";
import { surveySources } from "../workspace/survey.js";
import { writeBuild } from "../workspace/write.js";
import type { ChangedFiles, Outcome, RunOptions, World } from "../workspace/world.js";

/** The options of `build`. */
export interface BuildOptions extends RunOptions {
  /** Whether an unpinned package is an error; otherwise its registry is queried. */
  readonly isFrozen: boolean;
  /** The sources whose enriched files are written, as the user named them; see `filterSources`. */
  readonly only: readonly string[];
  /** Whether nothing is written, and the result has what would be. */
  readonly isDryRun: boolean;
  /** Whether changed files are an error, for commit hooks. */
  readonly failsOnChange: boolean;
  /** Whether the other pipelines are written if a package fails. */
  readonly keepsGoing: boolean;
  /** The GoCD server that must accept the files before they are written. */
  readonly preflight: PreflightOption | undefined;
}

/** The outcome of a build. */
export interface BuildResult extends ChangedFiles {
  /** The pins that the lock did not have before. */
  readonly pinned: readonly { readonly package: string; readonly tag: string }[];
}

const NOTHING: BuildResult = { pinned: [], written: [], removed: [] };

/** Pins the packages that the lock has no pin for, and writes the generated files and the lock. */
export async function build(world: World, options: BuildOptions): Promise<Outcome<BuildResult>> {
  const workspace = await loadWorkspace(options, { resolvesConflicts: !options.isFrozen });
  if (workspace.state === "invalid") return { diagnostics: workspace.diagnostics, result: NOTHING };
  const survey = await surveySources(workspace, { plansPinned: true });
  const resolution = options.isFrozen
    ? pinsOfLock(survey.usable, workspace.isLockReadable)
    : await resolvePins(world, options, workspace.settings, survey.usable, {
        isQueriedAgain: () => false,
        allowsDowngrade: false,
      });
  const plan = options.keepsGoing
    ? makePartialPlan(workspace, survey, resolution, options)
    : makePlan(workspace, survey, resolution);
  if (plan.state === "blocked") return { diagnostics: plan.diagnostics, result: NOTHING };
  const verdict = await askServer(world, options, workspace, plan);
  if (hasErrors(verdict)) return { diagnostics: [...plan.diagnostics, ...verdict], result: NOTHING };
  const isSelected = filterSources(workspace, options.only);
  const outcome = await writeBuild(workspace, plan, { isSelected, isDryRun: options.isDryRun });
  if (outcome.state === "failed") {
    return { diagnostics: [...plan.diagnostics, ...verdict, outcome.diagnostic], result: NOTHING };
  }
  const { changes } = outcome;
  const problems = options.failsOnChange
    ? [
        ...changeProblems(changes, options.isDryRun),
        // Asked after the build, which may have written new files. A hook that passes would hide a warning.
        ...(await gitFindings(world, workspace, plan, listTracked(world, workspace), "error")),
      ]
    : [];
  return {
    diagnostics: [...plan.diagnostics, ...verdict, ...problems],
    result: { pinned: newPins(resolution), ...changes },
  };
}

async function askServer(
  world: World,
  options: BuildOptions,
  workspace: LoadedWorkspace,
  plan: ReadyPlan,
): Promise<readonly Diagnostic[]> {
  if (options.preflight === undefined) return [];
  // The client of a server costs start-up time.
  const { preflightPlan } = await import("../workspace/server/preflight.js");
  return (await preflightPlan(world, options, workspace, plan, options.preflight)).diagnostics;
}

function newPins({ moves }: Resolution): BuildResult["pinned"] {
  return moves.flatMap(({ before, after }) =>
    before === undefined && after !== undefined ? [{ package: after.key, tag: after.tag }] : [],
  );
}

/** Returns an error if files were changed. pre-commit itself only sees `git diff`, which does not show new files. */
function changeProblems({ written, removed }: ChangedFiles, isDryRun: boolean): Diagnostic[] {
  if (written.length + removed.length === 0) return [];
  const message = `generated files ${isDryRun ? "are" : "were"} out of date: ${written.length} ${isDryRun ? "to write" : "written"}, ${removed.length} ${isDryRun ? "to remove" : "removed"}`;
  const help = isDryRun ? "run `gocd-pin build`" : "stage the changes and commit again";
  return [{ severity: "error", code: "files-changed", message, help }];
}
