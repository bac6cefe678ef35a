import { basename } from "node:path";
import { conflictErrors, findMergeConflict } from "../model/merge-conflict.js";
import { addAll, errorIn, type Diagnostic, errorAt } from "../model/diagnostic.js";
import { isSame } from "../model/is-same.js";
import { readText, readStart } from "../files/disk.js";
import type { RepoFolder } from "../files/disk-paths.js";
import { LOCK_FILE } from "../files/project.js";
import { comparePlan, type Comparison, type SourceFilter } from "./compare.js";
import { type Deviation, textOnDisk, firstDifference } from "./deviation.js";
import { manifestPath, type LoadedWorkspace } from "./load.js";
import { editedPins, lockFindings, lockState, unpinned, type LockState } from "./lock-findings.js";
import type { BlockedPlan, ReadyPlan } from "./plan.js";
import type { Survey } from "./survey.js";
import { pipelineEntry } from "../files/manifest.js";
import { envName, HEADER_START, isReadByGocd, packageFiles } from "../files/generated.js";
import type { Source } from "./source.js";

/** A change that a build would make: the text of a file before and after it, undefined if there is no file. */
export interface BuildChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The differences between a plan and the disk. */
export interface PlanCheck {
  readonly findings: readonly Diagnostic[];
  /** Sorted by path; empty if the plan is blocked. */
  readonly changes: readonly BuildChange[];
  readonly lock: LockState;
}

/**
 * Compares the plan of a build with the disk, and the lock with the declarations. Packages without a pin are findings;
 * the files that depend on them are not compared. If the plan is blocked, only the lock is checked. Differences
 * of enriched files that are not selected are not reported.
 */
export async function checkPlan(
  workspace: LoadedWorkspace,
  survey: Survey,
  plan: ReadyPlan | BlockedPlan,
  isSelected: SourceFilter,
): Promise<PlanCheck> {
  const lock = lockState(textOnDisk(readText(workspace, LOCK_FILE)));
  const findings = [
    ...unpinned(survey.usable, lock),
    ...lockFindings(workspace.lock.pins, survey.packages, lock),
  ];
  if (plan.state === "blocked") return { findings, changes: [], lock };
  const comparison = onlySettled(plan, await comparePlan(workspace, plan));
  addAll(findings, fileFindings(workspace, plan, comparison, isSelected));
  if (workspace.manifest !== undefined && isBeyondManifest(workspace, comparison)) {
    addAll(findings, editedPins(survey.usable));
  }
  if (comparison.lock?.disk.kind === "missing") {
    const help = "run `gocd-pin build` and commit it";
    findings.push(errorIn(LOCK_FILE, "output-missing", "there is no lock", { help }));
  }
  const selected = { ...comparison, enriched: comparison.enriched.filter(isSelected) };
  return { findings, changes: changesOf(workspace, selected), lock };
}

/** Returns the part of a comparison that does not depend on missing pins. */
function onlySettled({ unsettled }: ReadyPlan, comparison: Comparison): Comparison {
  if (unsettled.size === 0) return comparison;
  const isKnown = ({ path, disk }: Deviation) => !unsettled.has(path) || disk.kind === "missing";
  return {
    ...comparison,
    enriched: comparison.enriched.filter(isKnown),
    generated: comparison.generated.filter(isKnown),
    lock: undefined,
  };
}

/** Whether other generated files than the manifest differ. */
function isBeyondManifest({ settings }: LoadedWorkspace, { enriched, generated }: Comparison): boolean {
  return [...enriched, ...generated].some(({ path }) => path !== manifestPath(settings));
}

