import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  insertPairs,
  prependPairs,
  replacePair,
  replaceValue,
  stepOf,
  wrapMapping,
} from "../../src/yaml/mapping-edits.js";
import type { Value } from "../../src/yaml/write.js";
import { checkEdits, type EditCases, type Place } from "../support/edit-table.js";
import { mappingOf, nodeBelow, treeOf } from "../support/trees.js";

const NEW = new Map<string, Value>([["new", "1"]]);
const TWO = new Map<string, Value>([
  ["one", "1"],
  ["two", { map: new Map([["deep", "2"]]) }],
]);

test("new pairs are inserted before another pair", () => {
  const cases: EditCases = [
    ["block", "m:\n  a: 0\n  k: 0\n", 'm:\n  a: 0\n  new: "1"\n  k: 0\n'],
    [
      "below a comment of the pair",
      "m:\n  a: 0\n\n  # c\n  k: 0\n",
      'm:\n  a: 0\n\n  # c\n  new: "1"\n  k: 0\n',
    ],
    ["the first pair", "m:\n  k: 0\n", 'm:\n  new: "1"\n  k: 0\n'],
    ["the pair has an anchor", "m:\n  a: 0\n  &x k: 0\n", 'm:\n  a: 0\n  new: "1"\n  &x k: 0\n'],
    ["the pair is quoted", "m:\n  a: 0\n  'k': 0\n", "m:\n  a: 0\n  new: \"1\"\n  'k': 0\n"],
    ["CRLF", "m:\r\n  k: 0\r\n", 'm:\r\n  new: "1"\r\n  k: 0\r\n'],
    ["lone CR", "m:\r  k: 0\r", 'm:\r  new: "1"\r  k: 0\r'],
    ["no line end at the end", "m:\n  k: 0", 'm:\n  new: "1"\n  k: 0'],
    ["indented by one", "m:\n k: 0\n", 'm:\n new: "1"\n k: 0\n'],
    ["a block scalar above", "m:\n  a: |\n    x\n  k: 0\n", 'm:\n  a: |\n    x\n  new: "1"\n  k: 0\n'],
    ["flow", "m: {a: 0, k: 0}\n", 'm: {a: 0, new: "1", k: 0}\n'],
    ["flow, first", "m: { k: 0 }\n", 'm: { new: "1", k: 0 }\n'],
    ["flow on lines", "m: {\n  a: 0,\n  k: 0,\n  }\n", 'm: {\n  a: 0,\n  new: "1", k: 0,\n  }\n'],
    ["an explicit key", "m:\n  ? k\n  : 0\n", undefined],
    ["after a dash", "m: &m\n  k: 0\n", 'm: &m\n  new: "1"\n  k: 0\n'],
  ];
  checkEdits(cases, ({ tree, mapping, pair }) => insertPairs(tree, mapping, pair("k"), NEW));
});

test("nested pairs are indented as their neighbours are", () => {
  const make = ({ tree, mapping, pair }: Place) => insertPairs(tree, mapping, pair("k"), TWO);
  checkEdits(
    [
      ["by two", "m:\n  k: 0\n", 'm:\n  one: "1"\n  two:\n    deep: "2"\n  k: 0\n'],
      [
        "by four",
        "m:\n    a:\n        b: 0\n    k: 0\n",
        'm:\n    a:\n        b: 0\n    one: "1"\n    two:\n        deep: "2"\n    k: 0\n',
      ],
      ["by one", "m:\n k: 0\n a:\n  b: 0\n", 'm:\n one: "1"\n two:\n  deep: "2"\n k: 0\n a:\n  b: 0\n'],
      ["flow", "m: {k: 0}", 'm: {one: "1", two: {deep: "2"}, k: 0}'],
    ],
    make,
  );
});

