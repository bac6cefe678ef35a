import { addAll, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Package } from "../model/declaration.js";
import type { Place } from "../model/source.js";
import type { LockedPackage } from "../pin/resolution.js";
import type { LoadedWorkspace } from "./load.js";
import { matchPackages, reportUndeclared } from "./packages.js";
import { planSource, type SourcePlan } from "./plan-source.js";
import { checkTagRules } from "./resolve.js";
import { checkTogether, type CheckedSource, type Source } from "./source.js";

/** A source, and whether it is planned already. */
interface SurveyedSource {
  readonly source: Source;
  /** Undefined if nothing of it can be read. */
  readonly checked: CheckedSource | undefined;
  /** Undefined if its pins are not known yet. */
  readonly plan: SourcePlan | undefined;
}

/** The names of pipelines and the packages that all sources use. */
export interface Survey {
  readonly sources: readonly SurveyedSource[];
  readonly pipelines: readonly string[];
  /** Each once, sorted by key. */
  readonly packages: readonly LockedPackage[];
  /** Those of `packages` whose rule is valid or was when they were pinned. */
  readonly usable: readonly LockedPackage[];
  /** Whether the sources are read and matched without an error: then `packages` lacks none. */
  readonly isComplete: boolean;
  /** Those of the workspace too. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the sources one by one and finds the packages that they use. With `plansPinned`, a source whose packages are
 * all pinned in the lock is planned on the way, so that it need not be parsed again: not for a run that moves pins.
 */
export async function surveySources(
  workspace: LoadedWorkspace,
  { plansPinned }: { readonly plansPinned: boolean },
): Promise<Survey> {
  const { catalogue, lockedPackage, readSource } = workspace;
  const diagnostics: Diagnostic[] = [...workspace.diagnostics];
  const inUse = new Map<string, Package>();
  const pipelines: string[] = [];
  const undeclared: Place[] = [];
  const sources = workspace.sources.map((source): SurveyedSource => {
    const { read, diagnostics: problems } = readSource(source);
    addAll(diagnostics, problems);
    if (read === undefined) return { source, checked: undefined, plan: undefined };
    const matched = matchPackages(read, catalogue, inUse);
    addAll(diagnostics, matched.diagnostics);
    addAll(undeclared, matched.undeclared);
    addAll(
      pipelines,
      matched.pipelines.map(({ pipeline }) => pipeline.name),
    );
    const packages = matched.pipelines.flatMap(({ docker }) => docker.map((material) => material.package));
    const locked = packages.map(lockedPackage);
    const isPlanned = plansPinned && locked.every(({ isPinned, edit }) => isPinned && edit === undefined);
    const pins = new Map(locked.flatMap(({ known }) => (known === undefined ? [] : [[known.key, known]])));
    return {
      source,
      checked: read.checked,
      plan: isPlanned ? planSource(workspace, read, matched.pipelines, pins) : undefined,
    };
  });
  addAll(diagnostics, checkTogether(sources.flatMap(({ checked }) => checked ?? [])));
  addAll(diagnostics, reportUndeclared(undeclared, catalogue));
  const packages = Array.from(inUse.values())
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(lockedPackage);
  const declared = Array.from(catalogue.byKey.values(), lockedPackage);
  const rules = await checkTagRules(new Set([...declared, ...packages]), catalogue.declarations);
  addAll(diagnostics, rules.diagnostics);
  return {
    sources,
    pipelines,
    packages,
    usable: packages.filter((locked) => !rules.unusable.has(locked.package.key)),
    isComplete: !hasErrors(diagnostics),
    diagnostics,
  };
}
