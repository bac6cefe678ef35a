import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkDialect } from "../../src/yaml/dialect.js";

function findings(text: string): string[] {
  return checkDialect({ path: "a.yaml", text }).diagnostics.map(
    ({ severity, place }) => `${severity} ${text.slice(place?.span.start, place?.span.end)}`,
  );
}

test("a text that both readers read alike has no finding", () => {
  const texts = [
    "a: b\n",
    "a: [b, {c: d}]\ne: 'f'\ng: |\n  h\n",
    "a: &x {b: c}\nd:\n  <<: *x\n  e: f\n",
    "a:\n  b: c\n  <<: {b: d}\n",
    "a: # nothing\nb: ''\n",
  ];
  for (const text of texts) assert.equal(findings(text), [], text);
});

test("a text that GoCD accepts and YAML 1.2 does not has no finding", () => {
  const texts = [
    "a: [\n  b\n]\n",
    "a: b\n...\n# [",
    "a: `b`\n",
    "x: &y a\n*y: b\n",
    "a: !foo b\n",
    "a\n  b: c\n",
  ];
  for (const text of texts) assert.equal(findings(text), [], text);
});

test("a value that GoCD reads differently is a warning at the value", () => {
  const rows: [text: string, ...expected: string[]][] = [
    ["a: [what?]\n", "warning ?"],
    ["a: {x, y}\n", "warning x, y"],
    ["a: [b:(c)]\n", "warning b:(c)"],
    ["a: |\n  b", "warning   b"],
    ['a: "b\\\n\n  c"\n', 'warning "b\\\n\n  c"'],
  ];
  for (const [text, ...expected] of rows) assert.equal(findings(text), expected, text);
});

test("a text that GoCD rejects is an error that says whether it affects the file or the repo", () => {
  const rows: [text: string, reach: RegExp][] = [
    ["a: [http://x]\n", /this file/],
    ["a: [1, 2,]\n", /this file/],
    ['a: "\\U00110000"\n', /every file of the repo/],
    ["a:\tb\n", /this file/],
    ["a: &x\n", /this file/],
  ];
  for (const [text, reach] of rows) {
    const [diagnostic] = checkDialect({ path: "a.yaml", text }).diagnostics;
    assert.is(diagnostic?.severity, "error", text);
    assert.is(diagnostic?.code, "yaml-syntax", text);
    assert.match(diagnostic?.message ?? "", reach, text);
  }
});

test("an own key after a merge that has it, and a merge of a text, are errors", () => {
  assert.equal(findings("a: &x {b: c}\nd:\n  <<: *x\n  b: e\n"), ["error b"]);
  assert.equal(findings("a: &x {b: c}\nd: {<<: *x, b: e}\n"), ["error b"]);
  assert.equal(findings("a: &x b\nc:\n  <<: *x\n"), ["error *x"]);
  assert.equal(findings("a: &x {b: c}\nd: {b: e, <<: *x}\n"), []);
  assert.equal(findings("a: &x {b: c}\ny: &y {b: d}\nd:\n  <<: *x\n  <<: *y\n"), []);
});

test.run();
