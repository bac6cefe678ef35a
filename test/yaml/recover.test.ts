import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkDialect } from "../../src/yaml/dialect.js";
import { entryOf } from "../../src/yaml/entries.js";
import { textOf } from "../../src/yaml/node.js";

/** The lines of all errors of a text, and the value of `end`, if the text can be read. */
function errorsAndEnd(text: string): [errors: string, end: string | null | undefined] {
  const { tree, diagnostics } = checkDialect({ path: "a.yaml", text });
  const lines = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ place }) => text.slice(0, place?.span.start ?? 0).split("\n").length);
  const end = tree && entryOf(tree.root, "end");
  return [lines.join(" "), end && textOf(end.value)];
}

for (const [what, text, errors] of [
  ["colons in brackets", "a: [http://x]\nb: {c:d}\nc: {e: 1, f:g}\nd: [http://y, https://z]", "1 2 3 4 4"],
  ["question marks in braces", "a: {b: c?}\nb: {c: d?, e: f?}", "1 2 2"],
  ["commas", "a: [b,]\nc: [[d],]\ne: [f,  ]", "1 2 3"],
  ["bare entries", "a: {bare}\nc: {k: v, x}\nd: {x, k: v}\ne: [y, x: 1]", "1 2 3 4"],
  ["empty keys", "a: {: x}\nb: [c, : d]", "1 2"],
  ["tabs", "a:\tb\nc:\n\td: e\n\tf: g\n\t\nh: 'i'\t\nj:\t\t# c\n  k: l", "1 3 4 5 6 7"],
  ["anchors and tags on nothing", "a: &x\nb: !!str\nc: [&y , d]\ne: !\nf: *x", "1 2 3 4"],
  ["signs in anchors", "a: &x.y b\nc: *x.y\nd: *.txt\ne: &é f", "1 2 3 4"],
  ["versions", "%YAML 1.2\n---\na: [b,]", "1 3"],
  ["escapes", 'a: "b\\/c"\nb: "\\d \\$"\nc: "\\U00110000"\nd: "\\u12"', "1 2 2 3 4"],
  ["colons and dashes in values", "a: b: c\nd: e:\nf: - g\nh: ? i", "1 2 3 4"],
  ["signs that begin no value", "a: @b\nc: %d\ne: [@f, |g]", "1 2 3 3"],
  ["braces of templates", "a: {{ b }}\nc: {{d}}/e", "1 2"],
  ["headers of blocks", "a: |# c\n  b\nc: |0\n  d\ne: >10\n  f", "1 3 5"],
  ["handles and signs of tags", "a: !e!x b\nc: !{d} e\nf: !t\tg", "1 2 3"],
  ["markers in brackets", "a: [--- , b]\nc: [--- , d]", "1 2"],
  ["keys that are defined twice, and aliases without an anchor", "a: b\na: c\nd: *e\nf: g\nf: h", "2 3 5"],
  ["several kinds", "a: b\na: c\nd: [http://x]\ne: *f\ng:\th", "3 5 2 4"],
  ["a merge after another error", "a: [b,]\nc: &c {d: e}\nf: {<<: *c, d: g}", "1 3"],
  ["brackets closed at the left between errors", "a: [\n  b:c\n]\nd: [e,]", "2 4"],
] as const) {
  test(`several errors are reported, each once, and the rest is read: ${what}`, () => {
    assert.equal(errorsAndEnd(`${text}\nend: here\n`), [errors, "here"], text);
  });
}

test("a text whose intended meaning is unclear is not fixed", () => {
  for (const [text, errors] of [
    ["a: [b\nc: d\nend: here", "3 1"],
    ['a: "b\nc: d\nend: here', "1"],
    ["a:\n  - b\n c: d\nend: here", "3"],
  ] as const) {
    assert.equal(errorsAndEnd(text), [errors, undefined], text);
  }
});

test("an error has no consequences that are reported too", () => {
  const text = "a: [what:not?]\nb: &x.y\nc: *x.y\nd: {{x}}\ne: [{k:v}, {x}]\nf: {*x.y : z}\n";
  assert.equal(errorsAndEnd(`${text}end: here`), ["1 2 3 4 5 5 6", "here"]);
});

test("if the structure is broken, not every line after it is an error", () => {
  for (const [text, errors] of [
    ["a:\n    b: c\n  \t   d: e\n   f: g\n   h: i\n", "3"],
    ["a: &x?y\n  b: c\n  d: e\n  f: g\n", "2"],
    ["a: {b: 'c\"\\\"'d: e, f: g, h: i}\nj: {k: l}\n", "1"],
    ['a: {b: "\\/"c: d, e: f, g: h}\ni: {j: k}\n', "1"],
  ] as const) {
    assert.equal(errorsAndEnd(text)[0], errors, text);
  }
});

test("if there are too many errors to report all, the last one says so", () => {
  const { diagnostics, tree } = checkDialect({ path: "a.yaml", text: "a: [b,]\n".repeat(200) });
  assert.ok(diagnostics.length > 100);
  assert.is(
    diagnostics.filter(({ help }) => help.includes("the rest of the file was not checked")).length,
    1,
  );
  assert.ok(tree);
});

test.run();
