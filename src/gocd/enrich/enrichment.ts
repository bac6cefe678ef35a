import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import type { Place } from "../../model/source.js";
import { valueOf, type Value } from "../../yaml/write.js";
import type { Material } from "../read/material.js";
import { escapeParameters } from "../names.js";
import type { Change } from "./package-materials.js";
import type { Pipeline } from "../read/pipeline.js";

/** What one pipeline of the enriched config says other than its source. */
export interface Enrichment {
  readonly pipeline: Pipeline;
  /** All materials of the pipeline, and what becomes of the Docker ones, by name. */
  readonly materials: readonly Material[];
  readonly changes: ReadonlyMap<string, Change>;
  /** Values as jobs see them, by name, in the order in which new ones are written. */
  readonly variables: ReadonlyMap<string, string>;
  /**
   * Variables to take out: ours from an earlier build that are so no longer. Only those count that the pipeline
   * declares itself, for no build writes others.
   */
  readonly dropped: ReadonlySet<string>;
  /** The label template, where it changes. */
  readonly label: string | undefined;
}

/** What stands in a form that cannot be edited, and where. */
export interface Unwritable {
  readonly place: Place;
  readonly what: string;
}

/**
 * The keys that differ from the source, in the order in which they are written, each with its whole value for where
 * the source has none of its own to edit; undefined where what the source says cannot be written out.
 */
export function ownKeys(enrichment: Enrichment): Map<string, Value | undefined> {
  const { pipeline, variables, changes, materials, label } = enrichment;
  const dropped = droppedVariables(enrichment);
  const own = new Map<string, Value | undefined>();
  if (label !== undefined) own.set("label_template", label);
  if (variables.size > 0 || dropped.size > 0) {
    const map = new Map<string, Value | undefined>(writtenVariables(variables));
    for (const { key, value } of entriesBelow(pipeline, "environment_variables")) {
      if (!variables.has(key) && !dropped.has(key)) map.set(key, valueOf(value));
    }
    own.set("environment_variables", mapOf(map));
  }
  if (materials.some((material) => isChanged(material, changes.get(material.name)))) {
    const map = new Map<string, Value | undefined>();
    for (const entry of entriesBelow(pipeline, "materials")) {
      const change = changes.get(entry.key);
      if (change?.kind !== "remove") map.set(entry.key, writtenMaterial(entry, change));
    }
    own.set("materials", mapOf(map));
  }
  return own;
}

/** Values that are all there, to be written; undefined where one of them is not. */
export function writtenValues(
  values: ReadonlyMap<string, Value | undefined>,
): ReadonlyMap<string, Value> | undefined {
  const written = new Map<string, Value>();
  for (const [key, value] of values) {
    if (value === undefined) return undefined;
    written.set(key, value);
  }
  return written;
}

function mapOf(values: ReadonlyMap<string, Value | undefined>): Value | undefined {
  const map = writtenValues(values);
  return map && { map };
}

function entriesBelow({ body }: Pipeline, key: string): readonly Entry[] {
  const entry = entryOf(body, key);
  return (entry && entriesOf(entry.value)) ?? [];
}

/** The variables to take out that are own keys of the pipeline's own mapping, not of an anchor that it refers to. */
export function droppedVariables({ pipeline, dropped }: Enrichment): ReadonlySet<string> {
  const environment = entryOf(pipeline.body, "environment_variables");
  if (environment?.merge !== undefined || environment?.value.kind !== "mapping") return new Set();
  const entries = entriesOf(environment.value) ?? [];
  const own = entries.filter(({ merge, key }) => merge === undefined && dropped.has(key));
  return new Set(own.map(({ key }) => key));
}

/** Values as they stand in the file: GoCD takes a single `#` for a parameter. */
export function writtenVariables(variables: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(Array.from(variables, ([name, value]) => [name, escapeParameters(value)]));
}

/** Whether the enriched text says the material otherwise than the source. */
export function isChanged(material: Material, change: Change | undefined): boolean {
  if (change === undefined) return false;
  return !(change.kind === "keep" && material.reference?.kind === "id");
}

/** The whole body of a material after its change, if it has one; undefined where its source cannot be written out. */
export function writtenMaterial(
  { value }: Entry,
  change: Exclude<Change, { kind: "remove" }> | undefined,
): Value | undefined {
  if (change?.kind === "configrepo") return { map: configrepoPairs(change) };
  const rest = valueOf(value);
  if (change === undefined) return rest;
  if (rest === undefined || rest === null || typeof rest === "string" || !("map" in rest)) return undefined;
  return { map: new Map([...rest.map, ["package", change.id]]) };
}

/** The body of a `configrepo` material: GoCD takes the repo from its own definition (ConfigConverter). */
export function configrepoPairs(change: Extract<Change, { kind: "configrepo" }>): Map<string, Value> {
  return new Map<string, Value>([
    ["type", { plain: "configrepo" }],
    ["includes", { list: [escapeParameters(change.includes)] }],
    ["destination", escapeParameters(change.destination)],
  ]);
}
