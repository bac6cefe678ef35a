import type { Package } from "../model/declaration.js";
import { withoutAccepted } from "../model/diagnostic.js";
import { explainTags, type Explanation } from "../pin/explanation.js";
import { failureDiagnostic } from "../pin/failure-diagnostic.js";
import { loadWorkspace, type LoadedWorkspace } from "../workspace/load.js";
import { openRegistries } from "../workspace/registries.js";
import { surveySources } from "../workspace/survey.js";
import type { Outcome, RunOptions, World } from "../workspace/world.js";
import { selectPackages } from "./select-packages.js";
import { readTagsFile } from "./tags-file.js";

/** The options of `explain`. */
export interface ExplainOptions extends RunOptions {
  /** The package, by key or last part. */
  readonly package: string;
  /** A file with the tags to use instead of those of the registry; `-` is standard input. */
  readonly tagsFile: string | undefined;
  /** A tag whose fate is explained in detail. */
  readonly tag: string | undefined;
}

/** The outcome of `explain`; empty if the package is unknown, or its registry could not be queried. */
export interface ExplainResult {
  readonly explanation?: Explanation;
}

/** Explains how the tag of a package is chosen. Nothing is changed. */
export async function explain(world: World, options: ExplainOptions): Promise<Outcome<ExplainResult>> {
  const workspace = await loadWorkspace(options, { needsSources: false, resolvesConflicts: true });
  if (workspace.state === "invalid") return { diagnostics: workspace.diagnostics, result: {} };
  const survey = await surveySources(workspace, { plansPinned: false });
  const { byKey } = workspace.catalogue;
  const used = survey.packages.map((locked) => locked.package);
  const packages = [...byKey.values(), ...used.filter(({ key }) => !byKey.has(key))];
  const { names, diagnostics } = selectPackages(packages, [options.package], { isOne: true });
  const pkg = packages.find(({ key }) => names.has(key));
  if (pkg === undefined || diagnostics.length > 0) {
    return {
      diagnostics: survey.isComplete ? diagnostics : survey.diagnostics,
      result: {},
    };
  }
  const outcome = await explainPackage(world, options, pkg, workspace);
  const ofPackage = withoutAccepted(outcome.diagnostics, pkg.accept);
  return { diagnostics: [...survey.diagnostics, ...ofPackage], result: outcome.result };
}

async function explainPackage(
  world: World,
  options: ExplainOptions,
  pkg: Package,
  { lockedPackage, settings }: LoadedWorkspace,
): Promise<Outcome<ExplainResult>> {
  const pinned = lockedPackage(pkg).known;
  const { tag: asked, tagsFile } = options;
  if (tagsFile !== undefined) {
    const read = await readTagsFile(world, options.root, tagsFile);
    if ("diagnostics" in read) return { diagnostics: read.diagnostics, result: {} };
    const about = {
      from: tagsFile === "-" ? "standard input" : tagsFile,
      pinned,
      credentials: undefined,
      asked,
    };
    const { explanation, diagnostics } = await explainTags(pkg, read.tags, undefined, about);
    return { diagnostics, result: explanation === undefined ? {} : { explanation } };
  }
  const registries = openRegistries(world, options, settings);
  try {
    const { lookup, client } = registries;
    const listed = await lookup.tags(pkg.repository, pkg.image);
    const credential = await client.credentialFor(pkg.repository, pkg.image);
    if (!listed.ok) {
      return { diagnostics: [failureDiagnostic(pkg, listed.failure), ...registries.notices()], result: {} };
    }
    const { explanation, diagnostics } = await explainTags(pkg, listed.value, lookup, {
      from: pkg.repository.registryUrl,
      pinned,
      credentials: credential.ok ? credential.value.source : undefined,
      asked,
    });
    return {
      diagnostics: [...diagnostics, ...registries.notices()],
      result: explanation === undefined ? {} : { explanation },
    };
  } finally {
    await registries.close();
  }
}
