import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeAt, plainOf, type Plain } from "../../src/yaml/parse.js";
import { treeOf } from "../support/trees.js";

test("plain words are typed by the core schema, as far as the files of gocd-pin need it", () => {
  const cases: readonly (readonly [text: string, plain: Plain])[] = [
    ["true", true],
    ["True", true],
    ["TRUE", true],
    ["false", false],
    ["tRUE", "tRUE"],
    ["yes", "yes"],
    ["on", "on"],
    ["0", 0],
    ["16", 16],
    ["007", 7],
    ["123456789", 123456789],
    ["1234567890", "1234567890"],
    ["-1", "-1"],
    ["1.10", "1.10"],
    ["~", null],
    ["null", null],
    ["Null", null],
    ["nULL", "nULL"],
    ["", null],
    ["'true'", "true"],
    ['"16"', "16"],
    ["''", ""],
    ['"null"', "null"],
    ["text", "text"],
    ["|\n  true", "true\n"],
    ["[1, a, [true]]", [1, "a", [true]]],
    ["{a: 1, b: {c: }}", { a: 1, b: { c: null } }],
  ];
  for (const [text, plain] of cases) {
    assert.equal(plainOf(nodeAt(treeOf(`k: ${text}\n`).root, ["k"])), plain, text);
  }
});

test("aliases and merges are resolved, and a node that contains itself ends", () => {
  assert.equal(plainOf(treeOf("a: &a {x: 1}\nb: {<<: *a, y: *a}\n").root), {
    a: { x: 1 },
    b: { x: 1, y: { x: 1 } },
  });
  assert.equal(plainOf(treeOf("a: &a [1, *a]\nb: *a\n").root), { a: [1, null], b: [1, null] });
});

test("a key `__proto__` is a key like any other", () => {
  const plain = plainOf(treeOf("__proto__: {polluted: 1}\n").root);
  assert.equal(typeof plain === "object" && plain !== null ? Object.keys(plain) : [], ["__proto__"]);
  assert.is(Reflect.get({}, "polluted"), undefined);
});

test("a path leads as far as there are nodes", () => {
  const text = "a: &a\n  b: [x, {c: d}]\ne: *a\n";
  const { root } = treeOf(text);
  const cases: readonly (readonly [path: readonly string[], found: string])[] = [
    [["a", "b", "1", "c"], "d"],
    [["e", "b", "0"], "x"],
    [["a", "b", "7"], "[x, {c: d}]"],
    [["a", "b", "1", "gone", "c"], "{c: d}"],
    [["a", "b", "0", "c"], "x"],
    [[], text.trimEnd()],
  ];
  for (const [path, expected] of cases) {
    const { start, end } = nodeAt(root, path);
    assert.is(text.slice(start, end), expected, path.join("/"));
  }
});

test.run();
