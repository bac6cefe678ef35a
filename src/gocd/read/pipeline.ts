import type { Place } from "../../model/source.js";
import { entriesOf, entryOf, type Entry } from "../../yaml/entries.js";
import { dereference, placeOf, textOf, type MappingNode, type Node } from "../../yaml/node.js";
import { PIPELINE, TIMER, TRACKING_TOOL } from "../grammar/pipeline.js";
import { checkEndlessAlias, describeNode, readTextMap } from "./values.js";
import { readFields, type Fields } from "./fields.js";
import { reject, type Scope } from "./findings.js";
import { readMaterials, type Material } from "./material.js";
import { readStages, type Stages } from "./stage.js";
import { readVariables, type DeclaredVariable } from "./variable.js";

/** A pipeline as a file declares it, through anchors, aliases and merges. */
export interface Pipeline {
  readonly name: string;
  readonly what: string;
  readonly place: Place;
  /** The entry of the `pipelines` mapping; its value may be an alias. */
  readonly entry: Entry;
  readonly body: MappingNode;
  readonly fields: Fields;
  readonly parameters: readonly Entry[];
  readonly variables: readonly DeclaredVariable[];
  /** In GoCD's order. */
  readonly materials: readonly Material[];
  /** The names of materials that could not be read. */
  readonly unreadMaterials: readonly string[];
  readonly timer: Section | undefined;
  readonly trackingTool: Section | undefined;
  /** Undefined if the server's template has them, or an error hides them. */
  readonly stages: Stages | undefined;
}

/** A mapping below a pipeline. */
interface Section {
  readonly what: string;
  readonly fields: Fields;
}

/** Reads one entry of `pipelines` (PipelineTransform). If it is not a mapping, this is an error. */
export function readPipeline(scope: Scope, entry: Entry): Pipeline | undefined {
  const { key: name, keyNode } = entry;
  const what = `the pipeline "${name}"`;
  const body = dereference(entry.value);
  const fields = readFields(scope, what, body, PIPELINE, { at: keyNode });
  if (fields === undefined || body.kind !== "mapping") return undefined;
  const parameters = fields.get("parameters");
  const materials = fields.get("materials");
  return {
    name,
    what,
    place: placeOf(scope.tree, keyNode),
    entry,
    body,
    fields,
    parameters:
      parameters === undefined ? [] : readTextMap(scope, `the parameters of ${what}`, parameters.value),
    variables: readVariables(scope, what, fields),
    ...(materials === undefined
      ? { materials: [], unreadMaterials: [] }
      : readMaterials(scope, name, materials)),
    timer: readTimer(scope, what, fields),
    trackingTool: readTrackingTool(scope, what, fields),
    stages: readOwnStages(scope, what, keyNode, fields),
  };
}

function readOwnStages(scope: Scope, what: string, keyNode: Node, fields: Fields): Stages | undefined {
  // PipelineTransform ignores `stages` if there is a template.
  if (fields.has("template")) return undefined;
  const stages = fields.get("stages");
  if (stages !== undefined) return readStages(scope, what, stages);
  reject(scope, keyNode, "key-missing", `${what} needs "stages" or "template"`, {
    help: "write one of the two",
  });
  return undefined;
}

/** PipelineTransform.addTimer */
function readTimer(scope: Scope, pipeline: string, pipelineFields: Fields): Section | undefined {
  const entry = pipelineFields.get("timer");
  if (entry === undefined) return undefined;
  const what = `the timer of ${pipeline}`;
  const fields = readFields(scope, what, entry.value, TIMER, { requiredAt: entry.keyNode });
  return fields && { what, fields };
}

/** The plugin copies the mapping as it is, and the server cannot read one that does not consist of texts. */
function readTrackingTool(scope: Scope, pipeline: string, pipelineFields: Fields): Section | undefined {
  const entry = pipelineFields.get("tracking_tool");
  const what = `the tracking tool of ${pipeline}`;
  if (entry === undefined || checkEndlessAlias(scope, what, entry.value)) return undefined;
  const ofRepo: Scope = { ...scope, reach: "repo" };
  for (const { key, value } of entriesOf(entry.value) ?? []) {
    if (textOf(value) !== undefined || !Object.hasOwn(TRACKING_TOOL.keys, key)) continue;
    const message = `"${key}" of ${what} must be text, but is ${describeNode(value)}`;
    reject(ofRepo, value, "value-type", message, { help: `write the text after \`${key}:\`` });
    return undefined;
  }
  const link = entryOf(entry.value, "link");
  const hasLink = link !== undefined && typeof textOf(link.value) === "string";
  const fields = readFields(ofRepo, what, entry.value, TRACKING_TOOL, {
    requiredAt: entry.keyNode,
    requiredReach: hasLink ? scope.reach : "repo",
  });
  return fields && { what, fields };
}
