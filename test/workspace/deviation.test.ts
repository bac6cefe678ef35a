import { test } from "uvu";
import * as assert from "uvu/assert";
import { firstDifference } from "../../src/workspace/deviation.js";

test("the place is the text of the first line that differs, as it is on the disk", () => {
  const cases: readonly (readonly [disk: string, expected: string, at: number, line: string])[] = [
    ["a\n  b: 1\nc\n", "a\n  b: 2\nc\n", 4, "b: 1"],
    ["a\n\tb\n", "a\n\tc\n", 3, "b"],
    ["a\nb\n", "a\n", 2, "b"],
    ["a\n", "a\nb\n", 2, ""],
    ["a", "a\n", 0, "a"],
    ["", "a\n", 0, ""],
    ["\nb", "a\nb", 0, ""],
    ["a\r\nb\r\n", "a\nb\n", 0, "a"],
    ["a\nb\n", "a\r\nb\r\n", 0, "a"],
    ["a\rb\rc", "a\rb\rd", 4, "c"],
    ["\ufeffa\n", "a\n", 0, "\ufeffa"],
  ];
  for (const [disk, expected, at, line] of cases) {
    const { file, span } = firstDifference({ path: "f", text: disk }, expected);
    const shown = JSON.stringify([disk, expected]);
    assert.is(span.start, at, shown);
    assert.is(file.text.slice(span.start, span.end), line, shown);
  }
});

test.run();
