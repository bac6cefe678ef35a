import { readdirSync, readFileSync } from "node:fs";
import { Ajv, type ErrorObject } from "ajv";
import { CORE_SCHEMA, load, mergeTag } from "js-yaml";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { BUILD_ARTIFACT, EXTERNAL_ARTIFACT, JOB } from "../../src/gocd/grammar/job.js";
import { PIPELINE, TIMER, TRACKING_TOOL } from "../../src/gocd/grammar/pipeline.js";
import { offeredKeys } from "../../src/gocd/grammar/shape.js";
import { STAGE, STAGE_WITH_JOB } from "../../src/gocd/grammar/stage.js";
import { TASKS } from "../../src/gocd/grammar/task.js";
import { inJob, inMaterials, inPipeline, inStage, inTasks } from "../gocd/rules/rows.js";

const ROOT = new URL("../../../", import.meta.url);
const schema = recordOf(JSON.parse(readFileSync(new URL("schemas/gocd-yaml.schema.json", ROOT), "utf8")));
const definitions = recordOf(schema["definitions"]);
const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function propertiesOf(name: string): Readonly<Record<string, unknown>> {
  return recordOf(recordOf(definitions[name])["properties"]);
}

/** What an editor would underline: scalars are typed there, as YAML 1.2 says. */
function errors(text: string): ErrorObject[] {
  const value = load(text, { schema: CORE_SCHEMA.withTags(mergeTag) });
  return validate(value) ? [] : (validate.errors ?? []);
}

const folder = new URL("fixtures/validate/valid/", ROOT);
const names = readdirSync(folder);
assert.ok(names.length > 0);
for (const name of names) {
  test(`takes ${name}`, () => assert.equal(errors(readFileSync(new URL(name, folder), "utf8")), []));
}

const repos = new URL("fixtures/validate/repos/", ROOT);
for (const repo of readdirSync(repos)) {
  // Of `loose` only GoCD's reader makes anything.
  if (repo === "loose") continue;
  for (const name of readdirSync(new URL(`${repo}/`, repos))) {
    const text = readFileSync(new URL(`${repo}/${name}`, repos), "utf8");
    test(`takes ${repo}/${name}`, () => assert.equal(errors(text), []));
  }
}

