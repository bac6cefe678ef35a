import { quoteForShell } from "../files/generated.js";
import { renderManifest, sortedEntries, type Manifest } from "../files/manifest.js";
import type { Package } from "../model/declaration.js";
import type { Diagnostic } from "../model/diagnostic.js";
import { didYouMean } from "../model/suggest.js";
import { pinsOfLock } from "../pin/resolution.js";
import { loadWorkspace } from "../workspace/load.js";
import { makePlan } from "../workspace/plan.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions } from "../workspace/world.js";

/** The options of `manifest`. */
export interface ManifestOptions extends RunOptions {
  /** The name of the pipeline; undefined for all. */
  readonly pipeline: string | undefined;
  /** Whether the variables must be those of one pipeline, because the format is for a shell. */
  readonly isForOne: boolean;
}

/** A variable of a pipeline. */
export interface VariableRow {
  readonly pipeline: string;
  readonly name: string;
  readonly value: string;
  /** The value as a word of `sh`, quoted if necessary. */
  readonly word: string;
}

/** A package with its pinned tag, and the pipelines that use it, sorted. */
export interface PackageUse {
  readonly package: string;
  readonly tag: string;
  /** The name of its package pipeline, in the mode `pipeline`. */
  readonly packagePipeline: string | undefined;
  readonly pipelines: readonly string[];
}

/** The manifest of all pipelines, or of one. */
export interface ManifestResult {
  /** The content of `manifest.json`. */
  readonly text: string;
  /** Sorted by pipeline, then by name. */
  readonly variables: readonly VariableRow[];
  /** Sorted by name. */
  readonly packages: readonly PackageUse[];
}

/** Returns the manifest that a build would write. It never queries a registry: a package without a pin is an error. */
export async function manifest(options: ManifestOptions): Promise<Outcome<ManifestResult>> {
  const plan = await planManifest(options, options.pipeline);
  const { diagnostics } = plan;
  if (plan.state === "failed") return { diagnostics, result: { text: "", variables: [], packages: [] } };
  const text = renderManifest(plan.manifest);
  const pipelines = sortedEntries(plan.manifest.pipelines);
  const names = pipelines.map(([name]) => name);
  if (options.isForOne && names.length > 1) {
    const message = `${names.length} pipelines have variables, but this format is for one pipeline`;
    const help = `name one of them: ${names.map((name) => `"${name}"`).join(", ")}`;
    const problem: Diagnostic = { severity: "error", code: "usage", message, help };
    return { diagnostics: [...diagnostics, problem], result: { text, variables: [], packages: [] } };
  }
  const variables = pipelines.flatMap(([pipeline, entry]) =>
    entry.variables.map(({ name, value }) => ({ pipeline, name, value, word: quoteForShell(value) })),
  );
  const packages = sortedEntries(plan.manifest.packages).map(([key, entry]) => ({
    package: key,
    tag: entry.tag,
    packagePipeline: entry.package_pipeline,
    pipelines: entry.pipelines.filter((name) => names.includes(name)),
  }));
  return { diagnostics, result: { text, variables, packages } };
}

/** A manifest made from the lock; without one, there are errors. */
type ManifestPlan =
  | {
      readonly state: "ready";
      readonly manifest: Manifest;
      /** The declarations of the packages in use. */
      readonly declared: readonly Package[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly state: "failed"; readonly diagnostics: readonly Diagnostic[] };

/**
 * Makes the manifest of all pipelines, or of one and the packages that it uses, from the pins of the lock. An unknown
 * pipeline is a usage error; a pipeline without Docker materials has an empty manifest.
 */
export async function planManifest(options: RunOptions, pipeline: string | undefined): Promise<ManifestPlan> {
  const workspace = await loadWorkspace(options);
  if (workspace.state === "invalid") return { state: "failed", diagnostics: workspace.diagnostics };
  const survey = await surveySources(workspace, { plansPinned: true });
  if (pipeline !== undefined && survey.isComplete && !survey.pipelines.includes(pipeline)) {
    return { state: "failed", diagnostics: [unknownPipeline(survey.pipelines, pipeline)] };
  }
  const plan = makePlan(workspace, survey, pinsOfLock(survey.usable, workspace.isLockReadable));
  const { diagnostics } = plan;
  if (plan.state === "blocked") return { state: "failed", diagnostics };
  const manifest = pipeline === undefined ? plan.manifest : partOf(plan.manifest, pipeline);
  const declared = survey.packages.map((locked) => locked.package);
  return { state: "ready", manifest, declared, diagnostics };
}

const NO_PIPELINE = "write a pipeline with a Docker material into a file that `sources` matches";

function unknownPipeline(names: readonly string[], name: string): Diagnostic {
  const message = `"${name}" is not a pipeline of the sources`;
  return { severity: "error", code: "usage", message, help: didYouMean(name, names, NO_PIPELINE) };
}

function partOf(
  { pipelines, packages, repository_path: path, ...manifest }: Manifest,
  name: string,
): Manifest {
  const selected = Object.entries(pipelines).filter(([key]) => key === name);
  const used = Object.entries(packages).filter(([, { pipelines: users }]) => users.includes(name));
  return {
    ...manifest,
    ...(selected.length > 0 && path !== undefined && { repository_path: path }),
    pipelines: Object.fromEntries(selected),
    packages: Object.fromEntries(used),
  };
}
