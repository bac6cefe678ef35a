import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import type { Place } from "../../model/source.js";
import { valueOf, type Value } from "../../yaml/write.js";
import type { Material } from "../read/material.js";
import { escapeParameters } from "../names.js";
import type { Pipeline } from "../read/pipeline.js";

/** What happens to one Docker material in the enriched config. */
export type Change =
  | { readonly kind: "remove" }
  | { readonly kind: "keep"; readonly id: string }
  | { readonly kind: "configrepo"; readonly includes: string; readonly destination: string }
  | { readonly kind: "dependency"; readonly pipeline: string };

/** The difference between a pipeline of the enriched config and its source. */
export interface Enrichment {
  readonly pipeline: Pipeline;
  /** The changes of the Docker materials, by name. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Values as jobs see them, by name, in the order in which new ones are written. */
  readonly variables: ReadonlyMap<string, string>;
  /**
   * Variables to remove: those of an earlier build that are no longer ours. Only variables that the pipeline itself
   * declares count, because no build writes others.
   */
  readonly dropped: ReadonlySet<string>;
  /** The label template, if it changes. */
  readonly label: string | undefined;
}

/** A part of a file with a form that cannot be edited. */
export interface Unwritable {
  readonly place: Place;
  readonly what: string;
}

/**
 * The keys that differ from the source, in the order in which they are written. The function of a key returns its complete
 * value, for a source that has no value to edit; undefined if the value of the source cannot be written out.
 */
export type OwnKeys = ReadonlyMap<string, () => Value | undefined>;

/** Returns the keys of a pipeline that differ from the source. */
export function ownKeys(enrichment: Enrichment): OwnKeys {
  const { pipeline, variables, changes, label } = enrichment;
  const keys = new Map<string, () => Value | undefined>();
  if (label !== undefined) keys.set("label_template", () => label);
  const dropped = droppedVariables(enrichment);
  if (variables.size > 0 || dropped.size > 0) {
    keys.set("environment_variables", () => collectVariables(enrichment, dropped));
  }
  if (pipeline.materials.some((material) => isChanged(material, changes.get(material.name)))) {
    keys.set("materials", () => collectMaterials(enrichment));
  }
  return keys;
}

function collectVariables(
  { pipeline, variables }: Enrichment,
  dropped: ReadonlySet<string>,
): Value | undefined {
  const map = new Map<string, Value | undefined>(writtenVariables(variables));
  for (const { key, value } of entriesBelow(pipeline, "environment_variables")) {
    if (!variables.has(key) && !dropped.has(key)) map.set(key, valueOf(value));
  }
  return mapOf(map);
}

function collectMaterials({ pipeline, changes }: Enrichment): Value | undefined {
  const map = new Map<string, Value | undefined>();
  for (const entry of entriesBelow(pipeline, "materials")) {
    const change = changes.get(entry.key);
    if (change?.kind !== "remove") map.set(entry.key, writtenMaterial(entry, change));
  }
  return mapOf(map);
}

/** Returns the complete value of each key; undefined if one of them cannot be written out. */
export function writtenValues(keys: OwnKeys): ReadonlyMap<string, Value> | undefined {
  return withoutUndefined(Array.from(keys, ([key, valueOfKey]) => [key, valueOfKey()]));
}

function mapOf(values: ReadonlyMap<string, Value | undefined>): Value | undefined {
  const map = withoutUndefined(values);
  return map && { map };
}

/** Returns the values if none of them is undefined. */
function withoutUndefined(
  values: Iterable<readonly [key: string, value: Value | undefined]>,
): ReadonlyMap<string, Value> | undefined {
  const written = new Map<string, Value>();
  for (const [key, value] of values) {
    if (value === undefined) return undefined;
    written.set(key, value);
  }
  return written;
}

function entriesBelow({ body }: Pipeline, key: string): readonly Entry[] {
  const entry = entryOf(body, key);
  return (entry && entriesOf(entry.value)) ?? [];
}

/** Returns the variables to remove that are keys of the pipeline's own mapping, not of an anchor that it refers to. */
export function droppedVariables({ pipeline, dropped }: Enrichment): ReadonlySet<string> {
  const environment = entryOf(pipeline.body, "environment_variables");
  if (environment?.merge !== undefined || environment?.value.kind !== "mapping") return new Set();
  const entries = entriesOf(environment.value) ?? [];
  const ownEntries = entries.filter(({ merge, key }) => merge === undefined && dropped.has(key));
  return new Set(ownEntries.map(({ key }) => key));
}

/** Returns the values as a file must have them: GoCD expects a parameter after a single `#`. */
export function writtenVariables(variables: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(Array.from(variables, ([name, value]) => [name, escapeParameters(value)]));
}

/** Whether the material differs between the enriched text and the source. */
export function isChanged(material: Material, change: Change | undefined): boolean {
  if (change === undefined) return false;
  return !(change.kind === "keep" && material.reference?.kind === "id");
}

/** Returns the complete body of a material after its change; undefined if the source's body cannot be written out. */
export function writtenMaterial(
  { value }: Entry,
  change: Exclude<Change, { kind: "remove" }> | undefined,
): Value | undefined {
  if (change !== undefined && change.kind !== "keep") return { map: materialPairs(change) };
  const rest = valueOf(value);
  if (change === undefined) return rest;
  if (rest === undefined || rest === null || typeof rest === "string" || !("map" in rest)) return undefined;
  return { map: new Map([...rest.map, ["package", change.id]]) };
}

/** Returns the body of the material that replaces a Docker material. */
export function materialPairs(
  change: Extract<Change, { kind: "configrepo" | "dependency" }>,
): Map<string, Value> {
  if (change.kind === "configrepo") return configrepoPairs(change.includes, change.destination);
  return new Map<string, Value>([
    ["pipeline", change.pipeline],
    ["stage", { plain: PIN_STAGE }],
  ]);
}

/** Returns the body of a `configrepo` material: GoCD reads the repo from the config repo's definition (ConfigConverter). */
export function configrepoPairs(includes: string, destination?: string): Map<string, Value> {
  return new Map<string, Value>([
    ["type", { plain: "configrepo" }],
    ["includes", { list: [escapeParameters(includes)] }],
    ...(destination === undefined ? [] : [["destination", escapeParameters(destination)] as const]),
  ]);
}

/** The stage of every package pipeline. */
export const PIN_STAGE = "pin";
