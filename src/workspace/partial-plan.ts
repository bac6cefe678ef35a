import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Manifest } from "../files/manifest.js";
import type { Pin, Pins } from "../model/pin.js";
import type { LockedPackage, Resolution } from "../pin/resolution.js";
import { decideLeftOut, type PartialSource } from "./left-out.js";
import type { LoadedWorkspace } from "./load.js";
import { matchPackages } from "./packages.js";
import { assemblePlan, makePlan, planSurveyed, type BlockedPlan, type ReadyPlan } from "./plan.js";
import { planSource, type SourcePlan } from "./plan-source.js";
import type { Survey } from "./survey.js";

/**
 * Makes a plan of what a build writes although packages failed (`--keep-going`). A package that failed keeps its pin if
 * image and `registry_url` are the same. Pipelines whose packages have no pin are left out; if files stay because of that,
 * so do the pins in them. A merge conflict in the lock needs all pins, as the lock on the disk cannot stay.
 */
export function makePartialPlan(
  workspace: LoadedWorkspace,
  survey: Survey,
  resolution: Pick<Resolution, "pins" | "diagnostics">,
  { isFrozen }: { readonly isFrozen: boolean },
): ReadyPlan | BlockedPlan {
  const isPossible = survey.isComplete && workspace.lock.conflict === undefined;
  if (!isPossible || !hasErrors(resolution.diagnostics)) return makePlan(workspace, survey, resolution);
  const { pins, lockPins } = keepPins(survey.usable, resolution.pins, isFrozen);
  const leftOut = decideLeftOut(workspace, survey, pins);
  const failures: readonly Diagnostic[] = [...resolution.diagnostics, ...leftOut.diagnostics];
  if (leftOut.isBlocked) return makePlan(workspace, survey, { pins, diagnostics: failures });
  const staying = stayingEntries(workspace.manifest, leftOut.sources);
  for (const pin of stayingPins(survey.usable, staying.packages)) {
    pins.set(pin.key, pin);
    lockPins.set(pin.key, pin);
  }
  const partial = new Map(leftOut.sources.map((one) => [one.source, one.outcome]));
  const plans = survey.sources.flatMap((surveyed) => {
    const outcome = partial.get(surveyed.source);
    return outcome === undefined
      ? planSurveyed(workspace, surveyed, pins)
      : planPartial(workspace, outcome, pins);
  });
  return assemblePlan(workspace, survey, { plans, pins, lockPins, failures, allowsFailures: true, staying });
}

/**
 * Returns the pins for the output, and those of the lock, which also keeps the pins that no longer fit: a failure never
 * removes a pin. A pin that was edited by hand is not used before the registry has confirmed it.
 */
function keepPins(
  packages: readonly LockedPackage[],
  resolved: Pins,
  isFrozen: boolean,
): { readonly pins: Map<string, Pin>; readonly lockPins: Map<string, Pin> } {
  const pins = new Map<string, Pin>(resolved);
  const lockPins = new Map<string, Pin>(resolved);
  for (const { package: declared, known, edit } of packages) {
    const { key, image, repository } = declared;
    if (isFrozen && edit !== undefined) pins.delete(key);
    if (resolved.has(key) || known === undefined) continue;
    lockPins.set(key, known);
    const isSameImage = known.image === image && known.registryUrl === repository.registryUrl;
    if (isSameImage && edit === undefined) pins.set(key, known);
  }
  return { pins, lockPins };
}

/** Returns the previous pins of the packages that files which stay have: one package cannot have two tags. */
function stayingPins(packages: readonly LockedPackage[], entries: Manifest["packages"]): readonly Pin[] {
  return packages.flatMap(({ package: { key }, known, isPinned, edit }) =>
    known !== undefined && isPinned && edit === undefined && Object.hasOwn(entries, key) ? [known] : [],
  );
}

function planPartial(
  workspace: LoadedWorkspace,
  outcome: PartialSource["outcome"],
  pins: Pins,
): readonly SourcePlan[] {
  if (outcome.kind === "stays") {
    const { summary } = outcome;
    if (summary === undefined) return [];
    const checked = { summary, toSource: (finding: Diagnostic) => finding };
    return [{ enriched: undefined, isEmitted: true, pipelines: [], checked, diagnostics: [] }];
  }
  const { read, toSource } = outcome;
  const { pipelines } = matchPackages(read, workspace.catalogue, new Map());
  const plan = planSource(workspace, read, pipelines, pins);
  const checked = {
    ...plan.checked,
    toSource: (finding: Diagnostic) => toSource(plan.checked.toSource(finding)),
  };
  return [{ ...plan, checked, diagnostics: plan.diagnostics.map(toSource) }];
}

/** Returns the entries of the last manifest about the pipelines of sources whose files stay. */
function stayingEntries(
  manifest: Manifest | undefined,
  sources: readonly PartialSource[],
): Omit<Manifest, "version"> {
  const outputs = new Set(
    sources.filter(({ outcome }) => outcome.kind === "stays").map(({ source }) => source.output),
  );
  const entries = Object.entries(manifest?.pipelines ?? {}).filter(([, { output }]) => outputs.has(output));
  const pipelines = Object.fromEntries(entries);
  const packages: Record<string, Manifest["packages"][string]> = {};
  for (const [key, entry] of Object.entries(manifest?.packages ?? {})) {
    const users = entry.pipelines.filter((name) => Object.hasOwn(pipelines, name));
    if (users.length > 0) packages[key] = { ...entry, pipelines: users };
  }
  const path = entries.length === 0 ? undefined : manifest?.repository_path;
  return { ...(path !== undefined && { repository_path: path }), pipelines, packages };
}
