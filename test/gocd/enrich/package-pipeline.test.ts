import { createHash } from "node:crypto";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  packagePipelineName,
  renderPackagePipeline,
  type PackagePipeline,
} from "../../../src/gocd/enrich/package-pipeline.js";
import { isName } from "../../../src/gocd/names.js";
import { checkTexts } from "../../../src/gocd/rules/check-repo.js";
import { runs } from "../../support/runs.js";

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 8);
}

test("the name of a package pipeline is the key, with a hash where that could be another key too", () => {
  const cases: readonly (readonly [key: string, name: string])[] = [
    ["Docker/web", "Docker.web"],
    ["Docker/team/web_2-x", "Docker.team.web_2-x"],
    ["Docker/team.web", `Docker.team.web-${hashOf("Docker/team.web")}`],
    ["r.example/web", `r.example.web-${hashOf("r.example/web")}`],
    ["Docker/a@b", `Docker.a-b-${hashOf("Docker/a@b")}`],
    ["Docker/é", `Docker.--${hashOf("Docker/é")}`],
  ];
  for (const [key, name] of cases) {
    assert.is(packagePipelineName(key, ""), name, key);
    assert.is(packagePipelineName(key, "pin-"), `pin-${name}`, key);
  }
});

test("the names of different keys are valid and different", () => {
  const key = fc
    .array(fc.constantFrom("a", "b", "/", ".", "-", "@", "é"), { minLength: 1, maxLength: 6 })
    .map((parts) => `R/${parts.join("")}`);
  fc.assert(
    fc.property(key, key, (a, b) => {
      assert.ok(isName(packagePipelineName(a, "")), a);
      if (a !== b) assert.is.not(packagePipelineName(a, ""), packagePipelineName(b, ""));
    }),
    { numRuns: runs(1000) },
  );
});

const PIPELINE: PackagePipeline = {
  name: "Docker.web",
  variables: new Map([["GO_PACKAGE_DOCKER_WEB_LABEL", "1.10"]]),
  labelVariable: "GO_PACKAGE_DOCKER_WEB_LABEL",
  pinFile: "gocd/packages/Docker.web.env",
  formatVersion: 10,
};

test("a package pipeline has the form that the contract describes", () => {
  const settings = { group: "gocd-pin", prefix: "", resources: [], elasticProfileId: "small" };
  assert.is(
    renderPackagePipeline(PIPELINE, settings),
    `format_version: 10
pipelines:
  "Docker.web":
    group: "gocd-pin"
    label_template: "\${env:GO_PACKAGE_DOCKER_WEB_LABEL}"
    environment_variables:
      GO_PACKAGE_DOCKER_WEB_LABEL: "1.10"
    materials:
      pin:
        type: configrepo
        includes:
          - "gocd/packages/Docker.web.env"
    stages:
      - pin:
          jobs:
            pin:
              elastic_profile_id: "small"
              tasks:
                - exec:
                    command: echo
`,
  );
});

test("GoCD accepts a package pipeline with any values", () => {
  for (const value of ["", "1.0", "#", "#{x}", 'it\'s: "a" # b', "é\u0085\u2028", "on", "a\nb"]) {
    const variables = new Map([...PIPELINE.variables, ["GO_PACKAGE_DOCKER_WEB_DOCKER_IMAGE", value]]);
    const pinFile = "a b/#x/gocd/packages/Docker.web.env";
    const text = renderPackagePipeline(
      { ...PIPELINE, variables, pinFile, formatVersion: undefined },
      { group: "g", prefix: "", resources: ["linux", "small box", "a|b.c"] },
    );
    assert.equal(checkTexts([{ path: "a.gocd.yaml", text, ownForms: false }]), [], value);
  }
});

test.run();
