import type { Entry } from "../../yaml/entries.js";
import { dereference, type Node } from "../../yaml/node.js";
import { PIPELINE } from "../grammar/pipeline.js";
import { checkEndless } from "./endless.js";
import { refuse, warn, type Scope } from "./finding.js";
import { checkLabel } from "./label.js";
import type { Material } from "./known-material.js";
import { readMaterials } from "./material.js";
import { checkName } from "./name.js";
import { readParameters } from "./parameter.js";
import { checkRequired, readFields, textIn, type Fields } from "./shape.js";
import { readStages, type Stages } from "./stage.js";
import { checkTimer } from "./timer.js";
import { checkTrackingTool } from "./tracking-tool.js";
import { checkWord, isAbsent } from "./value.js";
import { checkBuiltIn, checkCase, readVariables } from "./variable.js";

/** A pipeline, as far as rules across pipelines need it. */
export interface CheckedPipeline {
  readonly name: string;
  readonly keyNode: Node;
  readonly scope: Scope;
  readonly group: { readonly name: string; readonly node: Node } | undefined;
  readonly materials: readonly Material[];
  /** Undefined where a template of the server, or a mistake, keeps them unknown. */
  readonly stages: Stages | undefined;
}

/** Reads one entry of `pipelines` (PipelineTransform, CRPipeline, PipelineConfig) and checks all that is in it. */
export function readPipeline(fileScope: Scope, entry: Entry): CheckedPipeline {
  const { key: name, keyNode } = entry;
  const what = `the pipeline "${name}"`;
  const outside: Scope = { ...fileScope, reach: "pipeline" };
  checkName(outside, "pipeline", name, keyNode);
  const body = dereference(entry.value);
  const fields = readFields(outside, what, body, PIPELINE, keyNode);
  if (fields === undefined) {
    return { name, keyNode, scope: outside, group: undefined, materials: [], stages: undefined };
  }
  const scope: Scope = { ...outside, parameters: readParameters(outside, what, fields.get("parameters")) };
  checkRequired(scope, what, keyNode, fields, ["group", "materials"]);
  const group = readName(scope, "group", fields, "group");
  checkLock(scope, what, fields);
  const variables = readVariables(scope, what, fields);
  checkBuiltIn(variables, what);
  const level = checkCase([], variables, what);
  const timer = fields.get("timer");
  if (timer !== undefined) checkTimer(scope, what, timer);
  const tool = fields.get("tracking_tool");
  if (tool !== undefined && !checkEndless(scope, `the tracking tool of ${what}`, tool.value)) {
    checkTrackingTool(scope, what, tool);
  }
  const materialsEntry = fields.get("materials");
  const materials = materialsEntry === undefined ? [] : readMaterials(scope, what, materialsEntry);
  const label = fields.get("label_template");
  if (label !== undefined)
    checkLabel(
      scope,
      what,
      label,
      materials.length === 0 ? undefined : materials.map((material) => material.name),
    );
  const stages = fields.get("stages");
  if (fields.has("template")) {
    readName(scope, "template", fields, "template");
    if (stages !== undefined) {
      const message = `"stages" of ${what} has no effect beside "template"`;
      warn(scope, stages.keyNode, "key-ignored", message, "remove one of the two");
    }
    return { name, keyNode, scope, group, materials, stages: undefined };
  }
  if (stages === undefined) {
    refuse(scope, keyNode, "key-missing", `${what} needs "stages" or "template"`, {
      help: "write one of the two",
    });
    return { name, keyNode, scope, group, materials, stages: undefined };
  }
  return { name, keyNode, scope, group, materials, stages: readStages(scope, what, stages, [level]) };
}

/** The name under a key; for a group `""` is a way to say the default group. */
function readName(scope: Scope, key: string, fields: Fields, kind: string): CheckedPipeline["group"] {
  const entry = fields.get(key);
  const name = textIn(fields, key);
  if (entry === undefined || name === undefined) return undefined;
  if (key !== "group" || name !== "") checkName(scope, kind, name, entry.value);
  return { name, node: entry.value };
}

function checkLock(scope: Scope, what: string, fields: Fields): void {
  const behavior = fields.get("lock_behavior");
  if (behavior !== undefined) {
    checkWord(scope, `"lock_behavior" of ${what}`, behavior.value, [
      "lockOnFailure",
      "unlockWhenFinished",
      "none",
    ]);
  }
  const locking = fields.get("locking");
  if (locking !== undefined && scope.version !== undefined && scope.version >= 2) {
    const message = `"locking" of ${what} has no effect from format_version 2 on`;
    warn(scope, locking.keyNode, "key-ignored", message, "write `lock_behavior: lockOnFailure` instead");
  }
  const mingle = fields.get("mingle");
  if (mingle !== undefined && !isAbsent(mingle.value)) {
    warn(
      scope,
      mingle.keyNode,
      "key-ignored",
      `"mingle" of ${what} has no effect: GoCD knows no mingle any more`,
      "remove it",
    );
  }
}

/** A pipeline by its name in small letters, which is how GoCD finds it. */
export function indexPipelines(pipelines: readonly CheckedPipeline[]): ReadonlyMap<string, CheckedPipeline> {
  const index = new Map<string, CheckedPipeline>();
  for (const pipeline of pipelines) {
    const key = pipeline.name.toLowerCase();
    if (!index.has(key)) index.set(key, pipeline);
  }
  return index;
}