test("new pairs are inserted at the start of a mapping", () => {
  const cases: EditCases = [
    ["block", "m:\n  k:\n    a: 0\n", 'm:\n  k:\n    new: "1"\n    a: 0\n'],
    ["below the key's comment", "m:\n  k: # c\n    a: 0\n", 'm:\n  k: # c\n    new: "1"\n    a: 0\n'],
    ["above comments", "m:\n  k:\n\n    # c\n    a: 0\n", 'm:\n  k:\n    new: "1"\n\n    # c\n    a: 0\n'],
    ["an anchor", "m:\n  k: &x # c\n    a: 0\n", 'm:\n  k: &x # c\n    new: "1"\n    a: 0\n'],
    [
      "an anchor on a line of its own",
      "m:\n  k:\n    &x\n    a: 0\n",
      'm:\n  k:\n    &x\n    new: "1"\n    a: 0\n',
    ],
    ["a tag and an anchor on two lines", "m:\n  k: !!map\n    &x\n    a: 0\n", undefined],
    ["CRLF", "m:\r\n  k:\r\n    a: 0\r\n", 'm:\r\n  k:\r\n    new: "1"\r\n    a: 0\r\n'],
    ["indented by one", "m:\n k:\n  a: 0\n", 'm:\n k:\n  new: "1"\n  a: 0\n'],
    ["flow", "m:\n  k: {a: 0}\n", 'm:\n  k: {new: "1", a: 0}\n'],
    ["flow, with an anchor", "m:\n  k: &x {a: 0}\n", 'm:\n  k: &x {new: "1", a: 0}\n'],
    ["flow, empty", "m:\n  k: {}\n", 'm:\n  k: {new: "1"}\n'],
    ["flow on lines", "m:\n  k: {\n    a: 0\n   }\n", 'm:\n  k: {new: "1",\n    a: 0\n   }\n'],
    ["flow, with blanks", "m:\n  k: { a: 0 }\n", 'm:\n  k: {new: "1", a: 0 }\n'],
    ["no mapping", "m:\n  k: text\n", undefined],
    ["an alias", "x: &x {a: 0}\nm:\n  k: *x\n", undefined],
    ["an explicit key", "m:\n  ? k\n  : a: 0\n", undefined],
    ["an explicit key, below its colon", "m:\n  ? k\n  :\n    a: 0\n", undefined],
    ["a key on lines, which GoCD's reader takes", "m:\n  k:\n    a\n   : 0\n", undefined],
  ];
  checkEdits(cases, ({ tree, pair }) => prependPairs(tree, pair("k"), NEW));
});

test("a pair is replaced by others", () => {
  const cases: EditCases = [
    ["block", "m:\n  a: 0\n  k: 0\n  b: 0\n", 'm:\n  a: 0\n  one: "1"\n  two:\n    deep: "2"\n  b: 0\n'],
    [
      "a comment after stays",
      "m:\n  k: 0 # c\n  b: 0\n",
      'm:\n  one: "1" # c\n  two:\n    deep: "2"\n  b: 0\n',
    ],
    ["the last, without line end", "m:\n  k: 0", 'm:\n  one: "1"\n  two:\n    deep: "2"'],
    ["CRLF", "m:\r\n  k: 0\r\n", 'm:\r\n  one: "1"\r\n  two:\r\n    deep: "2"\r\n'],
    ["a value on lines", "m:\n  k:\n    x: 0\n  b: 0\n", 'm:\n  one: "1"\n  two:\n    deep: "2"\n  b: 0\n'],
    ["a literal", "m:\n  k: |\n    x\n\n  b: 0\n", 'm:\n  one: "1"\n  two:\n    deep: "2"\n\n  b: 0\n'],
    ["an anchor goes", "m:\n  k: &x 0\n", 'm:\n  one: "1"\n  two:\n    deep: "2"\n'],
    ["flow", "m: {a: 0, k: 0, b: 0}\n", 'm: {a: 0, one: "1", two: {deep: "2"}, b: 0}\n'],
    ["an explicit key", "m:\n  ? k\n  : 0\n", 'm:\n  one: "1"\n  two:\n    deep: "2"\n'],
    ["text that is stuck to the value", 'm:\n  k: "0"---\n', undefined],
  ];
  checkEdits(cases, ({ tree, mapping, pair }) => replacePair(tree, mapping, pair("k"), TWO));
});

