import { test } from "uvu";
import * as assert from "uvu/assert";
import { givenVariables, hasChangedVariable, isOwned } from "../../../src/gocd/rules/given-variables.js";
import { readGocdFile } from "../../../src/gocd/read/file.js";
import { treeOf } from "../../support/trees.js";
import { inMaterials } from "./rows.js";

function given(materials: string) {
  const [pipeline] = readGocdFile(treeOf(inMaterials(materials))).file.pipelines;
  return givenVariables(pipeline?.materials ?? []);
}

for (const [material, names, prefixes] of [
  [
    "a-b: {git: /x}",
    [
      "GO_REVISION_A_B",
      "GO_TO_REVISION_A_B",
      "GO_FROM_REVISION_A_B",
      "GO_MATERIAL_URL_A_B",
      "GO_MATERIAL_BRANCH_A_B",
    ],
    [],
  ],
  ["m: {svn: /x}", ["GO_REVISION_M", "GO_TO_REVISION_M", "GO_FROM_REVISION_M", "GO_MATERIAL_URL_M"], []],
  [
    "m: {p4: x, view: y}",
    ["GO_REVISION_M", "GO_TO_REVISION_M", "GO_FROM_REVISION_M", "GO_MATERIAL_URL_M", "GO_P4_CLIENT_M"],
    [],
  ],
  [
    "m: {type: tfs, url: x}",
    ["GO_REVISION_M", "GO_TO_REVISION_M", "GO_FROM_REVISION_M", "GO_MATERIAL_URL_M", "GO_MATERIAL_DOMAIN_M"],
    [],
  ],
  ["m: {pipeline: p, stage: s}", ["GO_DEPENDENCY_LABEL_M", "GO_DEPENDENCY_LOCATOR_M"], []],
  ["m: {scm: id}", [], ["GO_SCM_M_"]],
  ["m: {package: id}", [], ["GO_PACKAGE_M_", "GO_REPO_M_"]],
  ["m: {package: Docker/x}", [], []],
  ["m: {package: {repository: Docker, image: x}}", [], []],
  ["m: {what: ever}", [], ["GO_"]],
] as const) {
  test(`the variables that a job gets from ${material}`, () => {
    const variables = given(material);
    const always = givenVariables([]).names;
    const additional = Array.from(variables.names).filter((name) => !always.has(name));
    const changed = hasChangedVariable(material.slice(0, material.indexOf(":")));
    assert.equal(additional.sort(), [...names, changed].sort());
    assert.equal(variables.prefixes, prefixes);
  });
}

test("only GoCD sets some names, others may be anybody's", () => {
  for (const name of [
    "GO_PACKAGE_X_LABEL",
    "GO_REVISION",
    "GO_TO_REVISION_X",
    "GO_MATERIAL_X_HAS_CHANGED",
    "GO_JOB_X",
  ]) {
    assert.ok(isOwned(name), name);
  }
  for (const name of [
    "GO_PACKAGE",
    "GO_PACKAGE_",
    "GO_VERSION",
    "GO_FLAGS",
    "GOPATH",
    "GO_REVISIONS",
    "GO_ENV",
    "GO_DEPENDENCY",
  ]) {
    assert.not.ok(isOwned(name), name);
  }
});

test.run();
