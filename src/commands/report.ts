import { sortedEntries, type Manifest } from "../files/manifest.js";
import { addAll } from "../model/diagnostic.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { pinsOfLock, type LockedPackage } from "../pin/resolution.js";
import { EVERY_SOURCE } from "../workspace/compare.js";
import { checkPlan } from "../workspace/check-plan.js";
import { loadWorkspace } from "../workspace/load.js";
import { makePlan } from "../workspace/plan.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";
import type { MoveRow } from "./refresh.js";

/** The options of `report`. */
export interface ReportOptions extends RunOptions {
  /** Whether the registries are queried for newer tags. */
  readonly withDrift: boolean;
}

/** A package that the sources use, with its pin and the newest tag if it was queried. */
export interface PackageRow {
  readonly locked: LockedPackage;
  /** The name of its package pipeline, in the mode `pipeline`. */
  readonly packagePipeline: string | undefined;
  /** The names of the pipelines that use it, sorted. */
  readonly pipelines: readonly string[];
  readonly move: MoveRow | undefined;
}

/** A pipeline that uses Docker packages, with the path of its source. */
interface PipelineRow {
  readonly pipeline: string;
  readonly source: string;
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

/** The content of the page. Pipelines are missing if the output of a build is unknown because of errors. */
export interface ReportResult {
  readonly packages: readonly PackageRow[];
  readonly pipelines: readonly PipelineRow[];
}

/** Collects the packages, the pipelines and the findings of `check`. Only `--drift` queries registries. */
export async function report(world: World, options: ReportOptions): Promise<Outcome<ReportResult>> {
  const workspace = await loadWorkspace(options);
  if (workspace.state === "invalid") {
    return { diagnostics: workspace.diagnostics, result: { packages: [], pipelines: [] } };
  }
  const survey = await surveySources(workspace, { plansPinned: true });
  const { pins } = pinsOfLock(survey.usable, workspace.isLockReadable);
  const plan = makePlan(workspace, survey, { pins, diagnostics: [] });
  const diagnostics: Diagnostic[] = [...plan.diagnostics];
  if (survey.isComplete)
    addAll(diagnostics, (await checkPlan(workspace, survey, plan, EVERY_SOURCE)).findings);
  const moves = new Map<string, MoveRow>();
  if (options.withDrift) {
    const { findOutdated } = await import("./refresh.js");
    const outcome = await findOutdated(world, options, []);
    addAll(diagnostics, outcome.diagnostics);
    for (const move of outcome.result.moves) moves.set(move.package, move);
  }
  const nothing: Manifest = { version: 1, packages: {}, pipelines: {} };
  const manifest = plan.state === "ready" ? plan.manifest : nothing;
  const packages = survey.packages.map((locked) => {
    const { key } = locked.package;
    const { package_pipeline: packagePipeline, pipelines = [] } = manifest.packages[key] ?? {};
    return { locked, packagePipeline, pipelines, move: moves.get(key) };
  });
  const pipelines = sortedEntries(manifest.pipelines)
    .filter(([, { variables }]) => variables.length > 0)
    .map(([pipeline, { source, variables }]) => ({ pipeline, source, variables }));
  return { diagnostics, result: { packages, pipelines } };
}
