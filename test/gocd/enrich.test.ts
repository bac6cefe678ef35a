import { test } from "uvu";
import * as assert from "uvu/assert";
import { enrich } from "../support/enriched.js";
import { checkCases } from "../support/enrich-table.js";

test("every byte outside the edits stays, in whatever form a file is written", () => {
  checkCases("forms");
});

test("a pipeline that shares an anchor, alias or merge with others changes alone", () => {
  checkCases("shared");
});

test("what cannot be written without changing more is refused", () => {
  const head = "format_version: 10\npipelines:\n";
  const materials = '    materials:\n      git: {git: "https://x"}\n      db: {package: Docker/db}\n';
  const form = "is written in a form that cannot be edited without changing more";
  const changes = (alias: string, what = "say something else") =>
    `"*${alias}" would ${what}: "&${alias}" stands in a part of a pipeline that is written anew`;
  const cases: readonly (readonly [what: string, text: string, message: string])[] = [
    [
      "materials as an explicit key",
      `${head}  a:\n    ? materials\n    : git: {git: x}\n      db: {package: Docker/db}\n`,
      `the pipeline "a" ${form}`,
    ],
    [
      "a material as an explicit key",
      `${head}  a:\n    materials:\n      git: {git: x}\n      ? db\n      : package: Docker/db\n`,
      `materials ${form}`,
    ],
    [
      "a shared body, indented by one",
      `${head} a: &a\n  materials:\n   git: {git: x}\n   db: {package: Docker/db}\n b: *a\n`,
      `the pipeline "a" ${form}`,
    ],
    [
      "shared variables, indented by one",
      `${head} a:\n  environment_variables: &e\n   A: b\n  materials:\n   git: {git: x}\n   db: {package: Docker/db}\n b: {environment_variables: *e}\n`,
      `environment_variables ${form}`,
    ],
    [
      "a body that holds itself",
      `${head}  a: &a\n    environment_variables: {A: *a}\n${materials}`,
      `the pipeline "a" ${form}`,
    ],
    [
      "an anchored material used elsewhere",
      `${head}  a:\n    materials:\n      git: {git: x}\n      db: &d {package: Docker/db}\ncommon: *d\n`,
      changes("d", "lose its anchor"),
    ],
    [
      "materials used elsewhere",
      `${head}  a:\n    materials: &m\n      git: {git: x}\n      db: {package: Docker/db}\ncommon: *m\n`,
      changes("m"),
    ],
    [
      "pipelines used elsewhere",
      `format_version: 10\npipelines: &p\n  a:\n${materials}common: *p\n`,
      changes("p"),
    ],
    [
      "a value of ours used elsewhere",
      `${head}  a:\n    environment_variables: {GO_PACKAGE_DB_LABEL: &v old, B: *v}\n${materials}`,
      changes("v"),
    ],
    [
      "a label template used elsewhere",
      `${head}  a:\n    label_template: &l "\${db}"\n${materials}  b:\n    label_template: *l\n`,
      changes("l"),
    ],
  ];
  for (const [what, text, message] of cases) assert.equal(enrich(text), [message], what);
});

test.run();
