import { test } from "uvu";
import * as assert from "uvu/assert";
import { readGocdYaml } from "../../src/yaml/dialect.js";
import { parseYaml } from "../../src/yaml/parse.js";
import { dereference, placeOf, type Node } from "../../src/yaml/node.js";
import { mappingOf, nodeBelow, pairOf, problemsOf, said, sequenceOf, treeOf } from "../support/trees.js";

/** A node as one line: kind, style, anchor, the text from its properties to its end, and what it says. */
function describe(text: string, node: Node): string {
  const source = JSON.stringify(text.slice(node.propertiesStart, node.end));
  const anchor = node.anchor === undefined ? "" : ` &${node.anchor}`;
  switch (node.kind) {
    case "scalar":
      return `${node.style}${anchor} ${source} ${JSON.stringify(node.text)}`;
    case "alias":
      return `alias ${source}`;
    case "mapping":
    case "sequence":
      return `${node.flow ? "flow" : "block"} ${node.kind}${anchor} ${source}`;
  }
}

test("every value has its style, its text and its span, without the comments and line ends around it", () => {
  const cases: readonly (readonly [text: string, expected: string])[] = [
    ["a: b # c\n", 'plain "b" "b"'],
    ["a: b  \n", 'plain "b" "b"'],
    ["a: b\tc\t\n", 'plain "b\\tc" "b\\tc"'],
    ["a: 1.10\n", 'plain "1.10" "1.10"'],
    ["a: ~\n", 'plain "~" "~"'],
    ["a: one\n  two # c\n", 'plain "one\\n  two" "one two"'],
    ["a: 'it''s' # c\n", `single "'it''s'" "it's"`],
    ['a: "x\\ty"\n', 'double "\\"x\\\\ty\\"" "x\\ty"'],
    ['a: "one\n  two"\n', 'double "\\"one\\n  two\\"" "one two"'],
    ["a: ''\n", `single "''" ""`],
    ["a:\n", 'empty "" null'],
    ["a:   # c\n", 'empty "" null'],
    ["a: &x\n", 'empty &x "&x" null'],
    ["a: &x # c\n", 'empty &x "&x" null'],
    ["a: !!str\n", 'empty "!!str" null'],
    ["a: &x b\n", 'plain &x "&x b" "b"'],
    ["a: !!str &x b\n", 'plain &x "!!str &x b" "b"'],
    ["a: &x !!str b\n", 'plain &x "&x !!str b" "b"'],
    ["a: |\n  x\n  y\nb: 1\n", 'literal "  x\\n  y\\n" "x\\ny\\n"'],
    ["a: |-\n  x\n", 'literal "  x\\n" "x"'],
    ["a: >\n  x\n  y\n", 'folded "  x\\n  y\\n" "x y\\n"'],
    ["a: |\n  x # no comment\n# a comment\n", 'literal "  x # no comment\\n" "x # no comment\\n"'],
    ["a: |\n  x", 'literal "  x" "x\\n"'],
    ["a: |\nb: 1\n", 'literal "" ""'],
    ["a: [b, c] # d\n", 'flow sequence "[b, c]"'],
    ["a: [b, # ]\n  c # ]\n  ]\n", 'flow sequence "[b, # ]\\n  c # ]\\n  ]"'],
    ["a: [b,\n  c,\n  ] # d\n", 'flow sequence "[b,\\n  c,\\n  ]"'],
    ["a: []\n", 'flow sequence "[]"'],
    ["a: {b: c, d: [e]}\n", 'flow mapping "{b: c, d: [e]}"'],
    ["a: {b: c, } # d\n", 'flow mapping "{b: c, }"'],
    ["a: {b: }\n", 'flow mapping "{b: }"'],
    ["a: {b}\n", 'flow mapping "{b}"'],
    ["a: { } # d\n", 'flow mapping "{ }"'],
    ["a: {'b': \"}\"}\n", 'flow mapping "{\'b\': \\"}\\"}"'],
    ["a: &x {b: c}\n", 'flow mapping &x "&x {b: c}"'],
    ["a:\n  b: c # d\n# e\n", 'block mapping "b: c"'],
    ["a:\n  b: c\n  d:\n# e\n", 'block mapping "b: c\\n  d:"'],
    ["a: &x\n  b: c\n", 'block mapping &x "&x\\n  b: c"'],
    ["a:\n  &x b: c\n", 'block mapping "&x b: c"'],
    ["a:\n  - b\n  - c\n", 'block sequence "- b\\n  - c"'],
    ["a:\n- b\n- c\nd: e\n", 'block sequence "- b\\n- c"'],
    ["? a\n: b\n", 'plain "b" "b"'],
    ["? a\n", 'empty "" null'],
  ];
  for (const [text, expected] of cases) {
    const pair = pairOf(mappingOf(treeOf(text).root), "a");
    assert.is(describe(text, pair.value), expected, text);
  }
});

