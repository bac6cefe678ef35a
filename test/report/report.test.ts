import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderGithub } from "../../src/report/github.js";
import { renderJson } from "../../src/report/json.js";
import { renderJunit } from "../../src/report/junit.js";
import { FORMATS } from "../../src/report/format.js";
import { render } from "../../src/report/render.js";
import { renderSarif } from "../../src/report/sarif.js";
import { find, problem } from "./sample.js";

const diagnostics = [problem("no", { place: find({ path: "a.yaml", text: "a: b" }, "b") })];
const extra = { moved: [] };

const EXPECTED = {
  json: renderJson(diagnostics, extra),
  github: renderGithub(diagnostics),
  sarif: renderSarif(diagnostics, "1.2.3"),
  junit: renderJunit(diagnostics, "check"),
} as const;

for (const format of FORMATS) {
  if (format === "text") continue;
  test(`a report as ${format}`, () => {
    const report = { diagnostics, command: "check", toolVersion: "1.2.3", extra };
    assert.is(render(format, report), EXPECTED[format]);
  });
}

test("a report needs no other keys", () => {
  const report = { diagnostics: [], command: "check", toolVersion: "1.2.3" };
  assert.is(render("json", report), renderJson([]));
});

test.run();
