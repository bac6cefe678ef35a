import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPipeline, show, validate } from "./rows.js";

function uses(materials: string, script: string): string[] {
  const text = inPipeline(`materials: {${materials}}\nstages: [{s: {tasks: [{script: '${script}'}]}}]`);
  return validate({ path: "a.yaml", text }).map(show);
}

test("every variable that a build may write for a Docker material is known", () => {
  for (const material of [
    "db: {package: Docker/team/x}",
    "db: {package: {repository: Docker, image: team/x}}",
  ]) {
    for (const n of ["DB", "DOCKER_TEAM_X"]) {
      for (const name of [
        "LABEL",
        "DOCKER_IMAGE",
        "DOCKER_DIGEST",
        "DOCKER_REFERENCE",
        "DOCKER_TAG_FILTER",
      ]) {
        assert.equal(uses(material, `$GO_PACKAGE_${n}_${name}`), []);
      }
      assert.equal(
        uses(material, `$GO_REPO_${n}_DOCKER_REGISTRY_URL $GO_REPO_${n}_DOCKER_REGISTRY_NAME`),
        [],
      );
    }
  }
});

test("names that no build can write are found next to Docker materials", () => {
  assert.equal(uses("db: {package: Docker/x}", "$GO_PACKAGE_DB_LABLE $GO_PIPELINE_LABLE"), [
    'warning variable-unknown "GO_PACKAGE_DB_LABLE"',
    'warning variable-unknown "GO_PIPELINE_LABLE"',
  ]);
});

test("a package of an id may be one that the project file declares", () => {
  assert.equal(uses("db: {package: id}", "$GO_PACKAGE_DOCKER_X_LABEL $GO_REPO_ANY"), []);
  assert.equal(uses("db: {package: id}", "$GO_STAGE_NO"), ['warning variable-unknown "GO_STAGE_NO"']);
});

test("variables of environments are known in all files", () => {
  const user = { path: "a.yaml", text: inPipeline("stages: [{s: {tasks: [{script: $GO_STAGE_KIND}]}}]") };
  const text = "environments: {e: {environment_variables: {GO_STAGE_KIND: 1}}}";
  assert.equal(validate(user).map(show), ['warning variable-unknown "GO_STAGE_KIND"']);
  assert.equal(validate(user, { path: "b.yaml", text }), []);
});

test.run();
