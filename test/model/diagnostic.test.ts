import { test } from "uvu";
import * as assert from "uvu/assert";
import { CODES } from "../../src/model/codes.js";
import { errorAt, errorIn, hasErrors, warningAt } from "../../src/model/diagnostic.js";

const PLACE = { file: { path: "a.yaml", text: "a" }, span: { start: 0, end: 1 } };

test("a finding says what it is and where", () => {
  assert.equal(errorAt(PLACE, "usage", "m", { help: "h", exit: 2 }), {
    severity: "error",
    code: "usage",
    message: "m",
    place: PLACE,
    help: "h",
    exit: 2,
  });
  assert.equal(warningAt(PLACE, "usage", "m"), {
    severity: "warning",
    code: "usage",
    message: "m",
    place: PLACE,
  });
  assert.equal(errorIn("a.yaml", "usage", "m"), {
    severity: "error",
    code: "usage",
    message: "m",
    path: "a.yaml",
  });
});

test("only errors fail a run", () => {
  const warning = warningAt(PLACE, "usage", "m");
  assert.not(hasErrors([]));
  assert.not(hasErrors([warning, { ...warning, severity: "note" }]));
  assert.ok(hasErrors([warning, errorIn("a", "usage", "m")]));
});

test("every code is a word in kebab-case with a meaning and a cure, each one line without a full stop", () => {
  const rows = Object.entries(CODES);
  assert.ok(rows.length > 20);
  for (const [code, { meaning, mend }] of rows) {
    assert.match(code, /^[a-z]+(?:-[a-z]+)*$/);
    for (const text of [meaning, mend]) assert.match(text, /^(?!.*\|)\S.*[^.\s]$/, `${code}: ${text}`);
  }
});

test.run();
