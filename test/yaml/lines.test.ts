import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { columnOf, lineEnd, lineEnding, lineStart, nextLine, startsLine } from "../../src/yaml/lines.js";

test("lines end with \\n, \\r\\n or a lone \\r", () => {
  const text = "ab\ncd\r\nef\rg";
  const cases: readonly (readonly [offset: number, start: number, end: number, next: number])[] = [
    [0, 0, 2, 3],
    [2, 0, 2, 3],
    [3, 3, 5, 7],
    [5, 3, 5, 7],
    [7, 7, 9, 10],
    [10, 10, 11, 11],
    [11, 10, 11, 11],
  ];
  for (const [offset, start, end, next] of cases) {
    assert.is(lineStart(text, offset), start, `start of ${offset}`);
    assert.is(lineEnd(text, offset), end, `end of ${offset}`);
    assert.is(nextLine(text, offset), next, `next of ${offset}`);
    assert.is(columnOf(text, offset), offset - start, `column of ${offset}`);
  }
});

test("the lines of any text are the whole text", () => {
  const texts = fc.array(fc.constantFrom("\n", "\r", "\r\n", "a", " ", "🐳")).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      const lines: string[] = [];
      for (let at = 0; at < text.length; at = nextLine(text, at)) {
        assert.is(lineStart(text, at), at);
        lines.push(text.slice(at, nextLine(text, at)));
      }
      assert.is(lines.join(""), text);
      assert.equal(lines, text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? []);
    }),
  );
});

test("only spaces may be before the first text of a line", () => {
  const cases: readonly (readonly [text: string, starts: boolean])[] = [
    ["x", true],
    ["  x", true],
    ["a\n  x", true],
    ["a\r  x", true],
    ["- x", false],
    ["\tx", false],
    ["a x", false],
  ];
  for (const [text, starts] of cases)
    assert.is(startsLine(text, text.indexOf("x")), starts, JSON.stringify(text));
});

test("a text uses the line end of its first line", () => {
  const cases: readonly (readonly [text: string, eol: string])[] = [
    ["", "\n"],
    ["a", "\n"],
    ["a\nb\r\n", "\n"],
    ["a\r\nb\n", "\r\n"],
    ["\r\n", "\r\n"],
    ["a\rb", "\r"],
  ];
  for (const [text, eol] of cases) assert.is(lineEnding(text), eol, JSON.stringify(text));
});

test.run();
