import { addAll, errorIn, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Package } from "../model/declaration.js";
import type { Pins } from "../model/pin.js";
import type { SourceFile } from "../model/source.js";
import { renderEnv, envName, packageFiles, quoteForShell } from "../files/generated.js";
import { renderLock } from "../files/lock.js";
import { renderManifest, type Manifest } from "../files/manifest.js";
import { LOCK_FILE } from "../files/project.js";
import type { FileSummary } from "../gocd/rules/summary.js";
import { referenceOf } from "../gocd/variables.js";
import type { LockedPackage, Resolution } from "../pin/resolution.js";
import { manifestPath, type LoadedWorkspace } from "./load.js";
import { checkOutputs, withoutKnown } from "./output-check.js";
import { planPackagePipelines } from "./package-pipelines.js";
import { matchPackages } from "./packages.js";
import { planSource, type EnrichedDeviation, type PlannedPipeline, type SourcePlan } from "./plan-source.js";
import type { Survey } from "./survey.js";

/** What a build would write. */
export interface ReadyPlan {
  readonly state: "ready";
  /** The enriched files that the disk does not have. */
  readonly enriched: readonly EnrichedDeviation[];
  /** Env files, the files of package pipelines, and the manifest. */
  readonly generated: readonly SourceFile[];
  readonly lock: SourceFile;
  readonly manifest: Manifest;
  /** The paths of all generated files but the lock. */
  readonly paths: ReadonlySet<string>;
  /** The names of the pipelines that GoCD triggers if their variables change. */
  readonly triggered: ReadonlySet<string>;
  /** The names of the pipelines for which GoCD's fan-in does not matter, because their packages accept the warning. */
  readonly acceptingFanIn: ReadonlySet<string>;
  /** What rules about several pipelines need of the output. */
  readonly summaries: readonly FileSummary[];
  /** Those of them that depend on a pin that is missing. */
  readonly unsettled: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Nothing may be written, because of the errors among the diagnostics. */
export interface BlockedPlan {
  readonly state: "blocked";
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes a plan of what a build would write. Sources that the survey has not planned are read again. */
export function makePlan(
  workspace: LoadedWorkspace,
  survey: Survey,
  { pins, diagnostics: failures }: Pick<Resolution, "pins" | "diagnostics">,
): ReadyPlan | BlockedPlan {
  const plans = planSources(workspace, survey, pins);
  return assemblePlan(workspace, survey, { plans, pins, lockPins: pins, failures, allowsFailures: false });
}

/** The parts of a plan of what a build would write. */
interface PlanParts {
  readonly plans: readonly SourcePlan[];
  readonly pins: Pins;
  /** The pins that the lock gets. */
  readonly lockPins: Pins;
  readonly failures: readonly Diagnostic[];
  readonly allowsFailures: boolean;
  /** Whether the plan is made although there are errors: not to write it, but to ask a GoCD server about it. */
  readonly ignoresErrors?: boolean;
  /** The entries of the manifest for files that stay as they are. */
  readonly staying?: Omit<Manifest, "version">;
}

/** Puts the plans of the sources together: it checks their outputs together, and makes manifest and lock. */
export function assemblePlan(
  workspace: LoadedWorkspace,
  survey: Survey,
  { plans, pins, lockPins, failures, allowsFailures, ignoresErrors = false, staying }: PlanParts,
): ReadyPlan | BlockedPlan {
  const lost = lostWorkTree(workspace, plans);
  if (lost !== undefined)
    return { state: "blocked", diagnostics: [...survey.diagnostics, ...failures, lost] };
  const known = [...survey.diagnostics, ...plans.flatMap((plan) => plan.diagnostics)];
  const pipelines = plans.flatMap((plan) => plan.pipelines);
  const packagePipelines = planPackagePipelines(
    workspace,
    usedPackages(survey, pipelines),
    pins,
    survey.sources.flatMap(({ checked }) => checked?.summary.versions ?? [])[0]?.number,
  );
  addAll(known, packagePipelines.diagnostics);
  // A clash of names is a finding about the package, which comes last.
  const outputs = [...plans.map(({ checked }) => checked), ...packagePipelines.checked];
  // The output has the pinned variables, so its message for a place is more exact.
  const acceptingFanIn = namesOf(pipelines, ({ accept }) => accept.includes("fan-in"));
  const ofOutputs = checkOutputs(outputs, acceptingFanIn);
  const diagnostics = [...withoutKnown(known, ofOutputs), ...ofOutputs];
  const isBlocked = hasErrors(diagnostics) || (hasErrors(failures) && !allowsFailures);
  addAll(diagnostics, failures);
  if (isBlocked && !ignoresErrors) return { state: "blocked", diagnostics };
  const { settings } = workspace;
  const folder = settings.output.path;
  const entries = makeManifest(pipelines, survey.packages, pins, packagePipelines.names);
  const manifest = withStaying({ ...entries, ...repositoryPath(workspace, pipelines) }, staying);
  const generated = pipelines.map(({ name, variables }) => ({
    path: envName(name, folder),
    text: renderEnv(variables.map((variable) => [variable.name, variable.value])),
  }));
  addAll(generated, packagePipelines.generated);
  generated.push({ path: manifestPath(settings), text: renderManifest(manifest) });
  const stayingPaths = [
    ...Object.keys(staying?.pipelines ?? {}).map((name) => envName(name, folder)),
    ...Object.values(staying?.packages ?? {}).flatMap(({ package_pipeline: name }) =>
      name === undefined ? [] : Object.values(packageFiles(name, folder)),
    ),
  ];
  return {
    state: "ready",
    enriched: plans.flatMap(({ enriched }) => enriched ?? []),
    generated,
    lock: { path: LOCK_FILE, text: renderLock(lockPins) },
    manifest,
    paths: new Set([
      ...workspace.sources.map(({ output }) => output),
      ...generated.map(({ path }) => path),
      ...packagePipelines.paths,
      ...stayingPaths,
    ]),
    triggered: namesOf(pipelines, ({ isTriggered }) => isTriggered),
    acceptingFanIn,
    summaries: outputs.map(({ summary }) => summary),
    unsettled: unsettledPaths(pipelines, pins, settings),
    diagnostics,
  };
}

function namesOf(
  pipelines: readonly PlannedPipeline[],
  isNamed: (pipeline: PlannedPipeline) => boolean,
): ReadonlySet<string> {
  return new Set(pipelines.filter(isNamed).map(({ name }) => name));
}

/** Returns the packages that planned pipelines use. */
function usedPackages({ packages }: Survey, pipelines: readonly PlannedPipeline[]): readonly Package[] {
  const keys = new Set(pipelines.flatMap((pipeline) => pipeline.packages));
  return packages.map((locked) => locked.package).filter(({ key }) => keys.has(key));
}

/** Adds the entries of pipelines whose files stay. A package of the new manifest also gets their names. */
function withStaying(manifest: Manifest, staying: PlanParts["staying"]): Manifest {
  if (staying === undefined) return manifest;
  const packages = { ...staying.packages };
  for (const [key, entry] of Object.entries(manifest.packages)) {
    const users = new Set([...entry.pipelines, ...(staying.packages[key]?.pipelines ?? [])]);
    packages[key] = { ...entry, pipelines: Array.from(users).sort() };
  }
  return { ...staying, ...manifest, pipelines: { ...manifest.pipelines, ...staying.pipelines }, packages };
}

/** Returns the path of the project folder in the git work tree, as the manifest has it, if an output depends on it. */
function repositoryPath(
  { workTreePath }: LoadedWorkspace,
  pipelines: readonly PlannedPipeline[],
): Pick<Manifest, "repository_path"> {
  const isUsed = workTreePath !== undefined && pipelines.some(({ isTriggered }) => isTriggered);
  return isUsed ? { repository_path: workTreePath || "." } : {};
}

/**
 * Returns an error if the last build used the root of the git work tree, and this run does not know it: the mode `auto`
 * would write other pipelines, which no change triggers. `configrepo` has an error of its own.
 */
function lostWorkTree(
  { manifest, settings, workTreePath }: LoadedWorkspace,
  plans: readonly SourcePlan[],
): Diagnostic | undefined {
  const isNeeded =
    settings.packageMaterials === "auto" && plans.some(({ pipelines }) => pipelines.length > 0);
  const before = manifest?.repository_path;
  if (!isNeeded || before === undefined || workTreePath !== undefined) return undefined;
  const message = `the root of the git work tree is not known; for the last build, the project folder was "${before}" in it`;
  const root = quoteForShell(before === "." ? "." : before.replace(/[^/]+/g, ".."));
  const help = `name the root with --repository-root, such as \`--repository-root ${root}\``;
  return errorIn(manifestPath(settings), "work-tree-missing", message, { help });
}

function planSources(workspace: LoadedWorkspace, { sources }: Survey, pins: Pins): readonly SourcePlan[] {
  const inUse = new Map<string, Package>();
  return sources.flatMap((surveyed) => planSurveyed(workspace, surveyed, pins, inUse));
}

/** Plans a source, unless the survey has planned it. Returns no plan if nothing of it can be read. */
export function planSurveyed(
  workspace: LoadedWorkspace,
  { source, plan }: Survey["sources"][number],
  pins: Pins,
  inUse = new Map<string, Package>(),
): readonly SourcePlan[] {
  if (plan !== undefined) return [plan];
  const { read } = workspace.readSource(source);
  if (read === undefined) return [];
  const { pipelines } = matchPackages(read, workspace.catalogue, inUse);
  return [planSource(workspace, read, pipelines, pins)];
}

function unsettledPaths(
  pipelines: readonly PlannedPipeline[],
  pins: Pins,
  settings: LoadedWorkspace["settings"],
): ReadonlySet<string> {
  const affected = pipelines.filter(({ packages }) => packages.some((key) => !pins.has(key)));
  if (affected.length === 0) return new Set();
  const files = affected.flatMap(({ name, source }) => [source.output, envName(name, settings.output.path)]);
  return new Set([...files, manifestPath(settings)]);
}

function makeManifest(
  planned: readonly PlannedPipeline[],
  used: readonly LockedPackage[],
  pins: Pins,
  packagePipelines: ReadonlyMap<string, string>,
): Manifest {
  const pipelines = new Map<string, Manifest["pipelines"][string]>();
  const users = new Map<string, Set<string>>();
  for (const { name, source, variables, packages } of planned) {
    pipelines.set(name, {
      source: source.file.path,
      output: source.output,
      variables: variables.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    });
    for (const key of packages) users.set(key, (users.get(key) ?? new Set()).add(name));
  }
  const entries: Record<string, Manifest["packages"][string]> = {};
  for (const { package: declared } of used) {
    const pin = pins.get(declared.key);
    if (pin === undefined) continue;
    const packagePipeline = packagePipelines.get(declared.key);
    entries[declared.key] = {
      registry_name: declared.repository.registryName,
      registry_url: declared.repository.registryUrl,
      image: declared.image,
      tag: pin.tag,
      ...(pin.digest !== undefined && { digest: pin.digest }),
      reference: referenceOf(declared, pin),
      ...(packagePipeline !== undefined && { package_pipeline: packagePipeline }),
      pipelines: Array.from(users.get(declared.key) ?? []).sort(),
    };
  }
  return { version: 1, pipelines: Object.fromEntries(pipelines), packages: entries };
}
