import { pipelineEntry } from "../files/manifest.js";
import type { WarningCode } from "../model/codes.js";
import { acceptedByAll, addAll, hasErrors, type Diagnostic } from "../model/diagnostic.js";
import { posix } from "node:path";
import type { Pins } from "../model/pin.js";
import type { SourceFile } from "../model/source.js";
import type { Variable } from "../model/settings.js";
import { headerOf, withoutHeader } from "../files/generated.js";
import { checkDeclared, uniteVariables } from "../gocd/enrich/declared-variables.js";
import { checkEnriched } from "../gocd/rules/check-enriched.js";
import { enrichText } from "../gocd/enrich/enrich.js";
import type { Enrichment } from "../gocd/enrich/enrichment.js";
import { readLabel, withoutDependencies } from "../gocd/enrich/label.js";
import { decideChanges } from "../gocd/enrich/package-materials.js";
import { variablesOfMaterial } from "../gocd/variables.js";
import { lineEnding } from "../yaml/lines.js";
import { findDeviation, findEdit, withEndingsOnDisk, type Deviation } from "./deviation.js";
import type { LoadedWorkspace } from "./load.js";
import { changesOfPackages, checkOutput, type CheckedOutput, type Emitted } from "./output-check.js";
import type { MatchedPipeline } from "./packages.js";
import type { ReadSource, Source } from "./source.js";

/** What a build does with one source. It does not keep the tree, since the trees of all sources would not fit into memory. */
export interface SourcePlan {
  /** The enriched file, if the disk does not have it already. */
  readonly enriched: EnrichedDeviation | undefined;
  /** Whether the output is what a build writes; otherwise it is the text of the source. */
  readonly isEmitted: boolean;
  /** Those with Docker materials. */
  readonly pipelines: readonly PlannedPipeline[];
  readonly checked: CheckedOutput;
  readonly diagnostics: readonly Diagnostic[];
}

/** An enriched file that the disk does not have. Its text is made when it is needed. */
export class EnrichedDeviation implements Deviation {
  readonly path: string;
  readonly disk: Deviation["disk"];
  readonly source: Source;
  /** The names of the pipelines in it. */
  readonly pipelines: readonly string[];
  readonly #kind: OutputKind;
  readonly #file: SourceFile;

  constructor(
    { path, disk }: Deviation,
    {
      source,
      pipelines,
      kind,
      file,
    }: {
      readonly source: Source;
      readonly pipelines: readonly string[];
      readonly kind: OutputKind;
      /** The file without the header. */
      readonly file: SourceFile;
    },
  ) {
    this.path = path;
    this.disk = disk;
    this.source = source;
    this.pipelines = pipelines;
    this.#kind = kind;
    this.#file = file;
  }

