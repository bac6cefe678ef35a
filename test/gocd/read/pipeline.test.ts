import { test } from "uvu";
import * as assert from "uvu/assert";
import { readGocdFile } from "../../../src/gocd/read/file.js";
import { said, treeOf } from "../../support/trees.js";

function read(text: string) {
  const { file, diagnostics } = readGocdFile(treeOf(text));
  return {
    file,
    names: file.pipelines.map(({ name }) => name),
    mistakes: diagnostics.map(
      ({ code, place }) =>
        `${code}: ${place === undefined ? "" : text.slice(place.span.start, place.span.end)}`,
    ),
  };
}

test("root keys are case-insensitive, and pipelines are found through aliases and merges", () => {
  const cases: readonly (readonly [text: string, names: readonly string[]])[] = [
    ["pipelines: {a: {group: g}, b: {}}\n", ["a", "b"]],
    ["PIPELINES:\n  a: {}\n", ["a"]],
    ["common: &c {a: {}, b: {}}\npipelines: *c\n", ["a", "b"]],
    ["common: &c {a: {}, b: {}}\npipelines: {c: {}, <<: *c}\n", ["c", "a", "b"]],
    ["common: &c {}\npipelines: {a: *c}\n", ["a"]],
    ["pipelines:\n", []],
    ["pipelines: {}\n", []],
    ["environments: {}\n", []],
  ];
  for (const [text, names] of cases) {
    assert.equal(read(text).names, names, text);
  }
});

test("the format version, and the content of `common`", () => {
  const { file } = read("Format_Version: 10\nCommon: {a: b}\npipelines: {}\n");
  assert.ok(file.hasFormatVersion);
  assert.equal(file.common && said(file.common), { a: "b" });
  const { file: bare } = read("pipelines: {}\n");
  assert.not(bare.hasFormatVersion);
  assert.is(bare.common, undefined);
});

test("an error of one pipeline does not hide the others", () => {
  const ok = "{group: g, template: t, materials: {m: {git: x}}}";
  const cases: readonly (readonly [text: string, mistakes: readonly string[], names: readonly string[]])[] = [
    [`pipelines: {a b: ${ok}, c: ${ok}}\n`, [], ["a b", "c"]],
    [
      `pipelines: {a: , b: text, c: [x], d: ${ok}}\n`,
      ["value-type: a", "value-type: text", "value-type: [x]"],
      ["d"],
    ],
    ["pipelines: [a]\n", ["root-form: [a]"], []],
    ["pipelines: text\n", ["root-form: text"], []],
    ["- a\n", ["root-form: - a"], []],
    ["text\n", ["root-form: text"], []],
    ["# nothing\n", ["source-empty: "], []],
  ];
  for (const [text, mistakes, names] of cases) {
    assert.equal(read(text).mistakes, mistakes, text);
    assert.equal(read(text).names, names, text);
  }
});

test.run();
