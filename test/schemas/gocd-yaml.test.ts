import { readdirSync, readFileSync } from "node:fs";
import { Ajv, type ErrorObject } from "ajv";
import { CORE_SCHEMA, load, mergeTag } from "js-yaml";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { POLICY_NAMES } from "../../src/model/policies.js";
import { inJob, inMaterials, inPipeline, inStage, inTasks } from "../gocd/rules/rows.js";

const ROOT = new URL("../../../", import.meta.url);
const schema = recordOf(JSON.parse(readFileSync(new URL("schemas/gocd-yaml.schema.json", ROOT), "utf8")));
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, allErrors: true });
// What only editors read.
ajv.addKeyword("doNotSuggest").addKeyword("defaultSnippets");
const validate = ajv.compile(schema);

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Returns what an editor underlines. It reads scalars with the types of YAML 1.2. */
function errors(text: string): ErrorObject[] {
  const value = load(text, { schema: CORE_SCHEMA.withTags(mergeTag) });
  return validate(value) ? [] : (validate.errors ?? []);
}

const folder = new URL("fixtures/validate/valid/", ROOT);
const names = readdirSync(folder);
assert.ok(names.length > 0);
for (const name of names) {
  test(`accepts ${name}`, () => assert.equal(errors(readFileSync(new URL(name, folder), "utf8")), []));
}

const repos = new URL("fixtures/validate/repos/", ROOT);
for (const repo of readdirSync(repos)) {
  // Only GoCD's reader can read `loose`.
  if (repo === "loose") continue;
  for (const name of readdirSync(new URL(`${repo}/`, repos))) {
    const text = readFileSync(new URL(`${repo}/${name}`, repos), "utf8");
    test(`accepts ${repo}/${name}`, () => assert.equal(errors(text), []));
  }
}

for (const [what, accepted, rejected] of [
  ["unknown keys of the root", "common: {x: 1}", "x: 1"],
  ["format_version", "format_version: 11", "format_version: 12"],
  ["format_version as a number", "format_version: '3'", "format_version: 1.5"],
  ["unknown keys of a pipeline", inPipeline("display_order: 1"), inPipeline("mingle: {}")],
  ["a group", inPipeline('group: ""'), "pipelines: {p: {materials: {m: {git: x}}, template: t}}"],
  ["booleans", inPipeline("locking: yes"), inPipeline("locking: 1")],
  ["lock_behavior", inPipeline("lock_behavior: none"), inPipeline("lock_behavior: NONE")],
  ["stages together with a template", inPipeline("template: t"), inPipeline("template: t\nstages: []")],
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
    "a profile next to jobs",
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
  [
    "an inline package",
    inMaterials("m: {package: {repository: Docker, image: x}}"),
    inMaterials("m: {package: {repository: Docker, imge: x}}"),
  ],
  [
    "the repository of an inline package",
    inMaterials("m: {package: {repository: Docker}}"),
    inMaterials("m: {package: {image: x}}"),
  ],
  [
    "the policy of an inline package",
    inMaterials("m: {package: {repository: Docker, policy: {calver: {format: YYYY.MM}}}}"),
    inMaterials("m: {package: {repository: Docker, policy: calver}}"),
  ],
  [
    "package repositories",
    "common: {package_repositories: {Docker: {registry_url: 'https://x/'}}}",
    "common: {package_repositories: {Docker: {registry: 'https://x/'}}}",
  ],
  [
    "a tracking tool",
    inPipeline("tracking_tool: {link: 'http://x/${ID}', regex: 1}"),
    inPipeline("tracking_tool: {link: 1, regex: 1}"),
  ],
  [
    "the user of a TFS",
    inMaterials("m: {type: tfs, url: x, project: y, username: z}"),
    inMaterials("m: {type: tfs, url: x, project: y, username: }"),
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
  test(`${what}: accepted and rejected`, () => {
    assert.equal(errors(accepted), [], accepted);
    assert.ok(errors(rejected).length > 0, rejected);
  });
}

test("accepts the forms of gocd-pin", () => {
  const pipelines = inMaterials(
    "a: {package: Docker/team/app}\nb: {package: {repository: Docker, image: x, policy: semver}}",
  );
  assert.equal(
    errors(`common: {package_repositories: {Docker: {registry_url: 'https://x/'}}}\n${pipelines}`),
    [],
  );
});

test("a misplaced key is reported at its place", () => {
  const reported = errors(inStage("elastic_profile_id: x\njobs: {j: {tasks: []}}"));
  const extra = reported.filter(({ keyword }) => keyword === "additionalProperties");
  assert.ok(extra.some(({ params }) => params["additionalProperty"] === "elastic_profile_id"));
});

test("every key that an editor offers has a title and a description", () => {
  const bare: string[] = [];
  const keys = walkProperties(schema, "", (path, property) => {
    if (property["title"] === undefined || property["description"] === undefined) bare.push(path);
  });
  assert.ok(keys > 100, `only ${keys} keys`);
  assert.equal(bare, []);
});

test("no two texts of alternatives are joined for a hover", () => {
  // yaml-language-server joins the titles and descriptions of `anyOf`: "Group || Group || Group".
  assert.not.ok(JSON.stringify(schema).includes('"anyOf"'));
});

test("an editor offers `package` first for an empty material", () => {
  const { properties, required } = recordOf(recordOf(schema["definitions"])["emptyMaterial"]);
  assert.is(Object.keys(recordOf(properties))[0], "package");
  assert.equal(required, ["package"]);
});

test("an editor offers every policy", () => {
  const { oneOf, defaultSnippets } = recordOf(recordOf(schema["definitions"])["policy"]);
  const short = listOf(oneOf).flatMap((one) => listOf(recordOf(one)["enum"]));
  const snippets = listOf(defaultSnippets).map((snippet) => recordOf(snippet)["label"]);
  assert.equal([...short, ...snippets].sort(), [...POLICY_NAMES].sort());
});

/** Calls `visit` with each schema below `properties`, following references; returns how many there are. */
function walkProperties(
  value: unknown,
  path: string,
  visit: (path: string, property: Readonly<Record<string, unknown>>) => void,
): number {
  let count = 0;
  for (const [key, child] of Object.entries(recordOf(value))) {
    if (key === "properties") {
      for (const [name, property] of Object.entries(recordOf(child))) {
        visit(`${path}.${name}`, { ...targetOf(property), ...recordOf(property) });
        count += 1 + walkProperties(property, `${path}.${name}`, visit);
      }
    } else count += walkProperties(child, key === "definitions" ? path : `${path}/${key}`, visit);
  }
  return count;
}

/** The definition that a schema refers to. */
function targetOf(value: unknown): Readonly<Record<string, unknown>> {
  const name = String(recordOf(value)["$ref"]).split("/").at(-1) ?? "";
  return recordOf(recordOf(schema["definitions"])[name]);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

test.run();