test("the value of a pair is replaced by another text", () => {
  const cases: EditCases = [
    ["plain", "m:\n  k: 0 # c\n", 'm:\n  k: "v" # c\n'],
    ["plain on lines", "m:\n  k: 0\n    1 # c\n  b: 0\n", 'm:\n  k: "v" # c\n  b: 0\n'],
    ["quoted", "m:\n  k: '0' # c\n", 'm:\n  k: "v" # c\n'],
    ["absent", "m:\n  k: # c\n", 'm:\n  k: "v" # c\n'],
    ["absent, two blanks", "m:\n  k:   # c\n", 'm:\n  k: "v"   # c\n'],
    ["absent, with an anchor", "m:\n  k: &x # c\n", 'm:\n  k: "v" # c\n'],
    ["absent, at the end", "m:\n  k:", 'm:\n  k: "v"'],
    ["an anchor stays", "m:\n  k: &x 0\n", 'm:\n  k: &x "v"\n'],
    ["on the next line", "m:\n  k:\n    0 # c\n", 'm:\n  k:\n    "v" # c\n'],
    ["a literal", "m:\n  k: |\n    x\n    y\n\n  b: 0\n", 'm:\n  k: "v"\n\n  b: 0\n'],
    ["a literal at the end", "m:\n  k: |\n    x", 'm:\n  k: "v"'],
    ["a literal that keeps its end", "m:\n  k: |+\n    x\n\n  b: 0\n", 'm:\n  k: "v"\n  b: 0\n'],
    ["an empty literal", "m:\n  k: |\n  b: 0\n", 'm:\n  k: "v"\n  b: 0\n'],
    ["an empty literal at the end", "m:\n  k: |\n", 'm:\n  k: "v"\n'],
    ["CRLF", "m:\r\n  k: |\r\n    x\r\n  b: 0\r\n", 'm:\r\n  k: "v"\r\n  b: 0\r\n'],
    ["a mapping", "m:\n  k:\n    x: 0\n  b: 0\n", 'm:\n  k: "v"\n  b: 0\n'],
    ["a list", "m:\n  k:\n  - 0\n  b: 0\n", 'm:\n  k: "v"\n  b: 0\n'],
    ["a flow list", "m:\n  k: [0,\n    1] # c\n", 'm:\n  k: "v" # c\n'],
    ["an alias", "x: &x 0\nm:\n  k: *x # c\n", 'x: &x 0\nm:\n  k: "v" # c\n'],
    ["in flow style", "m: {a: 0, k: 0, b: 0}\n", 'm: {a: 0, k: "v", b: 0}\n'],
    ["in flow style, absent", "m: {a: 0, k: , b: 0}\n", 'm: {a: 0, k: "v" , b: 0}\n'],
    ["in flow style, last", "m: {a: 0, k: }\n", 'm: {a: 0, k: "v" }\n'],
    ["in flow style, no colon", "m: {a: 0, k}\n", undefined],
    ["a colon far away", "m:\n  k   : 0\n", 'm:\n  k   : "v"\n'],
    ["an explicit key", "m:\n  ? k\n  : 0\n", 'm:\n  ? k\n  : "v"\n'],
    ["an explicit key with a comment", "m:\n  ? k # c\n  : 0 # d\n", 'm:\n  ? k # c\n  : "v" # d\n'],
    ["an explicit key, a literal", "m:\n  ? k\n  : |\n    x\n", 'm:\n  ? k\n  : "v"\n'],
    ["an explicit key without a value", "m:\n  ? k\n", undefined],
    ["text that is stuck to the value", 'm:\n  k: "0"---\n', undefined],
  ];
  checkEdits(cases, ({ tree, mapping, pair }) => replaceValue(tree, mapping, pair("k"), "v"));
});

