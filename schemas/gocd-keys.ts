import { OPTIONS } from "../src/gocd/grammar/job.js";
import {
  type Key,
  type KeyValue,
  type Structure,
  requiredKeys,
  type Shape,
  BOOLEAN_PATTERN,
  JOB_INSTANCE_PATTERN,
  JOB_NAME_PATTERN,
  NAME_OR_EMPTY_PATTERN,
} from "../src/gocd/grammar/shape.js";
import { SCM_PLUGIN } from "../src/gocd/grammar/material.js";
import { TIMER, TRACKING_TOOL } from "../src/gocd/grammar/pipeline.js";
import { APPROVAL, APPROVAL_WORDS } from "../src/gocd/grammar/stage.js";
import { PLUGIN, TASKS } from "../src/gocd/grammar/task.js";
import { otherCases, refTo, type Schema } from "./json-schema.js";

// Editors read scalars as YAML 1.2 does, so text may be a number or boolean, and an empty value is null: GoCD treats
// the key as absent. yaml-language-server shows the title and description of the innermost schema that matches, and
// joins those of an `anyOf`. So a key has one flat schema where that is possible, and `oneOf` elsewhere.

const TEXT_TYPES = ["string", "number", "boolean"];
const TEXT: Schema = { type: TEXT_TYPES };
const TEXT_OR_NOTHING: Schema = { type: [...TEXT_TYPES, "null"] };

/** Returns the schema of a mapping of the given shape. */
export function shapeSchema(shape: Shape, required: readonly string[] = requiredKeys(shape)): Schema {
  return { title: shape.title, description: shape.description, ...keysOf(shape, required) };
}

/** The same without title and description, for the value of a key that has its own. */
function keysOf(shape: Shape, required: readonly string[] = requiredKeys(shape)): Schema {
  return {
    type: "object",
    additionalProperties: false,
    properties: propertiesOf(shape),
    ...(required.length > 0 && { required }),
  };
}

/** Returns the schemas of the keys of a shape that have an effect. */
export function propertiesOf({ keys }: Shape): Schema {
  const entries = Object.entries(keys).filter(([, key]) => !key.isIgnored);
  return Object.fromEntries(entries.map(([name, key]) => [name, keySchema(key)]));
}

/** Returns the title and description of a key. */
export function textsOf({ title, description, since }: Key): Schema {
  const version = since === undefined ? "" : ` Since format_version ${since}.`;
  return { title, description: `${description}${version}` };
}

/** Returns the schema of a task, without title and description. */
export function taskSchema(): Schema {
  return {
    type: "object",
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(Array.from(TASKS.keys(), (name) => [name, refTo(`${name}Task`)])),
      script: refTo("script"),
    },
    patternProperties: { [otherCases("script")]: refTo("script") },
  };
}

/** Returns the schema of a key with its value. */
export function keySchema(key: Key): Schema {
  return {
    ...textsOf(key),
    ...(key.replacedBy !== undefined && { doNotSuggest: true }),
    ...valueSchema(key.value, key.isRequired !== true && key.needsValue !== true),
  };
}

function valueSchema(value: KeyValue, isNullable: boolean): Schema {
  const orNull = isNullable ? ["null"] : [];
  switch (value.kind) {
    case "text": {
      const { words, pattern, minLength } = value;
      if (words !== undefined)
        return isNullable ? oneOfTypes({ enum: words }, { type: "null" }) : { enum: words };
      // A number or boolean is text too, but not where no such text can be right.
      const types = pattern === undefined || new RegExp(pattern).test("1") ? TEXT_TYPES : ["string"];
      return {
        type: [...types, ...orNull],
        ...(pattern !== undefined && { pattern }),
        ...(minLength !== undefined && { minLength }),
      };
    }
    case "boolean":
      return { type: ["boolean", "string", ...orNull], pattern: BOOLEAN_PATTERN };
    case "integer": {
      const { minimum, pattern } = value;
      return { type: ["integer", "string", ...orNull], ...(minimum !== undefined && { minimum }), pattern };
    }
    case "structure": {
      const schema = STRUCTURES[value.name]();
      return isNullable && schema["type"] !== undefined
        ? { ...schema, type: [schema["type"], "null"].flat() }
        : schema;
    }
  }
}

function oneOfTypes(...oneOf: readonly Schema[]): Schema {
  return { type: ["string", "null"], oneOf };
}

/** The schemas of the lists and mappings, without title and description. */
const STRUCTURES: Readonly<Record<Structure, () => Schema>> = {
  approval: () => ({
    type: ["string", "object"],
    oneOf: [{ enum: APPROVAL_WORDS }, shapeSchema(APPROVAL), { type: "null" }],
  }),
  artifacts: () => ({ type: "array", items: refTo("artifact") }),
  externalConfiguration: () => keysOf(OPTIONS),
  ignored: () => ({}),
  jobs: () => ({
    type: "object",
    minProperties: 1,
    propertyNames: { pattern: JOB_NAME_PATTERN, not: { pattern: JOB_INSTANCE_PATTERN } },
    additionalProperties: refTo("job"),
  }),
  materials: () => ({
    type: "object",
    minProperties: 1,
    propertyNames: { pattern: NAME_OR_EMPTY_PATTERN },
    additionalProperties: refTo("material"),
  }),
  options: () => TEXT_MAP,
  package: () => ({
    type: ["string", "number", "object"],
    oneOf: [{ type: ["string", "number"], minLength: 1 }, refTo("inlinePackage")],
  }),
  patterns: () => ({ type: "array", items: TEXT }),
  pluginConfiguration: () => keysOf(PLUGIN),
  scmConfiguration: () => keysOf(SCM_PLUGIN),
  stages: () => ({ type: "array", minItems: 1, items: refTo("stageItem") }),
  tabs: () => ({
    type: "object",
    propertyNames: { maxLength: 15 },
    additionalProperties: TEXT,
  }),
  task: taskSchema,
  tasks: () => ({ type: "array", items: refTo("taskItem") }),
  texts: () => ({ type: "array", items: TEXT }),
  timer: () => keysOf(TIMER),
  trackingTool: () => keysOf(TRACKING_TOOL),
  variables: () => TEXT_MAP,
};

/** The plugin also accepts "" for a mapping of text (EnvironmentVariablesTransform, ConfigurationTransform). */
const TEXT_MAP: Schema = { type: ["object", "string"], maxLength: 0, additionalProperties: TEXT_OR_NOTHING };
