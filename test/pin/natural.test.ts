import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compareDigits, compareNatural } from "../../src/pin/natural.js";
import { checkRows, type Row } from "./choosing.js";
import { runs } from "../support/runs.js";

test("chooses as the plugin did where it did well", () => {
  const rows: Row[] = [
    ["1.1 1.11 1.100 1.2 1.3", "1.100"],
    ["1.1 1.11 1.100 1.2 1.3", "1.11", "1$"],
    ["1.1 1.11 1.100 1.2 1.3", "1.3", "^1\\.[0-9]$"],
    ["1.1 1.11 1.100 1.2 1.3", "", "^2"],
    ["1.9 1.10", "1.10"],
    ["9 10", "10"],
    ["1.0 1.0.0", "1.0.0"],
    ["1.0.9 1.0.10 1.0.11", "1.0.11"],
    ["2.0 10.0", "10.0"],
    ["v1.9 v1.10", "v1.10"],
    ["build-9 build-10", "build-10"],
    ["build9 build10 build099", "build099"],
    ["1.2.3-4 1.2.3-10", "1.2.3-10"],
    ["1-rc9 1-rc10", "1-rc10"],
    ["a1b2 a1b10 a1b9", "a1b10"],
    ["a2b1 a10b0", "a10b0"],
    ["999999 999998", "999999"],
    ["release-2024-09 release-2024-10", "release-2024-10"],
    ["0.1 0.0.9", "0.1"],
    ["1 2 3", "3"],
    ["only", "only"],
    ["", ""],
  ];
  checkRows({ kind: "natural" }, rows);
});

// The plugin pads runs of digits to six and reads them in 32 bits; each of these it got wrong or crashed on.
test("decides the plugin's known faults otherwise", () => {
  const rows: Row[] = [
    ["999999 1000000", "1000000"],
    ["1.9999999 1.10000000", "1.10000000"],
    ["build-1234567 build-999999", "build-1234567"],
    ["build-1234567 build-2345678 build-345678", "build-2345678"],
    ["20240101120000 20240101115959", "20240101120000"],
    ["20240101120000 20231231235959 20240101120001", "20240101120001"],
    ["main-20240101120000-abc main-20240229000000-abc", "main-20240229000000-abc"],
    ["2147483647 2147483648", "2147483648"],
    ["4294967296 4294967295", "4294967296"],
    ["9007199254740993 9007199254740992", "9007199254740993"],
    ["99999999999999999999 100000000000000000000", "100000000000000000000"],
    ["1.0.99999999999999999998 1.0.99999999999999999999", "1.0.99999999999999999999"],
  ];
  checkRows({ kind: "natural" }, rows);
});

test("keeps the plugin's order of digits, text and ends", () => {
  const rows: Row[] = [
    ["1 1a", "1a"],
    ["1 1.", "1."],
    ["1. 1a", "1a"],
    ["1. 11", "11"],
    ["1- 1.", "1."],
    ["1. 1_", "1_"],
    ["1.0 1-0", "1.0"],
    ["1.0.0 1.0.0-rc1", "1.0.0-rc1"],
    ["1.0 latest", "latest"],
    ["9.9 v1", "v1"],
    ["Z a", "a"],
    ["Z _", "_"],
    ["_ a", "a"],
    ["a-1 a.1", "a.1"],
    ["a1 a-", "a1"],
    ["a1 a.", "a1"],
    ["a1 aA", "aA"],
    ["A a", "a"],
    ["1.0-a 1.0-B", "1.0-a"],
    ["1a 2", "2"],
    ["1a 01b", "01b"],
    ["ab1 ab", "ab1"],
    ["10 1a", "10"],
    ["10a 9b", "10a"],
    ["1.10a 1.9b 1.10", "1.10a"],
  ];
  checkRows({ kind: "natural" }, rows);
});

test("breaks ties by the raw text", () => {
  const rows: Row[] = [
    ["1.1 1.01", "1.1"],
    ["1.001 1.01", "1.01"],
    ["01.1 1.01", "1.01"],
    ["1.0 1.00", "1.00"],
    ["0 00 000", "000"],
    ["a01b1 a1b01", "a1b01"],
    ["1.01.2 1.1.1", "1.01.2"],
  ];
  checkRows({ kind: "natural" }, rows);
});

test("chooses the lowest, and by a group of the filter", () => {
  checkRows({ kind: "natural", pick: "lowest" }, [
    ["1.1 1.11 1.100 1.2 1.3", "1.1"],
    ["1.1 1.11 1.100 1.2 1.3", "1.2", "^1\\.[2-9]"],
    ["10 9 010", "9"],
    ["b a", "a"],
  ]);
  checkRows({ kind: "natural", extract: "$1" }, [
    ["a-1 b-2 c-10 d-9", "c-10", "-(\\d+)$"],
    ["a-1 b-2 latest", "b-2", "-(\\d+)$"],
    ["z-1.9 a-1.10", "a-1.10", "-(.*)"],
    ["a-7 b-7", "b-7", "-(\\d+)$"],
    ["x-5 y", "x-5", "^.(?:-(\\d+))?$"],
    ["x y", "", "^.(?:-(\\d+))?$"],
  ]);
});

const tagText = fc.string({
  unit: fc.constantFrom(...Array.from("0011279.-_aAzvZ")),
  minLength: 1,
  maxLength: 10,
});

test("is the order of texts whose digits are padded to one width", () => {
  const pad = (text: string): string => text.replace(/[0-9]+/g, (digits) => digits.padStart(12, "0"));
  fc.assert(
    fc.property(tagText, tagText, (a, b) => {
      const padded = [pad(a), pad(b)];
      const expected = padded[0] === padded[1] ? [a, b] : padded;
      const [left = "", right = ""] = expected;
      assert.is(Math.sign(compareNatural(a, b)), left < right ? -1 : left > right ? 1 : 0, `${a} and ${b}`);
    }),
    { numRuns: runs(2000) },
  );
});

test("is a total order", () => {
  fc.assert(
    fc.property(tagText, tagText, tagText, (a, b, c) => {
      assert.is(Math.sign(compareNatural(a, b)), -Math.sign(compareNatural(b, a)) || 0);
      assert.is(compareNatural(a, b) === 0, a === b);
      if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) assert.ok(compareNatural(a, c) <= 0);
    }),
    { numRuns: runs(2000) },
  );
});

test("compares digits as numbers of any length", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.bigInt({ min: 0n, max: 10n ** 30n }), (a, b) => {
      assert.is(Math.sign(compareDigits(`00${a}`, String(b))), a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test.run();
