import { posix } from "node:path";
import { hasErrors, type Diagnostic } from "../model/diagnostic.js";
import type { Pin } from "../model/pin.js";
import type { Variable } from "../model/variable.js";
import { headerOf, withoutHeader } from "../files/output-names.js";
import { checkDeclared, uniteVariables } from "../gocd/enrich/declared-variables.js";
import { enrichText } from "../gocd/enrich/enrich.js";
import type { Enrichment } from "../gocd/enrich/enrichment.js";
import { readLabel } from "../gocd/enrich/label.js";
import { decideChanges } from "../gocd/enrich/package-materials.js";
import { variablesOfMaterial } from "../gocd/variables.js";
import { lineEnding } from "../yaml/lines.js";
import { findDeviation, findEdit, type Deviation } from "./deviation.js";
import type { LoadedWorkspace } from "./load.js";
import { checkOutput, unedited, type CheckedOutput, type Emitted } from "./output-check.js";
import type { MatchedPipeline } from "./packages.js";
import type { ReadSource, Source } from "./source.js";

/** What a build does with one source. It has no tree, so that those of other sources fit into memory. */
export interface SourcePlan {
  /** The enriched file, if the disk does not have it already. */
  readonly enriched: EnrichedDeviation | undefined;
  /** Those with Docker materials. */
  readonly pipelines: readonly PlannedPipeline[];
  readonly checked: CheckedOutput;
  readonly problems: readonly Diagnostic[];
  /** What GoCD's rules say of the result. */
  readonly findings: readonly Diagnostic[];
}

/** An enriched file that the disk does not have, with its source and the names of the pipelines in it. */
export interface EnrichedDeviation extends Deviation {
  readonly source: Source;
  readonly pipelines: readonly string[];
}

/** A pipeline that gets variables. */
export interface PlannedPipeline {
  readonly name: string;
  readonly source: Source;
  readonly variables: readonly Variable[];
  /** The keys of its packages. */
  readonly packages: readonly string[];
}

interface PreparedPipeline extends MatchedPipeline {
  readonly variables: readonly Variable[];
  /** Whether every Docker material has a pin: without one its variables are not known. */
  readonly isPinned: boolean;
  readonly enrichment: Enrichment;
}

/**
 * Enriches one source, checks the result, and compares it with the disk. `known` are the problems of the source so
 * far: findings about the result that follow from them are not reported again.
 */
export function planSource(
  workspace: LoadedWorkspace,
  read: ReadSource,
  matched: readonly MatchedPipeline[],
  pins: ReadonlyMap<string, Pin>,
  known: readonly Diagnostic[],
): SourcePlan {
  const { root, settings } = workspace;
  const { source } = read;
  const diagnostics: Diagnostic[] = [];
  const prepared = matched.flatMap((pipeline) => {
    return preparePipeline(workspace, read, pipeline, pins, diagnostics) ?? [];
  });
  // If a part of a file cannot be planned, the file is not edited: more errors would only follow from that.
  const isPartial =
    read.isRejected ||
    hasErrors(diagnostics) ||
    prepared.some(({ isPinned }) => !isPinned) ||
    matched.some(({ isComplete }) => !isComplete);
  const emitted = isPartial ? unedited(read, true) : enrich(read, prepared, diagnostics);
  const { checked, diagnostics: findings } = checkOutput(emitted, [...known, ...diagnostics]);
  const compare = settings.output.kind === "in-place" ? findEdit : findDeviation;
  const deviation = compare(root, outputOf(settings.output.kind, source, emitted.file.tree.file.text));
  const pipelines = matched.map(({ pipeline }) => pipeline.name);
  return {
    enriched: deviation && { ...deviation, source, pipelines },
    pipelines: prepared
      .filter(({ docker }) => docker.length > 0)
      .map(({ pipeline, docker, variables }) => {
        const packages = Array.from(new Set(docker.map((material) => material.package.key)));
        return { name: pipeline.name, source, variables, packages };
      }),
    checked,
    problems: diagnostics,
    findings,
  };
}

function preparePipeline(
  workspace: LoadedWorkspace,
  { gocd }: ReadSource,
  matched: MatchedPipeline,
  pins: ReadonlyMap<string, Pin>,
  diagnostics: Diagnostic[],
): PreparedPipeline | undefined {
  const { settings, workTreePath } = workspace;
  const { pipeline, docker } = matched;
  const { materials } = pipeline;
  const { tree, hasFormatVersion } = gocd;
  const isInPlace = settings.output.kind === "in-place";
  const all = docker.flatMap((material) => {
    const pin = pins.get(material.package.key);
    return pin === undefined ? [] : variablesOfMaterial(material, pin, settings);
  });
  const { united, diagnostics: collisions } = uniteVariables(pipeline, docker, all);
  diagnostics.push(...collisions, ...checkDeclared(tree, pipeline, new Set(united.keys())));
  const { changes, diagnostics: findings } = decideChanges(pipeline, materials, docker, {
    mode: settings.packageMaterials,
    inPlace: isInPlace,
    hasFormatVersion,
    envFolder: workTreePath === undefined ? undefined : posix.join(workTreePath, settings.output.path, "env"),
  });
  diagnostics.push(...findings);
  const label = readLabel(tree, pipeline, materials, docker, pins, { ...settings, isInPlace });
  diagnostics.push(...label.diagnostics);
  if (changes === undefined) return undefined;
  const variables = Array.from(united.values());
  const enrichment: Enrichment = {
    pipeline,
    materials,
    changes,
    variables: new Map(variables.map(({ name, value }) => [name, value])),
    dropped: isInPlace ? droppedVariables(workspace, pipeline.name, united) : new Set(),
    label: label.text,
  };
  const isPinned = docker.every((material) => pins.has(material.package.key));
  return { ...matched, variables, isPinned, enrichment };
}

/** The variables that the previous build gave the pipeline in place, and this one does not. */
function droppedVariables(
  { manifest }: LoadedWorkspace,
  pipeline: string,
  variables: ReadonlyMap<string, Variable>,
): ReadonlySet<string> {
  const before = manifest?.pipelines[pipeline]?.variables ?? [];
  return new Set(before.map(({ name }) => name).filter((name) => !variables.has(name)));
}

function enrich(
  read: ReadSource,
  pipelines: readonly PreparedPipeline[],
  diagnostics: Diagnostic[],
): Emitted {
  const { source, gocd } = read;
  const enrichments = pipelines.map(({ enrichment }) => enrichment);
  const { output, diagnostics: problems } = enrichText(gocd, enrichments, source.output);
  diagnostics.push(...problems);
  if (output === undefined) return unedited(read, hasErrors(problems));
  const removed = pipelines.map(({ pipeline, enrichment }): [string, Set<string>] => [
    pipeline.name,
    removedBy(enrichment),
  ]);
  return { ...output, source: source.file, isPartial: false, removed: new Map(removed) };
}

function removedBy({ changes }: Enrichment): Set<string> {
  const removed = Array.from(changes).filter(([, { kind }]) => kind === "remove");
  return new Set(removed.map(([name]) => name));
}

function outputOf(
  kind: LoadedWorkspace["settings"]["output"]["kind"],
  { output: path, file }: Source,
  text: string,
): { path: string; text: string } {
  if (kind === "in-place") return { path, text };
  const header = headerOf(file.path) + lineEnding(file.text);
  return { path, text: header + withoutHeader(text) };
}
