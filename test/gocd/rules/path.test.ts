import { test } from "uvu";
import * as assert from "uvu/assert";
import { isFilePath, isInside, normalizePath } from "../../../src/gocd/rules/name.js";

for (const [path, expected] of [
  ["a", "a"],
  ["a/b/", "a/b"],
  ["./a//b", "a/b"],
  ["a/../b", "b"],
  ["a\\b", "a/b"],
  ["", ""],
  ["a/..", ""],
  ["..", undefined],
  ["a/../../b", undefined],
  ["/a", undefined],
  ["\\a", undefined],
  ["C:a", undefined],
  ["c:/a", undefined],
  ["~/a", undefined],
  ["~me", undefined],
] as const) {
  test(`normalizes "${path}"`, () => assert.is(normalizePath(path), expected));
}

for (const [path, expected] of [
  ["a", true],
  ["ab", true],
  ["a/", true],
  [".a", true],
  ["./a", true],
  ["./.a", true],
  ["a b", true],
  ["a..b", true],
  ["", false],
  [".", false],
  ["..", false],
  ["a.", false],
  ["a ", false],
  [" a", false],
  ["../a", false],
] as const) {
  test(`"${path}" is ${expected ? "a" : "no"} path for a destination`, () => {
    assert.is(isFilePath(path), expected);
  });
}

for (const [inner, outer, expected] of [
  ["a/b", "a", true],
  ["a", "a", true],
  ["ab", "a", false],
  ["a", "a/b", false],
  ["a", "", false],
] as const) {
  test(`"${inner}" ${expected ? "is" : "is not"} inside "${outer}"`, () => {
    assert.is(isInside(inner, outer), expected);
  });
}

test.run();