test("empty lines after a block scalar are part of it only if it keeps them", () => {
  const cases: readonly (readonly [text: string, expected: string])[] = [
    ["a: |\n  x\n\n\nb: 1\n", 'literal "  x\\n" "x\\n"'],
    ["a: |-\n  x\n\n  y\n\nb: 1\n", 'literal "  x\\n\\n  y\\n" "x\\n\\ny"'],
    ["a: >\r\n  x\r\n\r\nb: 1\r\n", 'folded "  x\\r\\n" "x\\n"'],
    ["a: |\n  x\n   \nb: 1\n", 'literal "  x\\n   \\n" "x\\n \\n"'],
    ["a: |\n  x\n \nb: 1\n", 'literal "  x\\n" "x\\n"'],
    ["a: |\n\nb: 1\n", 'literal "" ""'],
    ["a: |+\n  x\n\n\nb: 1\n", 'literal "  x\\n\\n\\n" "x\\n\\n\\n"'],
    ["a: |+\n\nb: 1\n", 'literal "\\n" "\\n"'],
    ["a: |\n  x\n\n", 'literal "  x\\n" "x\\n"'],
  ];
  for (const [text, expected] of cases) {
    assert.is(describe(text, pairOf(mappingOf(treeOf(text).root), "a").value), expected, text);
  }
});

test("offsets count UTF-16 code units, with any line end", () => {
  for (const eol of ["\n", "\r\n", "\r"]) {
    const text = ["# 🐳 ü", "a:", "  🐳: '𝄞'", '  b: "\\U0001F433" # x', "  c: [é, 🐳]", ""].join(eol);
    const { root } = treeOf(text);
    assert.equal(said(root), { a: { "🐳": "𝄞", b: "🐳", c: ["é", "🐳"] } });
    const map = mappingOf(nodeBelow(root, "a"));
    const at = (node: Node) => text.slice(node.start, node.end);
    assert.equal(
      map.pairs.map(({ keyNode, value }) => `${at(keyNode)}=${at(value)}`),
      ["🐳='𝄞'", 'b="\\U0001F433"', "c=[é, 🐳]"],
    );
    assert.equal(sequenceOf(nodeBelow(map, "c")).items.map(at), ["é", "🐳"]);
  }
});

test("an alias is a node of its own, and refers to the latest anchor of its name", () => {
  const text = "a: &x 1\nb: *x\nc: &x {k: 2}\nd: [*x, *x]\n*x : e\n";
  const tree = treeOf(text.replace("*x : e\n", ""));
  const alias = pairOf(mappingOf(tree.root), "b").value;
  assert.is(describe(text, alias), 'alias "*x"');
  assert.equal(said(tree.root), { a: "1", b: "1", c: { k: "2" }, d: [{ k: "2" }, { k: "2" }] });
  assert.is(tree.aliases.length, 3);
  assert.is(tree.shared.size, 2);
  assert.ok(tree.shared.has(dereference(alias)));
});

test("an alias may be a key", () => {
  const tree = treeOf("a: &x key\nb:\n  *x : value\n");
  assert.equal(said(tree.root), { a: "key", b: { key: "value" } });
});

test("an anchor that no alias uses shares nothing", () => {
  const tree = treeOf("a: &x {b: &y c}\n");
  assert.is(tree.shared.size, 0);
  assert.is(tree.aliases.length, 0);
});

test("a node may contain itself", () => {
  const tree = treeOf("a: &x\n  b: *x\nc: &y [*y]\n");
  const a = nodeBelow(tree.root, "a");
  assert.is(dereference(nodeBelow(a, "b")), a);
  const c = sequenceOf(nodeBelow(tree.root, "c"));
  assert.is(c.items[0] && dereference(c.items[0]), c);
});

test("an alias without an anchor before it is an error at the alias", () => {
  for (const text of ["a: *x\nb: &x 1\n", "a: [*x]\n", "b: &y 1\nc: {<<: *x}\n"]) {
    const { tree, diagnostics } = parseYaml({ path: "a.yaml", text });
    assert.is(tree, undefined);
    assert.equal(
      diagnostics.map(({ message }) => message),
      ['the alias "*x" has no anchor "&x" before it'],
    );
    const place = diagnostics[0]?.place;
    assert.is(place && text.slice(place.span.start, place.span.end), "*x");
  }
});

