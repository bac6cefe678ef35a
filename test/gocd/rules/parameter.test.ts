import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { escapeParameters } from "../../../src/gocd/names.js";
import { resolveParameters } from "../../../src/gocd/rules/parameter.js";
import { findings, inPipeline } from "./rows.js";

const parameters = new Map([
  ["a", "x"],
  ["h", "##"],
]);

for (const [text, expected] of [
  ["plain", "plain"],
  ["#{a}", "x"],
  ["1#{a}2#{a}3", "1x2x3"],
  ["##", "#"],
  ["####x", "##x"],
  ["###{a}", "#x"],
  ["##{a}", "#{a}"],
  ["#{h}", "##"],
] as const) {
  test(`puts parameters into "${text}"`, () => {
    assert.equal(resolveParameters(text, parameters), { kind: "text", text: expected });
  });
}

for (const [text, expected] of [
  ["#", { kind: "hash", at: 0, count: 1 }],
  ["a#b #c", { kind: "hash", at: 1, count: 2 }],
  ["###", { kind: "hash", at: 2, count: 1 }],
  ["x#{a", { kind: "unclosed", at: 1 }],
  ["#{A}", { kind: "unknown", at: 0, name: "A" }],
  ["#{}", { kind: "unknown", at: 0, name: "" }],
  ["# #{A}", { kind: "hash", at: 0, count: 1 }],
] as const) {
  test(`stumbles over "${text}"`, () => assert.equal(resolveParameters(text, parameters), expected));
}

test("a text with every `#` doubled is the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("#", "{", "}", "a", " ") }), (text) => {
      assert.equal(resolveParameters(escapeParameters(text), parameters), { kind: "text", text });
    }),
  );
});

test("the place is that of the first `#` that is wrong, in every style of text", () => {
  for (const text of ["a## b#", "'it''s ## b#'", '"a## b#"', "|\n    ##\n    b#", ">-\n    ##\n    b#"]) {
    const file = inPipeline(`label_template: ${text}`);
    assert.equal(findings(file), ['error hash-unescaped "#" pipeline'], text);
  }
});

test("a parameter that is not declared, also if it differs only in case", () => {
  const file = (name: string) => inPipeline(`parameters: {v: 1}\nlabel_template: "\${COUNT}#{${name}}"`);
  assert.equal(findings(file("v")), []);
  assert.equal(findings(file("V")), ['error parameter-unknown "#" pipeline']);
});

test("GoCD looks for parameters nowhere else", () => {
  const file = inPipeline(
    [
      "parameters: {a: '#b'}",
      "materials: {m: {git: /x, password: 'a#'}}",
      "stages: [{s: {approval: {type: manual, roles: ['a#']}, tasks: [{rake: {run_if: any}}]}}]",
    ].join("\n"),
  );
  assert.equal(findings(file), []);
});

test.run();
