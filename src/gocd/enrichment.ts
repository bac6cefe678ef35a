import { entriesOf, entryOf, type Entry } from "../yaml/entries.js";
import { placeOf, type Tree } from "../yaml/node.js";
import type { Place } from "../model/source.js";
import { valueOf, type Value } from "../yaml/write.js";
import type { Material } from "./materials.js";
import { escapeParameters } from "./names.js";
import type { Change } from "./package-materials.js";
import type { Pipeline } from "./pipelines.js";

/** What one pipeline of the enriched config says other than its source. */
export interface Enrichment {
  readonly pipeline: Pipeline;
  /** All materials of the pipeline, and what becomes of the Docker ones, by name. */
  readonly materials: readonly Material[];
  readonly changes: ReadonlyMap<string, Change>;
  /** Values as jobs see them, by name, in the order in which new ones are written. */
  readonly variables: ReadonlyMap<string, string>;
  /** Variables to take out: ours from an earlier build that are so no longer. */
  readonly dropped: ReadonlySet<string>;
  /** The label template, where it changes. */
  readonly label: string | undefined;
}

/** What stands in a form that cannot be edited, and where. */
export interface Unwritable {
  readonly place: Place;
  readonly what: string;
}

/** The keys that differ from the source, each with its whole value, in the order in which they are written. */
export function ownKeys(tree: Tree, enrichment: Enrichment): Map<string, Value> | Unwritable {
  const { pipeline, variables, dropped, changes, materials, label } = enrichment;
  const own = new Map<string, Value>();
  if (label !== undefined) own.set("label_template", label);
  if (variables.size > 0 || dropped.size > 0) {
    const map = new Map<string, Value>(writtenVariables(variables));
    for (const { key, value } of environmentEntries(pipeline)) {
      const kept = valueOf(value);
      if (!variables.has(key) && !dropped.has(key) && kept !== undefined) map.set(key, kept);
    }
    own.set("environment_variables", { map });
  }
  if (materials.some((material) => isChanged(material, changes.get(material.name)))) {
    const map = new Map<string, Value>();
    for (const material of materials) {
      const change = changes.get(material.name);
      if (change?.kind === "remove") continue;
      const value = change === undefined ? valueOf(material.entry.value) : changedBody(material, change);
      if (value === undefined) {
        return { place: placeOf(tree, material.entry.keyNode), what: `the material "${material.name}"` };
      }
      map.set(material.name, value);
    }
    own.set("materials", { map });
  }
  return own;
}

function environmentEntries(pipeline: Pipeline): readonly Entry[] {
  const entry = entryOf(pipeline.body, "environment_variables");
  return (entry && entriesOf(entry.value)) ?? [];
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

/** The whole body of a material that changes; undefined where its source cannot be written out. */
export function changedBody(
  material: Material,
  change: Exclude<Change, { kind: "remove" }>,
): Value | undefined {
  if (change.kind === "configrepo") return { map: configrepoPairs(change) };
  const rest = valueOf(material.entry.value);
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
