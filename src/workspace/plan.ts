import { posix } from "node:path";
import type { Diagnostic } from "../model/diagnostic.js";
import type { Pin } from "../model/pin.js";
import type { SourceFile } from "../model/source.js";
import type { Variable } from "../model/variable.js";
import { LOCK_FILE } from "../files/project.js";
import { renderEnv } from "../files/env-file.js";
import { renderLock } from "../files/lock.js";
import { renderManifest, type Manifest } from "../files/manifest.js";
import { envName, headerOf, withoutHeader } from "../files/output-names.js";
import { checkDeclared, uniteVariables } from "../gocd/enrich/declared-variables.js";
import { enrichText } from "../gocd/enrich/enrich.js";
import type { Enrichment } from "../gocd/enrich/enrichment.js";
import { readLabel } from "../gocd/enrich/label.js";
import { decideChanges } from "../gocd/enrich/package-materials.js";
import { findDifference } from "../gocd/enrich/read-back.js";
import { referenceOf, variablesOf } from "../gocd/variables.js";
import type { Resolution } from "../pin/resolve.js";
import { lineEnding } from "../yaml/lines.js";
import { readGocdYaml } from "../yaml/dialect.js";
import { checkEmitted, type Emitted } from "./output-check.js";
import type { Source } from "./source.js";
import { manifestPath, type LoadedPipeline, type Workspace } from "./load.js";

/** What a build would write, before anything of it is held against the disk. */
export interface Plan {
  readonly enriched: readonly OutputFile[];
  /** Env files and the manifest. */
  readonly generated: readonly SourceFile[];
  readonly lock: SourceFile;
  readonly manifest: Manifest;
  readonly diagnostics: readonly Diagnostic[];
}

/** An enriched file and the source that it is made of. */
export interface OutputFile extends SourceFile {
  readonly source: Source;
}

/** What one pipeline gets: its variables, and what becomes of its materials. */
interface PlannedPipeline extends LoadedPipeline {
  readonly variables: readonly Variable[];
  /** Whether every Docker material has a pin: without one its variables are not known. */
  readonly isPinned: boolean;
  readonly enrichment: Enrichment;
}

/** Makes the texts of all generated files from what was read and what was resolved; no I/O. */
export function makePlan(workspace: Workspace, { pins }: Resolution): Plan {
  const diagnostics: Diagnostic[] = [];
  const bySource = new Map<Source, PlannedPipeline[]>(workspace.sources.map((source) => [source, []]));
  // A file of which a part could not be planned is not edited: what the rest looks like beside it says nothing.
  const partial = new Set(workspace.sources.filter(({ isRefused }) => isRefused));
  for (const loaded of workspace.pipelines) {
    const planned = planPipeline(workspace, loaded, pins, diagnostics);
    if (planned !== undefined) bySource.get(loaded.source)?.push(planned);
    if (planned === undefined || !isWhole(loaded)) partial.add(loaded.source);
  }
  const emitted: Emitted[] = [];
  const enriched = Array.from(bySource, ([source, pipelines]) => {
    const made = partial.has(source) ? unedited(source) : enrich(source, pipelines, diagnostics);
    emitted.push(made);
    return outputOf(workspace, source, made.tree.file.text);
  });
  diagnostics.push(...checkEmitted(emitted, [...workspace.diagnostics, ...diagnostics]));
  const planned = Array.from(bySource.values())
    .flat()
    .filter(({ docker }) => docker.length > 0);
  const manifest = makeManifest(planned, workspace, pins);
  const folder = workspace.settings.output.path;
  const generated = planned.map(({ pipeline, variables }) => ({
    path: envName(pipeline.name, folder),
    text: renderEnv(variables.map(({ name, value }) => [name, value])),
  }));
  generated.push({ path: manifestPath(workspace.settings), text: renderManifest(manifest) });
  return { enriched, generated, lock: { path: LOCK_FILE, text: renderLock(pins) }, manifest, diagnostics };
}

/** Whether every package that the pipeline names was found. */
function isWhole({ materials, docker }: LoadedPipeline): boolean {
  const found = new Set(docker.map(({ name }) => name));
  return materials.every(
    ({ name, reference }) => reference === undefined || reference.kind === "id" || found.has(name),
  );
}