/** Returns the changes that a build would make on the disk, sorted by path. */
function changesOf(repo: RepoFolder, { enriched, generated, lock, leftovers }: Comparison): BuildChange[] {
  const textOf = (disk: Deviation["disk"]) => (disk.kind === "text" ? disk.text : undefined);
  const written = [...enriched, ...generated, ...(lock === undefined ? [] : [lock])].map(
    ({ path, text, disk }) => ({ path, before: textOf(disk), after: text }),
  );
  const removed = leftovers.map((path) => ({ path, before: textOf(readText(repo, path)), after: undefined }));
  return [...written, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const BUILD = "run `gocd-pin build` and commit the changes";

/**
 * Returns the generated files that differ from what a build would write. A build writes enriched files, env files,
 * manifest and lock together. So if a file differs, but the manifest is right about its pipelines, the file was edited by
 * hand, or its source was changed without a build. If the manifest differs too, the output is out of date.
 */
function fileFindings(
  workspace: LoadedWorkspace,
  plan: ReadyPlan,
  comparison: Comparison,
  isSelected: SourceFilter,
): Diagnostic[] {
  const { enriched, generated, lock, leftovers, foreign } = comparison;
  const before = workspace.manifest;
  const isBuilt = (pipelines: readonly string[]) =>
    before !== undefined &&
    pipelines.every((name) => isSame(pipelineEntry(before, name), pipelineEntry(plan.manifest, name)));
  const pipelineOf = new Map(
    Object.keys(plan.manifest.pipelines).map((name) => [envName(name, workspace.settings.output.path), name]),
  );
  const packageOf = new Map(
    Object.entries(plan.manifest.packages).flatMap(([key, { package_pipeline: name }]) => {
      const files =
        name === undefined ? [] : Object.values(packageFiles(name, workspace.settings.output.path));
      return files.map((path) => [path, key] as const);
    }),
  );
  const manifest = manifestPath(workspace.settings);
  const findings = enriched.filter(isSelected).flatMap((file) => {
    return (
      conflictFindings(file) ??
      finding(file, isBuilt(file.pipelines) ? aboutEnriched(file.source, workspace) : undefined)
    );
  });
  for (const file of generated) {
    const pipeline = pipelineOf.get(file.path);
    const pkg = packageOf.get(file.path);
    const isAlone =
      file.path === manifest
        ? enriched.length === 0 && generated.length === 1 && leftovers.length === 0 && lock === undefined
        : pipeline !== undefined && isBuilt([pipeline]);
    const isOfPackage =
      pkg !== undefined && isSame(workspace.manifest?.packages[pkg], plan.manifest.packages[pkg]);
    const edited = isOfPackage ? ABOUT_PACKAGE : isAlone ? ABOUT_OTHERS : undefined;
    addAll(findings, conflictFindings(file) ?? [finding(file, edited)]);
  }
  addAll(
    findings,
    leftovers.map((path) => superfluous(workspace, path)),
  );
  addAll(findings, foreign.map(foreignFinding));
  return findings;
}

/** The message about a file that differs while the manifest is right about its pipelines. */
interface Edited {
  readonly message: string;
  readonly help: string;
}

const ABOUT_OTHERS: Edited = {
  message:
    "the file does not match the lock, but the other generated files do: it was edited by hand, or not committed",
  help: BUILD,
};

const ABOUT_PACKAGE: Edited = {
  message:
    "the file differs from what gocd-pin generates for the package: it was edited by hand, or the project file was changed without a build",
  help: BUILD,
};

function aboutEnriched({ file: { path } }: Source, { settings }: LoadedWorkspace): Edited {
  if (settings.output.kind === "in-place") {
    return {
      message:
        "the variables that gocd-pin writes to this file do not match the lock, but the manifest does: the file was edited by hand, or not committed",
      help: BUILD,
    };
  }
  return {
    message: `the file differs from what gocd-pin generates from "${path}": it was edited by hand, or "${path}" was changed without a build`,
    help: `make the change in "${path}", then ${BUILD}`,
  };
}

/** Returns an error for each conflict of a generated file with conflict markers; undefined without markers. */
function conflictFindings({ path, disk }: Deviation): readonly Diagnostic[] | undefined {
  const file = { path, text: textOnDisk(disk) };
  const conflict = findMergeConflict(file.text);
  return conflict && conflictErrors(file, conflict, { code: "merge-conflict", help: BUILD });
}

function finding({ path, text, disk }: Deviation, edited: Edited | undefined): Diagnostic {
  if (disk.kind === "missing") {
    return errorIn(path, "output-missing", "the generated file does not exist", { help: BUILD });
  }
  if (disk.kind === "unreadable") {
    const help = "remove what is at this path, then " + BUILD;
    return errorIn(
      path,
      disk.isUnsafe ? "path-unsafe" : "output-blocked",
      `the generated file cannot be read: ${disk.reason}`,
      { help },
    );
  }
  const place = firstDifference({ path, text: textOnDisk(disk) }, text);
  if (edited !== undefined) return errorAt(place, "output-edited", edited.message, { help: edited.help });
  const message =
    "the file is out of date: the sources, the declarations or the lock changed since it was built";
  return errorAt(place, "output-stale", message, { help: BUILD });
}

function superfluous(workspace: LoadedWorkspace, path: string): Diagnostic {
  const { settings } = workspace;
  const [, source] = /^(.*);/.exec(readStart(workspace, path, 1024).slice(HEADER_START.length)) ?? [];
  const message = !path.endsWith(".env")
    ? `the file was generated from "${source ?? ""}", which no longer generates it`
    : path === envName(basename(path, ".env"), settings.output.path)
      ? "the file was generated for a pipeline that no longer exists or no longer has Docker materials"
      : "the file was generated for a package that no pipeline depends on any more";
  const help = "run `gocd-pin build`, which removes it, and commit that";
  return errorIn(path, "output-superfluous", message, { help });
}

function foreignFinding(path: string): Diagnostic {
  if (!isReadByGocd(path)) {
    const message = "the file is in the output folder, but gocd-pin did not generate it";
    return errorIn(path, "output-foreign", message, { help: "move it out of the output folder" });
  }
  const message = "gocd-pin did not generate the file, but GoCD loads it together with the generated files";
  const help =
    "move it out of the output folder; if it is one of your pipelines, move it to the sources, without .gocd in its name";
  return errorIn(path, "output-foreign", message, { help });
}
