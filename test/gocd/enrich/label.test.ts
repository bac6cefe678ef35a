import { test } from "uvu";
import * as assert from "uvu/assert";
import { readLabel } from "../../../src/gocd/enrich/label.js";
import type { NameKind, Property } from "../../../src/model/settings.js";
import { pinOf, readPipelines } from "../../support/enriched.js";

interface Settings {
  readonly names?: readonly NameKind[];
  readonly properties?: readonly Property[];
  readonly isInPlace?: boolean;
  readonly others?: string;
}

/** The rewritten template of a pipeline with the Docker material `db`, tag 1.10, or the message about it. */
function label(template: string, settings: Settings = {}): string | undefined {
  const { names = ["material"], properties = ["label"], isInPlace = false, others = "" } = settings;
  const text = `pipelines:\n  a:\n    ${template}\n    materials:\n      db: {package: Docker/db}\n${others}`;
  const { file, pipelines } = readPipelines(text);
  const [read] = pipelines;
  if (read === undefined) throw new Error("no pipeline");
  const pins = new Map(read.docker.map(({ package: found }) => [found.key, pinOf(found, "1.10")]));
  const found = readLabel(file.tree, read.pipeline, read.docker, pins, {
    names,
    properties,
    isInPlace,
  });
  const [diagnostic] = found.diagnostics;
  if (diagnostic === undefined) return found.text;
  assert.is(diagnostic.code, "label-template");
  assert.is(diagnostic.place?.span.start, text.indexOf(": ") + 2);
  return diagnostic.message;
}

test("a template changes only where it names a Docker material", () => {
  assert.is(label("label_template: ${COUNT}-${DB}"), "${COUNT}-${env:GO_PACKAGE_DB_LABEL}");
  assert.is(label("label_template: ${DB}", { names: ["package"] }), "${env:GO_PACKAGE_DOCKER_DB_LABEL}");
  assert.is(label("label_template: ${COUNT}-${git}"), undefined);
  assert.is(label("group: g"), undefined);
  assert.is(label("label_template:"), undefined);
});

test("a name that another material has too, in another case, is left to GoCD", () => {
  assert.is(label("label_template: ${db}", { others: "      DB: {git: x}\n" }), undefined);
  assert.is(
    label("label_template: ${db}", { others: "      web: {package: Docker/web}\n" }),
    "${env:GO_PACKAGE_DB_LABEL}",
  );
});

test("a template that cannot be rewritten is an error at its place", () => {
  const cases: readonly (readonly [template: string, settings: Settings, message: string])[] = [
    [
      "label_template: ${db[:2]}",
      {},
      'the label template "${db[:2]}" becomes "1.", and GoCD requires a ${...} in it',
    ],
    [
      "label_template: ${COUNT}-${db[:2]}",
      { isInPlace: true },
      'the label template "${COUNT}-${db[:2]}" shortens the tag of "db": in place, gocd-pin could not update the shortened tag',
    ],
    [
      "label_template: ${db}",
      { properties: ["image"] },
      'the label template "${db}" needs the tag as a variable, and variables.properties does not contain "label"',
    ],
  ];
  for (const [template, settings, message] of cases) assert.is(label(template, settings), message);
  assert.is(label("label_template: ${COUNT}-${db[:2]}", { properties: ["image"] }), "${COUNT}-1.");
});

test("parameters are replaced before a template is parsed and checked", () => {
  const cases: readonly (readonly [template: string, parameters: string, result: string | undefined])[] = [
    ["${#{M}}-${COUNT}", "M: git", undefined],
    ["#{V}-${db[:2]}", "V: '1.${COUNT}'", "#{V}-1."],
    ["#{V}-${db}", "V: db", "#{V}-${env:GO_PACKAGE_DB_LABEL}"],
    [
      "${#{M}}-${COUNT}",
      "M: DB",
      'the label template "${#{M}}-${COUNT}" names "db" through a parameter, where gocd-pin cannot insert its tag',
    ],
    [
      "#{V}",
      "V: '1.${db[:2]}'",
      'the label template "#{V}" names "db" through a parameter, where gocd-pin cannot insert its tag',
    ],
    ["##{M}-${db}", "M: x", "##{M}-${env:GO_PACKAGE_DB_LABEL}"],
    ["#{gone}-${db}", "M: x", "#{gone}-${env:GO_PACKAGE_DB_LABEL}"],
  ];
  for (const [template, parameters, result] of cases)
    assert.is(label(`label_template: "${template}"\n    parameters: {${parameters}}`), result, template);
});

test.run();
