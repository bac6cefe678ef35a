import { FORMAT_VERSIONS, ROOT_KEYS, ROOT_TEXTS, type RootKey } from "../src/gocd/grammar/file.js";
import { ARTIFACTS, BUILD_ARTIFACT, EXTERNAL_ARTIFACT, JOB } from "../src/gocd/grammar/job.js";
import { text, type Key, requiredKeys, type Shape, NAME_PATTERN } from "../src/gocd/grammar/shape.js";
import { ENVIRONMENT, PIPELINE } from "../src/gocd/grammar/pipeline.js";
import { STAGE, STAGE_WITH_JOB } from "../src/gocd/grammar/stage.js";
import { FETCH_KEYS, TASKS } from "../src/gocd/grammar/task.js";
import { materialDefinitions } from "./gocd-materials.js";
import { keySchema, propertiesOf, shapeSchema, taskSchema, textsOf } from "./gocd-keys.js";
import { otherCases, reachableDefinitions, refTo, type Schema } from "./json-schema.js";

/**
 * Returns the JSON Schema of GoCD's YAML files, from the table in `src/gocd/grammar`. `project` contains the definitions
 * of the project file's schema, which describe package repositories and packages in sources.
 */
export function gocdYamlSchema(project: Schema): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "gocd-yaml.schema.json",
    title: "GoCD YAML",
    description: "A file of a GoCD config repo, format versions 1 to 11, as GoCD or gocd-pin reads it.",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(ROOT_KEYS.map((key) => [key, refTo(rootDefinition(key))])),
    patternProperties: Object.fromEntries(
      ROOT_KEYS.map((key) => [otherCases(key), refTo(rootDefinition(key))]),
    ),
    definitions: {
      ...rootDefinitions(),
      environment: nullable(shapeSchema(ENVIRONMENT)),
      pipeline: pipeline(),
      ...stageDefinitions(),
      job: shapeSchema(JOB),
      ...artifactDefinitions(),
      ...taskDefinitions(),
      ...materialDefinitions(),
      ...reachableDefinitions(project, ["repositories", "inlinePackage"]),
    },
  };
}

function rootDefinition(key: RootKey): string {
  return key === "format_version" ? "formatVersion" : key;
}

function rootDefinitions(): Schema {
  const { first, last } = FORMAT_VERSIONS;
  return {
    formatVersion: {
      ...ROOT_TEXTS.format_version,
      type: ["integer", "string"],
      minimum: first,
      maximum: last,
      pattern: "^[+]?0*([1-9]|10|11)$",
      default: 10,
    },
    pipelines: {
      ...ROOT_TEXTS.pipelines,
      type: ["object", "null"],
      propertyNames: { pattern: NAME_PATTERN },
      additionalProperties: refTo("pipeline"),
    },
    environments: {
      ...ROOT_TEXTS.environments,
      type: ["object", "null"],
      additionalProperties: refTo("environment"),
    },
    common: {
      ...ROOT_TEXTS.common,
      type: ["object", "array", "string", "number", "boolean", "null"],
      properties: { package_repositories: refTo("repositories") },
    },
  };
}

/** With a template the plugin ignores `stages`, which must therefore be absent or empty. */
function pipeline(): Schema {
  return {
    ...shapeSchema(PIPELINE),
    if: { required: ["template"], properties: { template: notNull(PIPELINE, "template") } },
    then: { properties: { stages: { ...keyTexts(PIPELINE, "stages"), type: "null", doNotSuggest: true } } },
    else: { required: ["stages"], properties: { stages: notNull(PIPELINE, "stages") } },
  };
}

function stageDefinitions(): Schema {
  const named: Schema = {
    title: "Stage",
    description: "The name of the stage, with its keys below.",
    type: "object",
    minProperties: 1,
    maxProperties: 1,
    propertyNames: { pattern: NAME_PATTERN },
    additionalProperties: refTo("stage"),
  };
  return {
    stageItem: {
      type: ["object", "array"],
      oneOf: [refTo("namedStage"), { type: "array", items: refTo("namedStage") }],
    },
    namedStage: named,
    stage: {
      type: "object",
      if: { required: ["jobs"], properties: { jobs: notNull(STAGE, "jobs") } },
      then: refTo("stageWithJobs"),
      else: refTo("stageWithTasks"),
    },
    stageWithJobs: shapeSchema(STAGE),
    stageWithTasks: {
      ...shapeSchema(STAGE_WITH_JOB, ["tasks"]),
      properties: {
        ...propertiesOf(STAGE_WITH_JOB),
        // Editors offer the key here, for an empty stage: with a value the stage is one with jobs.
        jobs: { ...keyTexts(STAGE, "jobs"), type: ["object", "null"], not: { type: "object" } },
      },
    },
  };
}

