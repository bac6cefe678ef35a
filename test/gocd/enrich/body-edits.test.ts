import { test } from "uvu";
import * as assert from "uvu/assert";
import { enrich } from "../../support/enriched.js";
import { checkCases } from "../../support/enrich-table.js";

test("variables are written where the pipeline has its own, and before the materials where it has none", () => {
  checkCases("variables");
});

test("each package has its variables by both names", () => {
  checkCases("variables-names", {
    names: ["package", "material"],
    properties: ["registry_name", "image", "label", "reference"],
  });
});

test("variables of an earlier build are removed, but no variable of the user", () => {
  checkCases("variables-dropped", { dropped: ["OLD", "GONE"] });
});

test("Docker materials go with their own lines only", () => {
  checkCases("remove");
});

test("a Docker material becomes a configrepo material in its own place", () => {
  checkCases("configrepo", { mode: "configrepo" });
});

test("a Docker material that is kept gets its package's id", () => {
  checkCases("keep", { mode: "keep" });
});

test("the mode of materials is decided for each pipeline", () => {
  checkCases("auto", { mode: "auto" });
});

test("label templates are rewritten where they are", () => {
  checkCases("labels");
});

test("a `#` is doubled wherever GoCD looks for parameters", () => {
  const text = "format_version: 10\npipelines:\n  a:\n    materials:\n      db: {package: Docker/d#b}\n";
  const output = enrich(text, { mode: "configrepo", envFolder: "c#/env", properties: ["image"] });
  assert.is(
    output,
    text.replace(
      "    materials:\n      db: {package: Docker/d#b}\n",
      '    environment_variables:\n      GO_PACKAGE_DB_DOCKER_IMAGE: "d##b"\n' +
        '    materials:\n      db:\n        type: configrepo\n        includes:\n          - "c##/env/a.env"\n' +
        '        destination: "gocd-pin/db"\n',
    ),
  );
});

test.run();