test("a key that is defined twice is an error with both places, in every style", () => {
  const cases: readonly (readonly [text: string, first: string, second: string])[] = [
    ["a: 1\na: 2\n", "a", "a"],
    ["a: 1\n'a': 2\n", "a", "'a'"],
    ['a: 1\n"\\x61": 2\n', "a", '"\\x61"'],
    ["a:\na:\n", "a", "a"],
    ["x: {a: 1, b: 2, a: 3}\n", "a", "a"],
    ["x: &k a\ny:\n  *k : 1\n  a: 2\n", "*k", "a"],
    ["<<:\n<<:\n", "<<", "<<"],
  ];
  for (const [text, first, second] of cases) {
    const { tree, diagnostics } = parseYaml({ path: "a.yaml", text });
    assert.is(tree, undefined, text);
    assert.is(diagnostics.length, 1, text);
    const [diagnostic] = diagnostics;
    assert.is(diagnostic?.code, "yaml-syntax");
    assert.match(diagnostic?.message ?? "", "is defined twice in one mapping");
    const span = diagnostic?.place?.span;
    const twin = diagnostic?.related?.[0]?.place.span;
    assert.is(span && text.slice(span.start, span.end), second, text);
    assert.is(twin && text.slice(twin.start, twin.end), first, text);
    assert.ok(span && twin && twin.start < span.start, text);
  }
});

test("similar keys are different, and a mapping may have several merges", () => {
  const texts = [
    "1: a\n01: b\n",
    "a: 1\nA: 2\n",
    "x: {a: 1}\na: 2\n",
    "b: &b {x: 1}\nc: &c {y: 2}\nd:\n  <<: *b\n  <<: *c\n",
    "? [a]\n: 1\n? [a]\n: 2\n",
  ];
  for (const text of texts) assert.equal(problemsOf(text), [], text);
});

test("only the first document is read", () => {
  const texts = [
    "a: b\n---\nc: d\n",
    "---\na: b\n---\nc: *gone\n",
    "a: b\n...\n---\nc: d\n",
    "%YAML 1.1\n---\na: b\n",
  ];
  for (const text of texts) assert.equal(said(treeOf(text).root), { a: "b" }, text);
});

test("a text without content has an empty scalar as its root", () => {
  for (const text of ["# only a comment\n", "---\n", "---\n---\na: b\n"]) {
    const { root } = treeOf(text);
    assert.is(root.kind, "scalar", text);
    assert.is(root.kind === "scalar" && root.text, null, text);
  }
});

test("the place of an absent value is after its colon, or its anchor", () => {
  const text = "a:  # c\nb: &x  # c\n";
  const tree = treeOf(text);
  const at = (key: string) => placeOf(tree, nodeBelow(tree.root, key)).span.start;
  assert.is(at("a"), text.indexOf(":") + 1);
  assert.is(at("b"), text.indexOf("&x") + 2);
});

test("nested aliases that expand to too many nodes are rejected (issue 12, error 9)", () => {
  const lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level <= 12; level++) {
    const alias = `*l${level - 1}`;
    lines.push(`l${level}: &l${level} [${Array.from({ length: 10 }, () => alias).join(", ")}]`);
  }
  assert.equal(problemsOf(lines.slice(0, 5).join("\n")), []);
  const problems = problemsOf(lines.join("\n"));
  assert.is(problems.length, 1);
  assert.match(problems[0] ?? "", /more than 2,000,000 values if all aliases are expanded/);
});

test("a watched value is dropped, but for aliases of it", () => {
  const watched: string[] = [];
  const read = (text: string): unknown => {
    watched.length = 0;
    const { tree } = readGocdYaml({ path: "a.yaml", text }, (outer, { key, value }) => {
      watched.push(`${outer}.${key ?? "?"}=${JSON.stringify(said(value))}`);
      return key !== "kept";
    });
    if (tree === undefined) throw new Error(`there is no tree of ${text}`);
    return said(tree.root);
  };
  const text = "p:\n  a: &a {x: [1]}\n  kept: 2\n  b:\n    c: *a\nq: [1]\nr: *a\n";
  assert.equal(read(text), { p: { a: "", kept: "2", b: "" }, q: ["1"], r: { x: ["1"] } });
  assert.equal(watched, ['p.a={"x":["1"]}', 'p.kept="2"', 'p.b={"c":{"x":["1"]}}']);
  for (const shared of ["p: &p\n  a: 1\n", "&r\np:\n  a: 1\n", "p: {<<: {a: 1}}\n"]) {
    assert.equal(read(shared), { p: { a: "1" } }, shared);
    assert.equal(watched, [], shared);
  }
});

test.run();
