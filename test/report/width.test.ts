import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeVisible, displayWidth, padEnd, truncate } from "../../src/report/visible.js";
import { anyText } from "./sample.js";

for (const [text, width] of [
  ["", 0],
  ["abc", 3],
  ["Größe", 5],
  ["e\u0301", 1],
  ["漢字", 4],
  ["한글", 4],
  ["ｆｕｌｌ", 8],
  ["ｶﾅ", 2],
  ["…", 1],
  ["👍", 2],
  ["👍🏽", 2],
  ["❤", 1],
  ["❤️", 2],
  ["1️⃣", 2],
  ["🇩🇪", 2],
  ["✅", 2],
  ["𠮷", 2],
] as const) {
  test(`"${text}" is ${width} wide`, () => assert.is(displayWidth(text), width));
}

for (const [text, width, expected] of [
  ["short", 5, "short"],
  ["longer", 5, "long…"],
  ["漢字漢字", 6, "漢字…"],
  ["漢字漢字", 4, "漢…"],
  ["ab", 1, "…"],
  ["ab", 0, ""],
  ["ab", -1, ""],
] as const) {
  test(`"${text}" in ${width} columns is "${expected}"`, () => assert.is(truncate(text, width), expected));
}

test("a truncated text never has more columns than allowed", () => {
  fc.assert(
    fc.property(anyText, fc.nat(30), (text, width) => {
      assert.ok(displayWidth(truncate(makeVisible(text), width)) <= width);
    }),
  );
});

test("padding counts columns, not code units, and never cuts", () => {
  assert.is(padEnd("漢", 4), "漢  ");
  assert.is(padEnd("long", 2), "long");
});

test.run();
