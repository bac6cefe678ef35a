import fc from "fast-check";
import { dump } from "js-yaml";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseYaml } from "../../src/yaml/parse.js";
import type { Node } from "../../src/yaml/node.js";
import { arbitrarySaid } from "../support/arbitrary-yaml.js";
import { problemsOf, said, treeOf } from "../support/trees.js";
import { runs } from "../support/runs.js";

test("a value that js-yaml writes in any style is read as that value", () => {
  const options = fc.record({
    flowLevel: fc.constantFrom(-1, 0, 1, 2),
    indent: fc.constantFrom(1, 2, 4),
    lineWidth: fc.constantFrom(-1, 10, 80),
  });
  fc.assert(
    fc.property(arbitrarySaid, options, (value, style) => {
      const { root } = treeOf(dump(value, style));
      assert.equal(said(root), value);
    }),
    { numRuns: runs(500) },
  );
});

test("nodes are inside their parents, in order, and do not overlap", () => {
  const check = (node: Node, parent: { start: number; end: number }): void => {
    assert.ok(node.propertiesStart <= node.start && node.start <= node.end, "a span is turned round");
    assert.ok(parent.start <= node.propertiesStart && node.end <= parent.end, "a node leaves its parent");
    const children =
      node.kind === "mapping"
        ? node.pairs.flatMap(({ keyNode, value }) => [keyNode, value])
        : node.kind === "sequence"
          ? node.items
          : [];
    let at = node.start;
    for (const child of children) {
      check(child, { start: at, end: node.end });
      at = child.end;
    }
  };
  fc.assert(
    fc.property(arbitrarySaid, fc.constantFrom(-1, 0, 1, 2), (value, flowLevel) => {
      const text = dump(value, { flowLevel });
      check(treeOf(text).root, { start: 0, end: text.length });
    }),
    { numRuns: runs(300) },
  );
});

test("a text that is not YAML is an error at a place within the text", () => {
  const texts = [
    "a: [b",
    "a: 'b",
    "a: b: c",
    "\ta: b",
    "a: @b",
    "- a\nb: c",
    'a: "\\q"',
    "a: b\n c: d",
    "a: |0\n b",
  ];
  for (const text of texts) {
    const { tree, diagnostics } = parseYaml({ path: "dir/a.yaml", text });
    assert.is(tree, undefined, text);
    assert.is(diagnostics.length, 1, text);
    const [diagnostic] = diagnostics;
    assert.is(diagnostic?.code, "yaml-syntax", text);
    assert.is(diagnostic?.severity, "error", text);
    assert.match(diagnostic?.message ?? "", /^[^A-Z\n][^\n]+[^.\n]$/, text);
    assert.ok(diagnostic?.help, text);
    const place = diagnostic.place;
    assert.is(place?.file.path, "dir/a.yaml", text);
    assert.ok(place && place.span.start >= 0 && place.span.end <= text.length, text);
  }
});

test("a text that only GoCD's reader accepts is read as GoCD reads it", () => {
  const cases: readonly (readonly [text: string, expected: unknown])[] = [
    ["a: {\n  b: c\n}\nd: [\ne\n]\n", { a: { b: "c" }, d: ["e"] }],
    ["a: !foo 1\nb: 'x'#c\n", { a: "1", b: "x" }],
    ["a:\nb\n", { a: "b" }],
    ["a: {\n  b: &x c\n}\nd: *x\n", { a: { b: "c" }, d: "c" }],
  ];
  for (const [text, expected] of cases) {
    assert.equal(problemsOf(text), [], text);
    assert.equal(said(treeOf(text).root), expected, text);
  }
});

test("the place of a syntax error is exact, also after astral characters", () => {
  const text = "a: 🐳🐳🐳\nb: c: d\n";
  const start = parseYaml({ path: "a.yaml", text }).diagnostics[0]?.place?.span.start;
  assert.is(start, text.indexOf(": d"));
});

test("nesting is read far beyond any pipeline file, and no hostile depth exhausts the stack", () => {
  const nested = (depth: number) => `a: ${"[".repeat(depth)}${"]".repeat(depth)}\n`;
  assert.ok(parseYaml({ path: "a.yaml", text: nested(900) }).tree);
  for (const text of [nested(100_000), "[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)]) {
    const { tree, diagnostics } = parseYaml({ path: "a.yaml", text });
    assert.is(tree, undefined);
    assert.is(diagnostics[0]?.code, "yaml-syntax");
  }
});

test("the help for a pattern is found in a long line, too", () => {
  const long = 1_000_000;
  for (const line of [
    `tag_filter: [0-9]+${" ".repeat(long)}b`,
    `tag_filter: [0-9]+ ${"{tag_filter: x ".repeat(long / 10)}\rx`,
    `b: ${"{tag_filter: ".repeat(500)}[0-9]+${" }".repeat(long)}`,
  ]) {
    const { tree, diagnostics } = parseYaml({ path: "a.yaml", text: `a: 1\n  ${line}\n` });
    assert.is(tree, undefined);
    assert.is(diagnostics[0]?.code, "yaml-syntax");
  }
});

test("a second document in a file of gocd-pin is an error, not ignored", () => {
  for (const [text, offset] of [
    ["a: b\n---\nc: d\n", 9],
    ["a: b\n...\n---\n- c\n", 13],
    ["a: b\n---\ntext\n", 9],
    ["a: [\n  b\n]\n---\nc: d\n", 11],
    ["a: [\nb\n]\n---\nc: d\n", 9],
  ] as const) {
    const { tree, diagnostics } = parseYaml({ path: "a.yaml", text });
    assert.is(tree, undefined, text);
    assert.equal(
      diagnostics.map(({ message, place }) => [message, place?.span.start]),
      [["the file has a second document, which would be ignored", offset]],
      text,
    );
  }
  for (const text of ["a: b\n", "---\na: b\n", "a: b\n...\n", "--- # c\na: b\n...\n# c\n"]) {
    assert.equal(parseYaml({ path: "a.yaml", text }).diagnostics, [], text);
  }
});

test.run();
