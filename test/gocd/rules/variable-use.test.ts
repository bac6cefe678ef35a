import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readGocdFile } from "../../../src/gocd/read/file.js";
import { checkFile } from "../../../src/gocd/rules/check-file.js";
import { checkRepo } from "../../../src/gocd/rules/check-repo.js";
import { checkVariableUse } from "../../../src/gocd/rules/variable-use.js";
import { treeOf } from "../../support/trees.js";
import { inJob, inPipeline, show, validate } from "./rows.js";

/** The warnings about variables; `removed` are the materials that a build removed from each pipeline. */
function uses(text: string, removed: readonly string[] = []): string[] {
  const { file } = readGocdFile(treeOf(text));
  const { summary } = checkFile(file, { ownForms: false });
  const options = { ownForms: false, removed: new Set(removed) };
  const pipelines = summary.pipelines.map((ofPipeline, index) => {
    const pipeline = file.pipelines[index];
    const unknownVariables = pipeline === undefined ? [] : checkVariableUse(file, pipeline, options);
    return { ...ofPipeline, unknownVariables };
  });
  return checkRepo([{ ...summary, pipelines }])
    .filter(({ code }) => code.startsWith("variable-"))
    .map(show);
}

const MATERIALS = `materials:
  code: {git: /x, destination: c}
  my-svn: {svn: /x, destination: s}
  p4.x: {p4: x, view: y, destination: p}
  own: {type: configrepo, destination: o}
  plug: {scm: id, destination: q}
  up: {pipeline: q, stage: s}
  pack: {package: id}
  db: {package: Docker/db}
`;

function script(text: string, materials = MATERIALS): string {
  return inPipeline(`${materials}stages: [{s: {tasks: [{script: '${text}'}]}}]`);
}

for (const text of [
  "$GO_PACKAGE_DB_LABEL ${GO_REPO_DB_DOCKER_REGISTRY_NAME}",
  "$GO_REVISION_CODE $GO_TO_REVISION_MY_SVN $GO_FROM_REVISION_P4_X $GO_MATERIAL_URL_OWN",
  "$GO_MATERIAL_BRANCH_CODE $GO_P4_CLIENT_P4_X $GO_MATERIAL_DB_HAS_CHANGED $GO_MATERIAL_UP_HAS_CHANGED",
  "$GO_DEPENDENCY_LABEL_UP $GO_DEPENDENCY_LOCATOR_UP $GO_SCM_PLUG_ANYTHING $GO_PACKAGE_PACK_X $GO_REPO_PACK_Y",
  "$GO_SERVER_URL $GO_PIPELINE_NAME $GO_STAGE_COUNTER $GO_JOB_NAME $GO_TRIGGER_USER $GO_ENVIRONMENT_NAME",
  "$GO_PIPELINE_GROUP_NAME $GO_RERUN_OF_STAGE_COUNTER $GO_AGENT_RESOURCES",
  // names that are put together, or that only look for others
  "${GO_PACKAGE_${X}} $GO_PACKAGE_$X ${!GO_PACKAGE_*} GO_PACKAGE_X_* GO_PACKAGE_A{B,C} GO_PACKAGE_[AB]",
  "env | grep GO_PACKAGE_DB; env | grep ^GO_MATERIAL; env | grep -E GO_REPO_.*",
  // of other tools
  "$GOPATH $GOOS $GO_VERSION $GO111MODULE $MY_GO_PACKAGE_X $GO_FLAGS $GO_BUILD_TAGS $GO_ENV_FILE",
  "export GO_PACKAGE_MINE_LABEL=1; echo $GO_PACKAGE_MINE_LABEL",
  // a default of the shell
  "${GO_PACKAGE_DB_TAG-1} ${GO_PACKAGE_DB_TAG:-1} ${GO_PACKAGE_DB_TAG:=1} ${GO_PACKAGE_DB_TAG+set}",
  '${GO_PACKAGE_DB_TAG-${GO_PACKAGE_DB_LABEL}} ${GO_PACKAGE_DB_LABEL:-$GO_PACKAGE_DB_TAG} ${GO_PACKAGE_DB_LABEL:-"${GO_PACKAGE_DB_TAG}"}',
]) {
  test(`reports nothing about ${text}`, () => assert.equal(uses(script(text)), []));
}

