import { test } from "uvu";
import * as assert from "uvu/assert";
import { enrich } from "../../support/enriched.js";
import { checkCases } from "../../support/enrich-table.js";

test("every byte outside the edits stays, in every form of a file", () => {
  checkCases("forms");
});

test("a pipeline that shares an anchor, alias or merge with others changes alone", () => {
  checkCases("shared");
});

test("an edit that changes nothing does not affect others that share the anchor", () => {
  const text =
    'format_version: 10\npipelines:\n a: &a\n  environment_variables:\n   GO_PACKAGE_DB_LABEL: "1.10"\n' +
    "  materials:\n   db: {package: db-id}\n b:\n  environment_variables:\n" +
    '   GO_PACKAGE_DB_LABEL: "1.10"\n  <<: *a\ncommon: "\u0085"\n';
  assert.is(enrich(text, { mode: "keep", inPlace: true }), text);
});

test("a form that cannot be edited without changing more is an error", () => {
  const head = "format_version: 10\npipelines:\n";
  const materials = '    materials:\n      git: {git: "https://x"}\n      db: {package: Docker/db}\n';
  const form = "is written in a form that cannot be edited without changing more";
  const changes = (alias: string, what = "have another value") =>
    `"*${alias}" would ${what}: "&${alias}" is in a part of a pipeline that gocd-pin rewrites`;
  const cases: readonly (readonly [what: string, text: string, message: string])[] = [
    [
      "materials as an explicit key",
      `${head}  a:\n    ? materials\n    : {git: {git: x}, db: {package: Docker/db}}\n`,
      `the pipeline "a" ${form}`,
    ],
    [
      "a body that holds itself",
      `${head}  a: &a\n    environment_variables: {A: *a}\n${materials}`,
      `the pipeline "a" ${form}`,
    ],
    [
      "blank lines that would become text",
      `${head}  a:\n    materials:\n      git:\n        git: |+\n          x\n      db: {package: Docker/db}\n\n`,
      `materials ${form}`,
    ],
    [
      "an anchored package used elsewhere as a key",
      `${head}  a:\n    materials:\n      git: {git: x}\n      db: {package: &d Docker/db}\ncommon: {*d : x}\n`,
      changes("d", "lose its anchor"),
    ],
    [
      "a value of ours used elsewhere as a key",
      `${head}  a:\n    environment_variables: {GO_PACKAGE_DB_LABEL: &v old, *v : x}\n${materials}`,
      changes("v"),
    ],
  ];
  for (const [what, text, message] of cases) assert.equal(enrich(text), [message], what);
});

test("a text that a later run could not read again is not written", () => {
  const materials = Array.from(
    { length: 200 },
    (_, index) => `m${index}: {git: /${"x".repeat(600)}, destination: d${index}}`,
  );
  const pipelines = Array.from({ length: 150 }, (_, index) => `  p${index}: {group: g, materials: *m}\n`);
  const text = `common: &m {db: {package: Docker/db}, ${materials.join(", ")}}\npipelines:\n${pipelines.join("")}`;
  const [message, ...others] = enrich(text);
  assert.match(message ?? "", /"a.gocd.yaml" cannot be written: it is larger than 16 MiB/);
  assert.is(others.length, 0);
});

test.run();
