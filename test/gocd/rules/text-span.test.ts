import { test } from "uvu";
import * as assert from "uvu/assert";
import { spanOfWord } from "../../../src/gocd/read/findings.js";
import { dereference } from "../../../src/yaml/node.js";
import { treeOf } from "../../support/trees.js";

for (const [what, source, word, nth, expected] of [
  ["a plain text", "ab ab", "ab", 1, 3],
  ["quotes", "'ab ''ab'", "ab", 1, 6],
  ["a block", "|\n  ab\n  ab", "ab", 1, 9],
  ["a block with a comment after its bar", "| # ab\n  ab", "ab", 0, 9],
  ["an alias's text", "[&x ab, *x]", "ab", 0, 4],
] as const) {
  test(`finds a word in ${what}`, () => {
    const tree = treeOf(source);
    const root = dereference(tree.root);
    const node = root.kind === "sequence" ? root.items.at(-1) : root;
    assert.ok(node);
    const scalar = dereference(node);
    const text = scalar.kind === "scalar" ? (scalar.text ?? "") : "";
    let at = text.indexOf(word);
    for (let left: number = nth; left > 0; left--) at = text.indexOf(word, at + 1);
    assert.equal(spanOfWord(tree, node, text, word, at), { start: expected, end: expected + word.length });
  });
}

test("a word that escapes hide is marked as the whole text", () => {
  const tree = treeOf('"\\x61b"');
  assert.equal(spanOfWord(tree, tree.root, "ab", "ab", 0), { start: 0, end: 7 });
});

test.run();
