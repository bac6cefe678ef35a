import fc from "fast-check";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  writeQuoted,
  valueOf,
  writeBlock,
  writeBlockPairs,
  writeFlow,
  type Value,
} from "../../src/yaml/write.js";
import { arbitraryKey, arbitrarySaid, arbitraryText } from "../support/arbitrary-yaml.js";
import { nodeBelow, said, treeOf, type Said } from "../support/trees.js";
import { runs } from "../support/runs.js";

/** The value of a node, as a value to write. */
function written(node: Said): NonNullable<Value> {
  if (typeof node === "string") return node;
  if (isList(node)) return { list: node.map(written) };
  return { map: new Map(Object.entries(node).map(([key, value]) => [key, written(value)])) };
}

function isList(node: Said): node is readonly Said[] {
  return Array.isArray(node);
}

test("quoted text is read as the same text, in YAML and in JSON, on one line of characters that every reader accepts", () => {
  fc.assert(
    fc.property(arbitraryText, (text) => {
      const quoted = writeQuoted(text);
      assert.is(load(quoted), text);
      assert.is(JSON.parse(quoted), text);
      assert.equal(said(treeOf(`a: [${quoted}] # c\n`).root), { a: [text] });
      assert.not.match(quoted, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/);
      assert.not.match(quoted, /\p{Surrogate}/u);
    }),
    { numRuns: runs(1000) },
  );
});

test("a value written in flow style is read as the same value", () => {
  fc.assert(
    fc.property(arbitrarySaid, (value) => {
      const text = `a: ${writeFlow(written(value))}\n`;
      assert.equal(load(text, { schema: FAILSAFE_SCHEMA }), { a: value });
      assert.is(text.indexOf("\n"), text.length - 1);
    }),
    { numRuns: runs(500) },
  );
});

test("a value written in block style is read as the same value, at any indentation and with any line end", () => {
  const style = fc.record({
    indent: fc.nat(4),
    step: fc.integer({ min: 1, max: 4 }),
    eol: fc.constantFrom("\n", "\r\n"),
  });
  fc.assert(
    fc.property(arbitraryKey, arbitrarySaid, style, (key, value, { indent, step, eol }) => {
      const text = writeBlockPairs(new Map([[key, written(value)]]), indent, step, eol);
      assert.equal(
        load(`${" ".repeat(indent)}first: x${eol}${text}`, { schema: FAILSAFE_SCHEMA }),
        Object.fromEntries([
          ["first", "x"],
          [key, value],
        ]),
      );
      assert.ok(text.endsWith(eol));
      assert.not.match(text, /[ \t](?:\r|\n)/);
    }),
    { numRuns: runs(500) },
  );
});

test("each value is written in its form", () => {
  const map = (entries: readonly (readonly [string, Value])[]): NonNullable<Value> => ({
    map: new Map(entries),
  });
  const cases: readonly (readonly [value: Value, block: string, flow: string])[] = [
    ["1.10", ' "1.10"\n', '"1.10"'],
    ['a "b" \\', ' "a \\"b\\" \\\\"\n', '"a \\"b\\" \\\\"'],
    [null, "\n", ""],
    [{ plain: "configrepo" }, " configrepo\n", "configrepo"],
    [{ alias: "a" }, " *a\n", "*a"],
    [map([]), " {}\n", "{}"],
    [{ list: [] }, " []\n", "[]"],
    [{ list: ["a", "b"] }, '\n    - "a"\n    - "b"\n', '["a", "b"]'],
    [
      map([
        ["k", "v"],
        ["o", null],
      ]),
      '\n    k: "v"\n    o:\n',
      '{k: "v", o: }',
    ],
    [map([["k", map([["l", "v"]])]]), '\n    k:\n      l: "v"\n', '{k: {l: "v"}}'],
    [map([["k", { list: [map([["l", "v"]])] }]]), '\n    k:\n      - {l: "v"}\n', '{k: [{l: "v"}]}'],
    [map([["<<", { alias: "a" }]]), "\n    <<: *a\n", "{<<: *a}"],
  ];
  for (const [value, block, flow] of cases) {
    assert.is(writeBlock(value, 2, 2, "\n"), block);
    assert.is(writeFlow(value), flow);
  }
});

test("keys have no quotes only if every reader reads them alike", () => {
  const cases: readonly (readonly [key: string, text: string])[] = [
    ["GO_REPO_X", "GO_REPO_X"],
    ["a-b", "a-b"],
    ["a.b", '"a.b"'],
    ["a b", '"a b"'],
    ["1", '"1"'],
    ["", '""'],
    ["-a", '"-a"'],
    ["y", '"y"'],
    ["On", '"On"'],
    ["NULL", '"NULL"'],
    ["#a", '"#a"'],
  ];
  for (const [key, text] of cases) assert.is(writeFlow({ map: new Map([[key, "v"]]) }), `{${text}: "v"}`);
});

test("the value of a node is written out without anchors, aliases and merges", () => {
  const text = "a: &a {x: 1, w: [p, {q: r}]}\nb: &b {<<: *a, x: 2, z: *a, o: }\nm: [*b, *b]\n";
  const value = valueOf(nodeBelow(treeOf(text).root, "m"));
  const b = '{w: ["p", {q: "r"}], x: "2", z: {x: "1", w: ["p", {q: "r"}]}, o: }';
  assert.is(value === undefined ? undefined : writeFlow(value), `[${b}, ${b}]`);
});

test("a node that contains itself cannot be written out, nor can an absent item", () => {
  const texts = ["m: &m {k: *m}", "m: &m [[*m]]", "o: &o {m: {k: [*o]}}\nm: *o", "m:\n  -\n  - a\n"];
  for (const text of texts) {
    assert.is(valueOf(nodeBelow(treeOf(text).root, "m")), undefined, text);
  }
});

test.run();
