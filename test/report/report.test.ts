import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderGithub } from "../../src/report/github.js";
import { renderJson } from "../../src/report/json.js";
import { renderJunit } from "../../src/report/junit.js";
import { FORMATS } from "../../src/report/format.js";
import { render } from "../../src/report/render.js";
import { renderSarif } from "../../src/report/sarif.js";
import { renderText } from "../../src/report/text.js";
import { find, problem } from "./sample.js";

const diagnostics = [problem("no", { place: find({ path: "a.yaml", text: "a: b" }, "b") })];
const extra = { moved: [] };

const EXPECTED = {
  text: renderText(diagnostics, { color: true }),
  json: renderJson(diagnostics, extra),
  github: renderGithub(diagnostics),
  sarif: renderSarif(diagnostics, "1.2.3"),
  junit: renderJunit(diagnostics, "check"),
} as const;

for (const format of FORMATS) {
  test(`a report as ${format}`, () => {
    const report = { diagnostics, command: "check", toolVersion: "1.2.3", color: true, extra };
    assert.is(render(format, report), EXPECTED[format]);
  });
}

test("a report needs no other keys", () => {
  const report = { diagnostics: [], command: "check", toolVersion: "1.2.3", color: false };
  assert.is(render("json", report), renderJson([]));
});

test.run();
