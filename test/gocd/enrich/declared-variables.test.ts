import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkDeclared, uniteVariables } from "../../../src/gocd/enrich/declared-variables.js";
import type { Variable } from "../../../src/model/settings.js";
import { readPipelines } from "../../support/enriched.js";

function read(text: string) {
  const { file, pipelines } = readPipelines(text);
  const [found] = pipelines;
  if (found === undefined) throw new Error("no pipeline");
  return { tree: file.tree, ...found };
}

function variable(material: string, name: string, value: string): Variable {
  return { name, value, material, package: `Docker/${material}`, property: "label" };
}

const TWO =
  "pipelines:\n  a:\n    materials:\n      db: {package: Docker/db}\n      web: {package: Docker/web}\n";

test("variables with one name and one value are one", () => {
  const { pipeline, docker } = read(TWO);
  const variables = [variable("db", "A", "1"), variable("web", "A", "1"), variable("web", "B", "2")];
  const { united, diagnostics } = uniteVariables(pipeline, docker, variables);
  assert.equal(diagnostics, []);
  assert.equal(
    Array.from(united.values(), ({ name, material }) => `${name} ${material}`),
    ["A db", "B web"],
  );
});

test("one name with two values is an error at the second material that names the first", () => {
  const { pipeline, docker } = read(TWO);
  const variables = [variable("db", "A", "1"), variable("web", "A", "2")];
  const [diagnostic, ...others] = uniteVariables(pipeline, docker, variables).diagnostics;
  assert.is(others.length, 0);
  assert.is(diagnostic?.code, "variable-collision");
  assert.is(diagnostic?.severity, "error");
  assert.is(
    diagnostic?.message,
    'in the pipeline "a", "Docker/db" sets "A" to "1", and "Docker/web" sets it to "2"',
  );
  const text = (span: { start: number; end: number } | undefined) => span && TWO.slice(span.start, span.end);
  assert.is(text(diagnostic?.place?.span), "Docker/web");
  assert.is(text(diagnostic?.related?.[0]?.place.span), "Docker/db");
});

/** `severity code: the text at the place` of the findings about the pipeline's own declarations of the variable `OURS`. */
function check(body: string): string[] {
  const text = `pipelines:\n  a:\n${body}`;
  const { tree, pipeline } = read(text);
  return checkDeclared(tree, pipeline, new Set(["OURS"])).map(({ severity, code, place, help }) => {
    assert.ok(help);
    return `${severity} ${code}: ${place === undefined ? "" : text.slice(place.span.start, place.span.end)}`;
  });
}

test("variables of pins that the pipeline itself declares", () => {
  const stage = (body: string) => `    stages:\n      - s:\n${body}`;
  const cases: readonly (readonly [body: string, said: readonly string[]])[] = [
    ["    environment_variables: {OURS: old, A: b}\n", []],
    ["    environment_variables:\n", []],
    ["    environment_variables: ''\n", []],
    ["    environment_variables: {Ours: old}\n", ["error variable-declared: Ours"]],
    ["    environment_variables: {<<: {ours: old}}\n", ["error variable-declared: ours"]],
    ["    secure_variables: {OURS: x}\n", ["error variable-declared: OURS"]],
    ["    secure_variables: {ouRS: x}\n", ["error variable-declared: ouRS"]],
    ["    secure_variables: {A: x}\n", []],
    [
      stage("          environment_variables: {OURS: x}\n          tasks: []\n"),
      ["warning variable-shadowed: OURS"],
    ],
    [stage("          secure_variables: {OURS: x}\n"), ["warning variable-shadowed: OURS"]],
    [stage("          environment_variables: {ours: x}\n"), []],
    [
      stage(
        "          jobs:\n            j: {environment_variables: {OURS: x}}\n            k: {environment_variables: {A: x}}\n",
      ),
      ["warning variable-shadowed: OURS"],
    ],
    ["    stages: [[s: {environment_variables: {OURS: x}}]]\n", ["warning variable-shadowed: OURS"]],
    ["    template: t\n    stages: [s: {environment_variables: {OURS: x}}]\n", []],
    ["    stages: [s, [t]]\n", []],
  ];
  for (const [body, said] of cases) assert.equal(check(body), said, body);
});

test("without variables of pins there is no finding", () => {
  const { tree, pipeline } = read(
    "pipelines:\n  a:\n    environment_variables: text\n    secure_variables: {A: x}\n",
  );
  assert.equal(checkDeclared(tree, pipeline, new Set()), []);
});

test.run();