  get text(): string {
    const { text } = outputOf(this.#kind, this.source, this.#file.text);
    return this.#kind === "in-place" ? text : withEndingsOnDisk(text, this.disk);
  }
}

type OutputKind = LoadedWorkspace["settings"]["output"]["kind"];

/** A pipeline that gets variables. */
export interface PlannedPipeline {
  readonly name: string;
  readonly source: Source;
  readonly variables: readonly Variable[];
  /** The keys of its packages. */
  readonly packages: readonly string[];
  /** Whether GoCD triggers the pipeline if its variables change: it has a material for its env file or pin files. */
  readonly isTriggered: boolean;
  /** The codes of warnings that all of its packages accept. */
  readonly accept: readonly WarningCode[];
}

interface PreparedPipeline extends MatchedPipeline {
  readonly variables: readonly Variable[];
  readonly enrichment: Enrichment;
}

/**
 * Enriches one source, checks the result, and compares it with the disk. A source with an error stays as it is, unless
 * `toleratesErrors`: then it is enriched if only GoCD's rules reject it.
 */
export function planSource(
  workspace: LoadedWorkspace,
  read: ReadSource,
  matched: readonly MatchedPipeline[],
  pins: Pins,
  { toleratesErrors = false } = {},
): SourcePlan {
  const { settings } = workspace;
  const { source } = read;
  const diagnostics: Diagnostic[] = [];
  const prepared = matched.flatMap((pipeline) => {
    return preparePipeline(workspace, read, pipeline, pins, diagnostics) ?? [];
  });
  // If a part of a file cannot be planned, the file is not edited: errors in the rest would only follow from that.
  const isComplete =
    prepared.length === matched.length &&
    matched.every((one) => one.isComplete && one.docker.every((material) => pins.has(material.package.key)));
  const isSound = (read.isValid || toleratesErrors) && isComplete && !hasErrors(diagnostics);
  const emitted = isSound ? enrich(read, prepared, diagnostics) : undefined;
  const output = emitted && checkOutput(emitted, source.file, read.checked.summary);
  const checked = output?.checked ?? ofSource(read.checked.summary);
  const file = emitted?.file ?? source.file;
  const { kind } = settings.output;
  const compare = kind === "in-place" ? findEdit : findDeviation;
  const deviation = compare(workspace, outputOf(kind, source, file.text));
  emitted?.file.forget();
  const pipelines = matched.map(({ pipeline }) => pipeline.name);
  return {
    enriched: deviation && new EnrichedDeviation(deviation, { source, pipelines, kind, file }),
    isEmitted: isSound && !hasErrors(diagnostics),
    pipelines: prepared
      .filter(({ docker }) => docker.length > 0)
      .map(({ pipeline, docker, variables, enrichment }) => {
        const packages = Array.from(new Set(docker.map((material) => material.package.key)));
        const changes = Array.from(enrichment.changes.values());
        const isTriggered = changes.some(({ kind }) => kind === "configrepo" || kind === "dependency");
        const accept = acceptedByAll(docker.map((material) => material.package));
        return { name: pipeline.name, source, variables, packages, isTriggered, accept };
      }),
    checked: isSound ? withPackages(checked, prepared) : checked,
    diagnostics: [...diagnostics, ...(output?.diagnostics ?? [])],
  };
}

/** Returns a text that stays as it is. A function made in `planSource` would keep the tree of the source in memory. */
function ofSource(summary: CheckedOutput["summary"]): CheckedOutput {
  return { summary, toSource: (finding) => finding };
}

/** Pipelines with the same packages are triggered by the same commits, although their env files differ. */
function withPackages(checked: CheckedOutput, prepared: readonly PreparedPipeline[]): CheckedOutput {
  const byName = new Map(prepared.map((one) => [one.pipeline.name, one]));
  const pipelines = checked.summary.pipelines.map((summary) => {
    const { pipeline, docker, enrichment } = byName.get(summary.name) ?? {};
    const isOurs = Array.from(enrichment?.changes.values() ?? []).some(({ kind }) => kind === "configrepo");
    if (!isOurs || pipeline?.materials.some(({ kind }) => kind === "configrepo")) return summary;
    const keys = new Set(docker?.map((material) => material.package.key));
    return { ...summary, configRepoChanges: changesOfPackages(Array.from(keys)) };
  });
  return { ...checked, summary: { ...checked.summary, pipelines } };
}

function preparePipeline(
  workspace: LoadedWorkspace,
  { gocd }: ReadSource,
  matched: MatchedPipeline,
  pins: Pins,
  diagnostics: Diagnostic[],
): PreparedPipeline | undefined {
  const { settings, workTreePath } = workspace;
  const { pipeline, docker } = matched;
  const { tree, hasFormatVersion } = gocd;
  const isInPlace = settings.output.kind === "in-place";
  const all = docker.flatMap((material) => {
    const pin = pins.get(material.package.key);
    return pin === undefined ? [] : variablesOfMaterial(material, pin, settings);
  });
  const { united, diagnostics: collisions } = uniteVariables(pipeline, docker, all);
  addAll(diagnostics, collisions);
  addAll(diagnostics, checkDeclared(tree, pipeline, new Set(united.keys())));
  const { changes, diagnostics: findings } = decideChanges(pipeline, docker, {
    mode: settings.packageMaterials,
    inPlace: isInPlace,
    hasFormatVersion,
    envFolder: workTreePath === undefined ? undefined : posix.join(workTreePath, settings.output.path, "env"),
    prefix: settings.packagePipelines.prefix,
  });
  addAll(diagnostics, findings);
  const replaced = withoutDependencies(docker, changes);
  const label = readLabel(tree, pipeline, replaced, pins, { ...settings, isInPlace });
  addAll(diagnostics, label.diagnostics);
  if (changes === undefined) return undefined;
  const variables = Array.from(united.values());
  const enrichment: Enrichment = {
    pipeline,
    changes,
    variables: new Map(variables.map(({ name, value }) => [name, value])),
    dropped: isInPlace ? droppedVariables(workspace, pipeline.name, united) : new Set(),
    label: label.text,
  };
  return { ...matched, variables, enrichment };
}

/** The variables that the previous build gave the pipeline in place, and this one does not. */
function droppedVariables(
  { manifest }: LoadedWorkspace,
  pipeline: string,
  variables: ReadonlyMap<string, Variable>,
): ReadonlySet<string> {
  const before = (manifest && pipelineEntry(manifest, pipeline)?.variables) ?? [];
  return new Set(before.map(({ name }) => name).filter((name) => !variables.has(name)));
}

/** Enriches a source; without a value if nothing changes, or if an error prevents it. */
function enrich(
  { source, gocd, checked }: ReadSource,
  pipelines: readonly PreparedPipeline[],
  diagnostics: Diagnostic[],
): Emitted | undefined {
  const enrichments = pipelines.map(({ enrichment }) => enrichment);
  const summaries = new Map(checked.summary.pipelines.map((summary) => [summary.name, summary]));
  const { output, diagnostics: problems } = enrichText(
    gocd,
    enrichments,
    source.output,
    ({ enrichment, body, tree }) => {
      const { pipeline } = enrichment;
      const summary = summaries.get(pipeline.name);
      if (summary === undefined) throw new Error(`the pipeline "${pipeline.name}" was not checked`);
      return checkEnriched(gocd, summary, { pipeline, body, tree, removed: removedBy(enrichment) });
    },
  );
  addAll(diagnostics, problems);
  return output;
}

function removedBy({ changes }: Enrichment): Set<string> {
  const removed = Array.from(changes).filter(([, { kind }]) => kind === "remove");
  return new Set(removed.map(([name]) => name));
}

/** Returns the generated file with the text of a source: with the header, unless it is edited in place. */
export function outputOf(
  kind: OutputKind,
  { output: path, file }: Source,
  text: string,
): { path: string; text: string } {
  if (kind === "in-place") return { path, text };
  const header = headerOf(file.path) + lineEnding(file.text);
  return { path, text: header + withoutHeader(text) };
}
