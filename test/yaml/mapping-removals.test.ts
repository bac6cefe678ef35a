import { test } from "uvu";
import { removePairs } from "../../src/yaml/mapping-removals.js";
import { checkEdits, type EditCases } from "../support/edit-table.js";

test("pairs are removed with their own lines only", () => {
  const cases: EditCases = [
    ["in the middle", "m:\n  a: 0\n  k: 0\n  b: 0\n", "m:\n  a: 0\n  b: 0\n"],
    ["with a comment after it", "m:\n  a: 0\n  k: 0 # c\n  b: 0\n", "m:\n  a: 0\n  b: 0\n"],
    [
      "comments and blank lines above stay",
      "m:\n  a: 0\n\n  # c\n  k: 0\n\n  b: 0\n",
      "m:\n  a: 0\n\n  # c\n\n  b: 0\n",
    ],
    ["nested", "m:\n  k:\n    x: 0\n    y:\n      - z\n  b: 0\n", "m:\n  b: 0\n"],
    [
      "comments inside are removed, comments after it stay",
      "m:\n  k:\n    # i\n    x: 0\n    # c\n  b: 0\n",
      "m:\n    # c\n  b: 0\n",
    ],
    ["a literal", "m:\n  k: |\n    x\n\n    y\n\n  b: 0\n", "m:\n\n  b: 0\n"],
    ["a literal that keeps its end", "m:\n  k: |+\n    x\n\n  b: 0\n", "m:\n  b: 0\n"],
    ["an empty literal", "m:\n  k: |\n  b: 0\n", "m:\n  b: 0\n"],
    ["a list at the key's column", "m:\n  k:\n  - x\n  - y\n  b: 0\n", "m:\n  b: 0\n"],
    ["a flow value on lines", "m:\n  k: {x: 0,\n    y: 0}\n  b: 0\n", "m:\n  b: 0\n"],
    ["a plain text on lines", "m:\n  k: x\n    y\n  b: 0\n", "m:\n  b: 0\n"],
    ["no value", "m:\n  k:\n  b: 0\n", "m:\n  b: 0\n"],
    ["an anchor without value", "m:\n  k: &x\n  b: 0\n", "m:\n  b: 0\n"],
    ["the last, without line end", "m:\n  b: 0\n  k: 0", "m:\n  b: 0\n"],
    ["CRLF", "m:\r\n  k: 0\r\n  b: 0\r\n", "m:\r\n  b: 0\r\n"],
    ["a literal, CRLF", "m:\r\n  k: |\r\n    x\r\n\r\n  b: 0\r\n", "m:\r\n\r\n  b: 0\r\n"],
    ["lone CR", "m:\r  k: 0\r  b: 0\r", "m:\r  b: 0\r"],
    ["an explicit key", "m:\n  b: 0\n  ? k\n  : 0\n", "m:\n  b: 0\n"],
    ["a blank line below, after a literal", "m:\n  b: |\n    x\n  k: 0\n\n", "m:\n  b: |\n    x\n\n"],
    ["a blank line below, after one that would keep it", "m:\n  b: |+\n    x\n  k: 0\n\n", undefined],
    ["the same, CRLF", "m:\r\n  b: >1+\r\n    x\r\n  k: 0\r\n\r\n", undefined],
    ["a comment that would be text of a literal", "m:\n  b: |\n    x\n  k: 0\n    # c\n", undefined],
    ["the same, deeper", "m:\n  b:\n    - c: >\n  k: 0\n\n    # c\n", undefined],
    [
      "a comment at the keys' column, after a literal",
      "m:\n  b: |\n    x\n  k: 0\n  # c\n",
      "m:\n  b: |\n    x\n  # c\n",
    ],
    ["a deep comment, after plain text", "m:\n  b: x\n  k: 0\n    # c\n", "m:\n  b: x\n    # c\n"],
  ];
  checkEdits(cases, ({ tree, mapping, pair }) => removePairs(tree, mapping, new Set([pair("k")])));
});

test("pairs of a flow mapping are removed with one comma each", () => {
  const cases: EditCases = [
    ["first", "m: {k: 0, a: 0}\n", "m: {a: 0}\n"],
    ["middle", "m: {a: 0, k: 0, b: 0}\n", "m: {a: 0, b: 0}\n"],
    ["last", "m: {a: 0, k: 0}\n", "m: {a: 0}\n"],
    ["last, with blanks", "m: { a: 0, k: 0 }\n", "m: { a: 0 }\n"],
    ["last, with a comma after", "m: {a: 0, k: 0, }\n", "m: {a: 0, }\n"],
    ["only", "m: {k: 0}\n", "m: {}\n"],
    ["no value", "m: {a: 0, k, b: 0}\n", "m: {a: 0, b: 0}\n"],
    ["nested", "m: {a: 0, k: {x: [1, 2], y: 0}, b: 0}\n", "m: {a: 0, b: 0}\n"],
    ["on lines", "m: {\n  a: 0,\n  k: 0, # c\n  b: 0\n  }\n", "m: {\n  a: 0,\n  b: 0\n  }\n"],
    ["on lines, last", "m: {\n  a: 0,\n  k: 0\n  }\n", "m: {\n  a: 0,\n  }\n"],
    ["on lines, first", "m: {\n  k: 0,\n  b: 0\n  }\n", "m: {\n  b: 0\n  }\n"],
    ["on lines, at the bracket", "m: {k: 0,\n  b: 0}\n", "m: {\n  b: 0}\n"],
    ["on lines, comma in front", "m: {\n  a: 0\n  , k: 0\n  , b: 0\n  }\n", "m: {\n  a: 0\n  , b: 0\n  }\n"],
    ["on lines, comma in front, last", "m: {\n  a: 0\n  , k: 0\n  }\n", "m: {\n  a: 0\n  , \n  }\n"],
    ["on lines, comma in front, first", "m: { k: 0\n  , b: 0\n  }\n", "m: { b: 0\n  }\n"],
    ["a comment before the comma", "m: {\n  k: 0 # c\n  , b: 0\n  }\n", "m: {\n   # c\n  b: 0\n  }\n"],
    ["CRLF", "m: {\r\n  a: 0,\r\n  k: 0,\r\n  b: 0\r\n  }\r\n", "m: {\r\n  a: 0,\r\n  b: 0\r\n  }\r\n"],
    ["nested in a flow mapping on its line", "m: {a: {x: 0}, k: {y: 0}}\n", "m: {a: {x: 0}}\n"],
  ];
  checkEdits(cases, ({ tree, mapping, pair }) => removePairs(tree, mapping, new Set([pair("k")])));
});

test("several pairs of a flow mapping are removed together", () => {
  const cases: EditCases = [
    ["all", "m: {k: 0, l: 0}\n", "m: {}\n"],
    ["the last two", "m: {a: 0, k: 0, l: 0}\n", "m: {a: 0}\n"],
    ["the first two", "m: {k: 0, l: 0, a: 0}\n", "m: {a: 0}\n"],
    ["around one", "m: {k: 0, a: 0, l: 0}\n", "m: {a: 0}\n"],
    ["on lines, the last two", "m: {\n  a: 0,\n  k: 0,\n  l: 0\n  }\n", "m: {\n  a: 0,\n  }\n"],
    ["on lines, all", "m: {\n  k: 0,\n  l: 0\n  }\n", "m: {\n  }\n"],
  ];
  checkEdits(cases, ({ tree, mapping, pair }) => removePairs(tree, mapping, new Set([pair("k"), pair("l")])));
});

test.run();
