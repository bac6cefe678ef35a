import { quoteForShell } from "../files/env-file.js";
import { renderManifest, sortedEntries, type Manifest } from "../files/manifest.js";
import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { didYouMean } from "../model/suggest.js";
import { resolvePins } from "../workspace/resolve.js";
import { makePlan } from "../workspace/plan.js";
import { loadWorkspace, type Workspace } from "../workspace/load.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";

/** What `manifest` is asked for beside the options of every command. */
export interface ManifestOptions extends RunOptions {
  /** The one pipeline that is asked for; undefined for all. */
  readonly pipeline: string | undefined;
  /** Whether the variables must be those of one pipeline, as a shell has them. */
  readonly isForOne: boolean;
}

/** A variable of a pipeline. */
export interface VariableRow {
  readonly pipeline: string;
  readonly name: string;
  readonly value: string;
  /** The value as a word of `sh`, quoted where that is needed. */
  readonly word: string;
}

/** The manifest, or the part of it that is about one pipeline. */
export interface ManifestResult {
  /** As `manifest.json` holds it. */
  readonly text: string;
  /** Sorted by pipeline, then by name. */
  readonly variables: readonly VariableRow[];
}

/** Gives the manifest that a build would write. No registry is asked: a package without a pin is an error. */
export async function manifest(world: World, options: ManifestOptions): Promise<Outcome<ManifestResult>> {
  const { manifest: whole, diagnostics } = await planManifest(world, options, options.pipeline);
  const text = renderManifest(whole);
  const pipelines = sortedEntries(whole.pipelines);
  const names = pipelines.map(([name]) => name);
  if (options.isForOne && names.length > 1 && !hasErrors(diagnostics)) {
    const message = `${names.length} pipelines have variables of their own, and this format is for one`;
    const help = `name one of them: ${names.map((name) => `"${name}"`).join(", ")}`;
    const problem: Diagnostic = { severity: "error", code: "usage", message, help };
    return { diagnostics: [...diagnostics, problem], result: { text, variables: [] } };
  }
  const variables = pipelines.flatMap(([pipeline, entry]) =>
    entry.variables.map(({ name, value }) => ({ pipeline, name, value, word: quoteForShell(value) })),
  );
  return { diagnostics, result: { text, variables } };
}

/**
 * The manifest of all pipelines, or of one and the packages that it uses, from the lock alone. A pipeline that there is
 * not is bad usage; one without Docker materials has an empty manifest.
 */
export async function planManifest(
  world: World,
  options: RunOptions,
  pipeline: string | undefined,
): Promise<{ manifest: Manifest; diagnostics: readonly Diagnostic[] }> {
  const workspace = await loadWorkspace(options);
  const { resolution } = await resolvePins(world, options, workspace, {
    isAskedAnew: () => false,
    isOffline: true,
    allowsDowngrade: false,
  });
  const plan = makePlan(workspace, resolution);
  const diagnostics = [...workspace.diagnostics, ...resolution.diagnostics, ...plan.diagnostics];
  if (pipeline === undefined) return { manifest: plan.manifest, diagnostics };
  const problem = hasErrors(workspace.diagnostics) ? undefined : unknownPipeline(workspace, pipeline);
  return {
    manifest: partOf(plan.manifest, pipeline),
    diagnostics: problem === undefined ? diagnostics : [problem],
  };
}

function unknownPipeline({ pipelines }: Workspace, name: string): Diagnostic | undefined {
  const names = pipelines.map(({ pipeline }) => pipeline.name);
  if (names.includes(name)) return undefined;
  const message = `"${name}" is no pipeline of the sources`;
  return { severity: "error", code: "usage", message, help: didYouMean(name, names) };
}

function partOf({ version, pipelines, packages }: Manifest, name: string): Manifest {
  const own = Object.entries(pipelines).filter(([key]) => key === name);
  const used = Object.entries(packages).filter(([, { pipelines: users }]) => users.includes(name));
  return { version, pipelines: Object.fromEntries(own), packages: Object.fromEntries(used) };
}