for (const [text, name] of [
  ["$GO_PACKAGE_DB_LABLE", "GO_PACKAGE_DB_LABLE"],
  ["docker run ${GO_REPO_DB_REGISTRY}/x", "GO_REPO_DB_REGISTRY"],
  ["%GO_PIPELINE_COUNT%", "GO_PIPELINE_COUNT"],
  ["$env:GO_STAGE_NR", "GO_STAGE_NR"],
  ["$GO_REVISION", "GO_REVISION"],
  ["$GO_REVISION_DB", "GO_REVISION_DB"],
  ["$GO_MATERIAL_BRANCH_MY_SVN", "GO_MATERIAL_BRANCH_MY_SVN"],
  ["$GO_DEPENDENCY_LABEL_CODE", "GO_DEPENDENCY_LABEL_CODE"],
  ["$GO_SCM_OTHER_LABEL", "GO_SCM_OTHER_LABEL"],
  ["$GO_JOB_RUN_INDEX", "GO_JOB_RUN_INDEX"],
  ["${GO_PACKAGE_DB_TAG:?not set}", "GO_PACKAGE_DB_TAG"],
  ["${GO_PACKAGE_DB_TAG-${GO_PACKAGE_DB_VERSION}}", "GO_PACKAGE_DB_VERSION"],
  ["${VERSION:-$GO_PACKAGE_DB_TAG}", "GO_PACKAGE_DB_TAG"],
  ["${GO_PACKAGE_DB_TAG####*-}", "GO_PACKAGE_DB_TAG"],
  ["$GO_PACKAGE_DB", "GO_PACKAGE_DB"],
] as const) {
  test(`does not know ${text}`, () => {
    assert.equal(uses(script(text)), [`warning variable-unknown "${name}"`]);
  });
}

for (const [what, tasks] of [
  ["an argument", "[{exec: {command: a, arguments: [b, '$GO_PACKAGE_X']}}]"],
  ["a command", "[{exec: {command: $GO_PACKAGE_X}}]"],
  ["an option", "[{plugin: {configuration: {id: a, version: 1}, options: {a: $GO_PACKAGE_X}}}]"],
  ["a task on cancel", "[{rake: {on_cancel: {script: $GO_PACKAGE_X}}}]"],
  ["a list in a list", "[[[{script: $GO_PACKAGE_X}]]]"],
] as const) {
  test(`looks into ${what}`, () => {
    assert.equal(uses(inJob(`tasks: ${tasks}`)), ['warning variable-unknown "GO_PACKAGE_X"']);
  });
}

test("the help offers the most similar name", () => {
  const all = validate({ path: "a.yaml", text: script("$GO_STAGE_NR $GO_JOB_NAM") });
  const finding = all.find(({ message }) => message.includes("GO_JOB_NAM"));
  assert.is(finding?.help, 'did you mean "GO_JOB_NAME"?');
});

test("a name that pipeline, stage, job or environment declares is known where it counts", () => {
  const text = `environments: {e: {environment_variables: {GO_STAGE_E: 1}}}
pipelines:
  p:
    group: g
    environment_variables: {GO_STAGE_P: 1}
    materials: {m: {git: /x}}
    stages:
      - s:
          secure_variables: {GO_STAGE_S: 1}
          jobs:
            j: {environment_variables: {GO_STAGE_J: 1}, tasks: [{script: $GO_STAGE_E $GO_STAGE_P $GO_STAGE_S $GO_STAGE_J}]}
            k: {tasks: [{script: $GO_STAGE_S $GO_STAGE_J}]}
`;
  assert.equal(uses(text), ['warning variable-unknown "GO_STAGE_J"']);
});

test("jobs of several instances know which one they are", () => {
  assert.equal(
    uses(inJob("run_instances: 2\ntasks: [{script: $GO_JOB_RUN_INDEX of $GO_JOB_RUN_COUNT}]")),
    [],
  );
});

test("the HAS_CHANGED variable of a material disappears when a build removes the material", () => {
  const text = "$GO_MATERIAL_DB_HAS_CHANGED $GO_MATERIAL_CODE_HAS_CHANGED";
  assert.equal(uses(script(text)), []);
  assert.equal(uses(script(text, MATERIALS.replace(/^ {2}db: .*\n/m, "")), ["db"]), [
    'warning variable-gone "GO_MATERIAL_DB_HAS_CHANGED"',
  ]);
});

test("the variables of a package disappear with its material, unless they are pinned", () => {
  const materials = MATERIALS.replace(/^ {2}pack: .*\n/m, "");
  const text = script("$GO_PACKAGE_PACK_X", materials);
  assert.equal(uses(text, ["pack"]), ['warning variable-unknown "GO_PACKAGE_PACK_X"']);
  const pinned = script("$GO_PACKAGE_PACK_X", `environment_variables: {GO_PACKAGE_PACK_X: 1}\n${materials}`);
  assert.equal(uses(pinned, ["pack"]), []);
});

test("a material without a name is named by its folder", () => {
  const text = (name: string) =>
    inPipeline(`materials: {"": {git: /x, destination: a/b}}\nstages: [{s: {tasks: [{script: $${name}}]}}]`);
  assert.equal(uses(text("GO_REVISION_A_B")), []);
  assert.equal(uses(text("GO_REVISION")), ['warning variable-unknown "GO_REVISION"']);
});

test("a template's tasks are not seen, and stages next to it do not count", () => {
  assert.equal(uses(inPipeline("template: t\nstages: [{s: {tasks: [{script: $GO_PACKAGE_X}]}}]")), []);
});

test("ordinary files are silent", () => {
  for (const name of ["every-key", "fan-in"]) {
    const url = new URL(`../../../../fixtures/validate/valid/${name}.gocd.yaml`, import.meta.url);
    assert.equal(uses(readFileSync(url, "utf8")), [], name);
  }
});

test.run();
