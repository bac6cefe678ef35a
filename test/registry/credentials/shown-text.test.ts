import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { shownText } from "../../../src/registry/credentials/shown-text.js";

test("the first line that is not empty is shown", () => {
  const cases: readonly (readonly [text: string, shown: string])[] = [
    ["", ""],
    ["one", "one"],
    ["one\ntwo", "one"],
    ["\r\n \t\n  two  \nthree", "two"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007bell", "bell"],
    ["a\u0000b\u0008c\u009bd", "abcd"],
    ["left\u202eright", "leftright"],
    ["x".repeat(200), "x".repeat(200)],
    ["x".repeat(201), `${"x".repeat(200)}...`],
    ["😀".repeat(300), `${"😀".repeat(200)}...`],
  ];
  for (const [text, shown] of cases) assert.is(shownText(text), shown, JSON.stringify(text));
});

test("any text is shown as one short line without invisible characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      const shown = shownText(text);
      assert.not(/[\p{C}\u2028\u2029]/u.test(shown));
      assert.ok(Array.from(shown).length <= 203);
    }),
  );
});

test.run();