for (const [what, accepted, refused] of [
  ["unknown keys of the root", "common: {x: 1}", "x: 1"],
  ["format_version", "format_version: 11", "format_version: 12"],
  ["format_version as a number", "format_version: '3'", "format_version: 1.5"],
  ["unknown keys of a pipeline", inPipeline("display_order: 1"), inPipeline("mingle: {}")],
  ["a group", inPipeline('group: ""'), "pipelines: {p: {materials: {m: {git: x}}, template: t}}"],
  ["booleans", inPipeline("locking: yes"), inPipeline("locking: 1")],
  ["lock_behavior", inPipeline("lock_behavior: none"), inPipeline("lock_behavior: NONE")],
  ["stages beside a template", inPipeline("template: t"), inPipeline("template: t\nstages: []")],
  ["no stages", inPipeline("stages: [[{s: {tasks: []}}]]"), inPipeline("stages: []")],
  [
    "stages two lists deep",
    inPipeline("stages: [[{s: {tasks: []}}]]"),
    inPipeline("stages: [[[{s: {tasks: []}}]]]"),
  ],
  [
    "a second key of a stage",
    inPipeline("stages: [{s: {tasks: []}}]"),
    inPipeline("stages: [{s: {tasks: []}, t: {tasks: []}}]"),
  ],
  [
    "a profile beside jobs",
    inStage("elastic_profile_id: x"),
    inStage("elastic_profile_id: x\njobs: {j: {tasks: []}}"),
  ],
  ["approval", inStage("approval: auto"), inStage("approval: {type: auto}")],
  ["a job without tasks", inJob("timeout: 5"), inStage("jobs: {j: {timeout: 5}}")],
  ["timeout", inJob("timeout: '+5'"), inJob("timeout: -5")],
  ["run_instances", inJob("run_instances: ALL"), inJob("run_instances: 0")],
  ["names of jobs", inStage("jobs: {.a: {tasks: []}}"), inStage("jobs: {a-runOnAll-1: {tasks: []}}")],
  [
    "types of artifacts",
    inJob("artifacts: [{Build: {source: a}}]"),
    inJob("artifacts: [{built: {source: a}}]"),
  ],
  [
    "options of an external artifact",
    inJob("artifacts: [{external: {id: a, store_id: b, configuration: {options: {c: 1}}}}]"),
    inJob("artifacts: [{external: {id: a, store_id: b, options: {c: 1}}}]"),
  ],
  ["types of tasks", inTasks("- Script: x\n- - rake:"), inTasks("- make: {target: x}")],
  [
    "a task without a command",
    inTasks("- exec: {command: a, arguments: [1, true]}"),
    inTasks("- exec:\n  command: a"),
  ],
  ["run_if", inTasks("- rake: {run_if: any}"), inTasks("- rake: {run_if: always}")],
  [
    "fetch",
    inTasks("- fetch: {stage: s, job: j, source: x}"),
    inTasks("- fetch: {stage: s, job: j, artifact_id: x}"),
  ],
  [
    "fetch external",
    inTasks("- fetch: {artifact_origin: external, stage: s, job: j, artifact_id: x}"),
    inTasks("- fetch: {artifact_origin: external, stage: s, job: j, source: x}"),
  ],
  [
    "a plugin's configuration",
    inTasks("- plugin: {configuration: {id: a, version: 1}}"),
    inTasks("- plugin: {configuration: {id: a}}"),
  ],
  ["kinds of material", inMaterials("m: {type: git, url: x}"), inMaterials("m: {url: x}")],
  [
    "keys of another kind",
    inMaterials("m: {svn: x, check_externals: y}"),
    inMaterials("m: {git: x, check_externals: y}"),
  ],
  ["ids of packages", inMaterials("m: {package: x}"), inMaterials("m: {type: package, package_id: x}")],
  ["a view of p4", inMaterials("m: {p4: x, view: y}"), inMaterials("m: {p4: x}")],
  ["a stage of a dependency", inMaterials("m: {pipeline: p, stage: s}"), inMaterials("m: {pipeline: p}")],
  ["filters", inMaterials("m: {git: x, ignore: []}"), inMaterials("m: {git: x, filter: {ignore: []}}")],
  ["no material", inMaterials("m: {scm: x}"), inPipeline("materials: {}")],
  [
    "unknown keys of an environment",
    "environments: {e: {pipelines: [a]}, f: }",
    "environments: {e: {resources: [a]}}",
  ],
  [
    "nested variables",
    inPipeline("environment_variables: {A: 1, B: }"),
    inPipeline("environment_variables: {A: [1]}"),
  ],
] as const) {
  test(`${what}: right and wrong`, () => {
    assert.equal(errors(accepted), [], accepted);
    assert.ok(errors(refused).length > 0, refused);
  });
}

test("takes gocd-pin's own forms", () => {
  const own = inMaterials(
    "a: {package: Docker/team/app}\nb: {package: {repository: Docker, image: x, policy: semver}}",
  );
  assert.equal(errors(`common: {package_repositories: {Docker: {registry_url: 'https://x/'}}}\n${own}`), []);
});

test("a misplaced key is blamed where it stands", () => {
  const found = errors(inStage("elastic_profile_id: x\njobs: {j: {tasks: []}}"));
  const extra = found.filter(({ keyword }) => keyword === "additionalProperties");
  assert.ok(extra.some(({ params }) => params["additionalProperty"] === "elastic_profile_id"));
});

test("the schema and the rules know the same keys", () => {
  const keys = (name: string) => Object.keys(propertiesOf(name)).sort();
  for (const [name, shape] of [
    ["pipeline", PIPELINE],
    ["timer", TIMER],
    ["trackingTool", TRACKING_TOOL],
    ["stageWithJobs", STAGE],
    ["stageWithTasks", STAGE_WITH_JOB],
    ["job", JOB],
    ["buildArtifact", BUILD_ARTIFACT],
    ["externalArtifact", EXTERNAL_ARTIFACT],
    ["exec", TASKS.get("exec")],
    ["plugin", TASKS.get("plugin")],
  ] as const) {
    assert.ok(shape);
    assert.equal(keys(name), [...offeredKeys(shape)].sort(), name);
  }
});

test("every key that an editor offers has a title or description", () => {
  const bare = Object.keys(definitions).flatMap((name) =>
    Object.entries(propertiesOf(name)).flatMap(([key, value]) => {
      const property = recordOf(value);
      const target = String(property["$ref"]).split("/").at(-1) ?? "";
      const isTold = [property, recordOf(definitions[target])].some(
        (one) => "title" in one || "description" in one || "anyOf" in one,
      );
      return isTold || property["type"] === "null" ? [] : [`${name}.${key}`];
    }),
  );
  assert.equal(bare, []);
});

test.run();