function artifactDefinitions(): Schema {
  const types = Object.entries(ARTIFACTS).map(([type, shape]): [string, string] => [
    type,
    shape === EXTERNAL_ARTIFACT ? "externalArtifact" : "buildArtifact",
  ]);
  return {
    artifact: {
      title: "Artifact",
      description: "Files to upload: `build`, `test` or `external`.",
      type: "object",
      maxProperties: 1,
      additionalProperties: false,
      ...inAnyCase(Object.fromEntries(types)),
    },
    buildArtifact: shapeSchema(BUILD_ARTIFACT),
    externalArtifact: shapeSchema(EXTERNAL_ARTIFACT),
  };
}

function taskDefinitions(): Schema {
  const shapes = Array.from(TASKS, ([name, shape]): [string, Schema] => [
    `${name}Task`,
    // Tasks of build tools need no key, so an empty one is fine.
    requiredKeys(shape).length === 0 ? nullable(shapeSchema(shape)) : shapeSchema(shape),
  ]);
  const script = text("Script", 'A script for the script executor plugin. Write "##" for every "#" in it.', {
    isRequired: true,
  });
  return {
    taskItem: {
      type: ["object", "array"],
      oneOf: [refTo("task"), { type: "array", items: refTo("taskItem") }],
    },
    task: {
      title: "Task",
      description: `One of ${[...TASKS.keys(), "script"].join(", ")}.`,
      ...taskSchema(),
    },
    script: keySchema(script),
    ...Object.fromEntries(shapes),
    ...fetchDefinitions(),
  };
}

function fetchDefinitions(): Schema {
  const fetch = TASKS.get("fetch");
  if (fetch === undefined) throw new Error("the table has no fetch task");
  const variant = (origin: keyof typeof FETCH_KEYS, other: keyof typeof FETCH_KEYS): Shape => {
    const [identity] = FETCH_KEYS[origin];
    const isOther = (key: string) => FETCH_KEYS[other].some((one) => one === key);
    const keys = Object.entries(fetch.keys)
      .filter(([name]) => !isOther(name))
      .map(([name, key]): [string, Key] => [name, name === identity ? { ...key, isRequired: true } : key]);
    return { ...fetch, keys: Object.fromEntries(keys) };
  };
  return {
    fetchTask: {
      title: fetch.title,
      description: fetch.description,
      type: "object",
      if: {
        required: ["artifact_origin"],
        properties: {
          artifact_origin: { ...keyTexts(fetch, "artifact_origin"), const: "external", doNotSuggest: true },
        },
      },
      then: refTo("fetchExternalTask"),
      else: refTo("fetchGocdTask"),
    },
    fetchGocdTask: shapeSchema(variant("gocd", "external")),
    fetchExternalTask: shapeSchema(variant("external", "gocd")),
  };
}

/** A condition on a key. Editors must not offer the key from here. */
function notNull(shape: Shape, key: string): Schema {
  return { ...keyTexts(shape, key), not: { type: "null" }, doNotSuggest: true };
}

function keyTexts({ keys }: Shape, name: string): Schema {
  const key = keys[name];
  if (key === undefined) throw new Error(`the table has no key ${name}`);
  return textsOf(key);
}

function nullable(schema: Schema): Schema {
  return { ...schema, type: ["object", "null"] };
}

function inAnyCase(definitions: Readonly<Record<string, string>>): Schema {
  const entries = Object.entries(definitions);
  return {
    properties: Object.fromEntries(entries.map(([key, name]) => [key, refTo(name)])),
    patternProperties: Object.fromEntries(entries.map(([key, name]) => [otherCases(key), refTo(name)])),
  };
}
