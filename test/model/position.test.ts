import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lineSpan, regionOf } from "../../src/model/position.js";

for (const [what, text, span, region] of [
  ["an empty text", "", [0, 0], [1, 1, 1, 1]],
  ["the first character", "ab\ncd", [0, 1], [1, 1, 1, 2]],
  ["the line feed itself", "ab\ncd", [2, 3], [1, 3, 2, 1]],
  ["the second line", "ab\ncd", [3, 5], [2, 1, 2, 3]],
  ["after the last line feed", "ab\n", [3, 3], [2, 1, 2, 1]],
  ["after a carriage return and line feed", "ab\r\ncd", [4, 5], [2, 1, 2, 2]],
  ["between carriage return and line feed", "ab\r\ncd", [3, 4], [1, 4, 2, 1]],
  ["after a carriage return", "ab\rcd", [3, 4], [2, 1, 2, 2]],
  ["several lines", "ab\ncd\nef", [1, 7], [1, 2, 3, 2]],
  ["columns of an emoji in UTF-16 code units", "👍a", [2, 3], [1, 3, 1, 4]],
  ["no break for YAML 1.2: U+0085 and U+2028", "a\u0085\u2028b", [3, 4], [1, 4, 1, 5]],
  ["after the end", "ab", [9, 12], [1, 3, 1, 3]],
  ["before the start", "ab", [-1, -1], [1, 1, 1, 1]],
  ["an end before the start", "ab", [1, 0], [1, 2, 1, 2]],
] as const) {
  test(`the region of ${what}`, () => {
    const [start, end] = span;
    const [startLine, startColumn, endLine, endColumn] = region;
    const file = { path: "a.yaml", text };
    assert.equal(regionOf({ file, span: { start, end } }), { startLine, startColumn, endLine, endColumn });
  });
}

test("a line span excludes every kind of line end", () => {
  const text = "one\ntwo\r\nthree\rfour\n";
  const file = { path: "a.yaml", text };
  const lines = [1, 2, 3, 4, 5, 6].map((line) => {
    const { start, end } = lineSpan(file, line);
    return text.slice(start, end);
  });
  assert.equal(lines, ["one", "two", "three", "four", "", ""]);
});

test("line and column agree with counting from the start of the text", () => {
  const lineText = fc.array(fc.constantFrom("a", "漢", "\n", "\r\n", "\r"), { maxLength: 30 });
  fc.assert(
    fc.property(lineText, fc.nat(40), (parts, offset) => {
      const file = { path: "a.yaml", text: parts.join("") };
      const start = Math.min(offset, file.text.length);
      // The line feed of a `\r\n` still belongs to the line before: the pair is one line end.
      const isInPair = file.text.slice(start - 1, start + 1) === "\r\n" && start > 0;
      const lines = file.text.slice(0, isInPair ? start - 1 : start).split(/\r\n|\r|\n/);
      const { startLine, startColumn } = regionOf({ file, span: { start, end: start } });
      assert.is(startLine, lines.length);
      assert.is(startColumn, (lines.at(-1)?.length ?? 0) + (isInPair ? 2 : 1));
    }),
  );
});

test.run();
