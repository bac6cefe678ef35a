import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { NUMERICAL } from "../../src/pin/numerical.js";
import { checkRows } from "./choosing.js";

test("chooses the largest number", () => {
  checkRows({ kind: "numerical" }, [
    ["9 10 8", "10"],
    ["1.5 1.25", "1.5"],
    ["1.10 1.9", "1.9"],
    ["1.2 1.10 1.11", "1.2"],
    ["0.5 0.49999", "0.5"],
    ["007 8", "8"],
    ["20240101120000 20240101120001", "20240101120001"],
    ["20240101120000001 20240101120000002", "20240101120000002"],
    ["100000000000000000000 99999999999999999999", "100000000000000000000"],
    ["1.00000000000000000001 1.00000000000000000002", "1.00000000000000000002"],
    ["1 latest v2 1.2.3 1e9", "1"],
    ["latest v2 1.2.3 1e9 0x10 1. _1", ""],
    ["0 00.0", "00.0"],
    ["1.50 1.5", "1.50"],
    ["1 1.0 01", "1.0"],
    ["01 1", "1"],
  ]);
});

test("chooses the smallest, and by a group of the filter", () => {
  checkRows({ kind: "numerical", pick: "lowest" }, [
    ["9 10 8", "8"],
    ["0.1 0.01 0.001", "0.001"],
    ["1.0 1 2", "1.0"],
  ]);
  checkRows({ kind: "numerical", extract: "${ts}" }, [
    ["main-1-a main-12-b main-3-c", "main-12-b", "^main-(?<ts>\\d+)-"],
    ["main-20240101-abc main-20240229-def dev-20250101-abc", "main-20240229-def", "^main-(?<ts>\\d+)-"],
    ["a-1 a-x", "a-1", "^a-(?<ts>.*)"],
  ]);
  checkRows({ kind: "numerical", extract: "$1", pick: "lowest" }, [
    ["t-1 t-2", "t-1", "(\\d+)"],
    ["t-5 t--5", "t--5", "^t-(-?\\d+)$"],
    ["t-0 t--0", "t-0", "^t-(-?\\d+)$"],
    ["t--5 t--50", "t--50", "^t-(-?\\d+)$"],
    ["t--5.5 t--5.25", "t--5.5", "^t-(-?[\\d.]+)$"],
  ]);
});

test("is exact and total", () => {
  const number = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat({ max: 999 }));
  fc.assert(
    fc.property(number, number, ([a, aFraction], [b, bFraction]) => {
      const write = (whole: bigint, fraction: number): string =>
        `${whole}.${String(fraction).padStart(3, "0")}`;
      const left = NUMERICAL.read(write(a, aFraction));
      const right = NUMERICAL.read(write(b, bFraction));
      if (left === undefined || right === undefined) throw new Error("not read");
      const scale = (whole: bigint, fraction: number): bigint =>
        whole * 1000n + (whole < 0n ? -1n : 1n) * BigInt(fraction);
      const [x, y] = [scale(a, aFraction), scale(b, bFraction)];
      assert.is(Math.sign(NUMERICAL.compare(left, right)), x < y ? -1 : x > y ? 1 : 0);
    }),
  );
});

test("shows the number it compared by, and says why it reads none", () => {
  for (const [text, shown] of [
    ["007", "7"],
    ["1.50", "1.5"],
    ["0.0", "0"],
    ["-1", "-1"],
    ["-0.0", "0"],
  ] as const) {
    const key = NUMERICAL.read(text);
    assert.is(key === undefined ? undefined : NUMERICAL.show(key), shown, text);
  }
  assert.is(NUMERICAL.explainUnread("v1"), "is not a decimal number");
});

test.run();