function planPipeline(
  workspace: Workspace,
  loaded: LoadedPipeline,
  pins: ReadonlyMap<string, Pin>,
  diagnostics: Diagnostic[],
): PlannedPipeline | undefined {
  const { settings, workTreePath } = workspace;
  const { source, pipeline, materials, docker } = loaded;
  const { tree, hasFormatVersion } = source.gocd;
  const isInPlace = settings.output.kind === "in-place";
  const all = docker.flatMap((material) => {
    const pin = pins.get(material.package.key);
    return pin === undefined ? [] : variablesOf(material, pin, settings);
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
  return { ...loaded, variables, isPinned, enrichment };
}

/** What the build before gave the pipeline in place, and this one does not. */
function droppedVariables(
  { manifest }: Workspace,
  pipeline: string,
  variables: ReadonlyMap<string, Variable>,
): ReadonlySet<string> {
  const before = manifest?.pipelines[pipeline]?.variables ?? [];
  return new Set(before.map(({ name }) => name).filter((name) => !variables.has(name)));
}

/** The source as it is, where it is not edited or cannot be. */
function unedited({ file, gocd }: Source): Emitted {
  return { tree: gocd.tree, source: file, edits: [], removed: new Map() };
}

/**
 * Enriches a source. The text is read back as GoCD reads it, and one that does not mean what it must throws: a bug of
 * ours, and nothing is to be written.
 */
function enrich(source: Source, pipelines: readonly PlannedPipeline[], diagnostics: Diagnostic[]): Emitted {
  const enrichments = pipelines.map(({ enrichment }) => enrichment);
  const { text, edits, diagnostics: problems } = enrichText(source.gocd, enrichments);
  diagnostics.push(...problems);
  const { file } = source;
  if (text === file.text) return unedited(source);
  const { tree, diagnostics: refusals } = readGocdYaml({ path: source.output, text });
  const refusal = refusals.find(({ severity }) => severity === "error")?.message;
  const difference = refusal ?? (tree && findDifference(source.gocd.tree, tree, enrichments));
  if (tree === undefined || difference !== undefined) {
    throw new Error(`what would be written for ${file.path} does not mean what it must: ${difference ?? ""}`);
  }
  const removed = pipelines
    .filter(({ docker, isPinned }) => docker.length > 0 && isPinned)
    .map(({ pipeline, enrichment }): [string, Set<string>] => [pipeline.name, removedBy(enrichment)]);
  return { tree, source: file, edits, removed: new Map(removed) };
}

function removedBy({ changes }: Enrichment): Set<string> {
  const removed = Array.from(changes).filter(([, { kind }]) => kind === "remove");
  return new Set(removed.map(([name]) => name));
}

function outputOf({ settings }: Workspace, source: Source, text: string): OutputFile {
  const path = source.output;
  if (settings.output.kind === "in-place") return { source, path, text };
  const header = headerOf(source.file.path) + lineEnding(source.file.text);
  return { source, path, text: header + withoutHeader(text) };
}

function makeManifest(
  planned: readonly PlannedPipeline[],
  { packages }: Workspace,
  pins: ReadonlyMap<string, Pin>,
): Manifest {
  const pipelines: Record<string, Manifest["pipelines"][string]> = {};
  const users = new Map<string, Set<string>>();
  for (const { pipeline, source, variables, docker } of planned) {
    pipelines[pipeline.name] = {
      source: source.file.path,
      output: source.output,
      variables: variables.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    };
    for (const { package: found } of docker) {
      users.set(found.key, (users.get(found.key) ?? new Set()).add(pipeline.name));
    }
  }
  const entries: Record<string, Manifest["packages"][string]> = {};
  for (const found of packages) {
    const pin = pins.get(found.key);
    if (pin === undefined) continue;
    entries[found.key] = {
      registry_name: found.repository.registryName,
      registry_url: found.repository.registryUrl,
      image: found.image,
      tag: pin.tag,
      ...(pin.digest !== undefined && { digest: pin.digest }),
      reference: referenceOf(found, pin),
      pipelines: Array.from(users.get(found.key) ?? []).sort(),
    };
  }
  return { version: 1, pipelines, packages: entries };
}
