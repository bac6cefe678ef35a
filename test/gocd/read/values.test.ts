import { test } from "uvu";
import * as assert from "uvu/assert";
import { isBooleanWord, isNullWord, parseInteger } from "../../../src/gocd/read/values.js";

test("booleans are exactly the words of GoCD's reader", () => {
  for (const word of ["y", "n", "yes", "no", "true", "false", "on", "off"]) {
    const capital = (word[0] ?? "").toUpperCase() + word.slice(1);
    for (const spelling of [word, capital, word.toUpperCase()]) assert.ok(isBooleanWord(spelling), spelling);
    if (word.length > 1) assert.not.ok(isBooleanWord((word[0] ?? "") + word.slice(1).toUpperCase()));
  }
  for (const text of ["", "1", "0", "t", " true", "true ", "truee", "~"])
    assert.not.ok(isBooleanWord(text), text);
});

for (const [text, expected] of [
  ["5", 5],
  ["-5", -5],
  ["+5", 5],
  ["007", 7],
  ["2147483647", 2147483647],
  ["2147483648", undefined],
  ["-2147483648", -2147483648],
  ["-2147483649", undefined],
  ["1.5", undefined],
  ["0x10", undefined],
  ["1_000", undefined],
  [" 5", undefined],
  ["", undefined],
  ["+", undefined],
] as const) {
  test(`"${text}" as an integer`, () => assert.is(parseInteger(text), expected));
}

test("null words", () => {
  for (const text of ["~", "null", "Null", "NULL"]) assert.ok(isNullWord(text), text);
  for (const text of ["", "nULL", "none", "nulls"]) assert.not.ok(isNullWord(text), text);
});

test.run();