test("the value of a pair is replaced by a mapping", () => {
  const cases: EditCases = [
    ["plain", "m:\n  k: 0\n  b: 0\n", 'm:\n  k:\n    new: "1"\n  b: 0\n'],
    ["a comment after stays", "m:\n  k: 0 # c\n", 'm:\n  k: # c\n    new: "1"\n'],
    ["absent", "m:\n  k: # c\n\n  b: 0\n", 'm:\n  k: # c\n    new: "1"\n\n  b: 0\n'],
    ["absent, at the end", "m:\n  k:", 'm:\n  k:\n    new: "1"'],
    ["an alias", "x: &x {a: 0}\nm:\n  k: *x # c\n", 'x: &x {a: 0}\nm:\n  k: # c\n    new: "1"\n'],
    ["a flow mapping", "m:\n  k: {a: 0} # c\n", 'm:\n  k: # c\n    new: "1"\n'],
    ["an empty flow mapping", "m:\n  k: {}\n  b: 0\n", 'm:\n  k:\n    new: "1"\n  b: 0\n'],
    ["a flow mapping on lines", "m:\n  k: {a: 0,\n    b: 0}\n  b: 0\n", 'm:\n  k:\n    new: "1"\n  b: 0\n'],
    ["a quoted text", "m:\n  k: ''\n  b: 0\n", 'm:\n  k:\n    new: "1"\n  b: 0\n'],
    ["a literal", "m:\n  k: |\n    x\n\n  b: 0\n", 'm:\n  k:\n    new: "1"\n\n  b: 0\n'],
    ["an empty literal", "m:\n  k: |\n  b: 0\n", 'm:\n  k:\n    new: "1"\n  b: 0\n'],
    [
      "a mapping",
      "m:\n  k: # c\n    # d\n    a: 0\n    b: 0\n\n  b: 0\n",
      'm:\n  k: # c\n    # d\n    new: "1"\n\n  b: 0\n',
    ],
    ["a mapping with an anchor", "m:\n  k: &x\n    a: 0\n", 'm:\n  k: &x\n    new: "1"\n'],
    ["a mapping at the end", "m:\n  k:\n    a: 0", 'm:\n  k:\n    new: "1"'],
    ["CRLF", "m:\r\n  k:\r\n    a: 0\r\n", 'm:\r\n  k:\r\n    new: "1"\r\n'],
    ["indented by one", "m:\n k: 0\n a:\n  b: 0\n", 'm:\n k:\n  new: "1"\n a:\n  b: 0\n'],
    ["a block list", "m:\n  k:\n  - 0\n", undefined],
    ["in flow style", "m: {a: 0, k: {b: 0}}\n", 'm: {a: 0, k: {new: "1"}}\n'],
    ["in flow style, absent", "m: {a: 0, k: }\n", 'm: {a: 0, k: {new: "1"} }\n'],
    ["an explicit key", "m:\n  ? k\n  : 0\n", undefined],
  ];
  checkEdits(cases, ({ tree, mapping, pair }) => replaceValue(tree, mapping, pair("k"), { map: NEW }));
  checkEdits(
    [["an empty mapping", "m:\n  k:\n    a: 0\n  b: 0\n", "m:\n  k: {}\n  b: 0\n"]],
    ({ tree, mapping, pair }) => replaceValue(tree, mapping, pair("k"), { map: new Map() }),
  );
});

test("a shared mapping is put below a merge, and no byte of it moves", () => {
  const use = "u: *x\n";
  const cases: EditCases = [
    ["block", `m:\n  k: &x\n    a: 0\n${use}`, `m:\n  k:\n   new: "1"\n   <<: &x\n    a: 0\n${use}`],
    [
      "by four",
      `m:\n    k: &x # c\n        a: 0\n${use}`,
      `m:\n    k:\n      new: "1"\n      <<: &x # c\n        a: 0\n${use}`,
    ],
    [
      "CRLF",
      `m:\r\n  k: &x\r\n    a: 0\r\nu: *x\r\n`,
      `m:\r\n  k:\r\n   new: "1"\r\n   <<: &x\r\n    a: 0\r\nu: *x\r\n`,
    ],
    ["flow", `m:\n  k: &x {a: 0}\n${use}`, `m:\n  k: {new: "1", <<: &x {a: 0}}\n${use}`],
    [
      "flow on lines",
      `m:\n  k: &x {\n    a: 0\n   } # c\n${use}`,
      `m:\n  k: {new: "1", <<: &x {\n    a: 0\n   }} # c\n${use}`,
    ],
    ["in flow style", `m: {k: &x {a: 0}}\n${use}`, `m: {k: {new: "1", <<: &x {a: 0}}}\n${use}`],
    ["by one, where nothing fits between", `m:\n k: &x\n  a: 0\n${use}`, undefined],
    ["an explicit key", `m:\n  ? k\n  : &x\n    a: 0\n${use}`, undefined],
    ["no mapping", `m:\n  k: &x text\n${use}`, undefined],
  ];
  checkEdits(cases, ({ tree, mapping, pair }) => wrapMapping(tree, mapping, pair("k"), NEW));
});

test("a mapping indents what is below it as its first nested mapping does", () => {
  const cases: readonly (readonly [text: string, step: number])[] = [
    ["m:\n  a: 0\n", 2],
    ["m:\n  a:\n     b: 0\n", 3],
    ["m:\n  l:\n  - a\n  a:\n    b: 0\n", 2],
    ["m:\n a: {b: 0}\n c:\n  d: 0\n", 1],
    ["m: {a: 0}\n", 2],
  ];
  for (const [text, step] of cases) {
    const tree = treeOf(text);
    assert.is(stepOf(tree, mappingOf(nodeBelow(tree.root, "m"))), step, text);
  }
});

test.run();
