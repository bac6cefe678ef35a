import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bestFirst } from "../../src/pin/order.js";

test("returns the same items as sorting, on demand", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 })), fc.nat({ max: 60 }), (numbers, count) => {
      const items = numbers.map((value) => ({ value }));
      const given = [...bestFirst(items, (a, b) => a.value - b.value)].map(({ value }) => value);
      const sorted = numbers.toSorted((a, b) => b - a);
      assert.equal(given, sorted);
      const some: number[] = [];
      for (const { value } of bestFirst(items, (a, b) => a.value - b.value)) {
        if (some.length === count) break;
        some.push(value);
      }
      assert.equal(some, sorted.slice(0, count));
    }),
  );
});

test("compares each item at most twice to find the best two", () => {
  const items = Array.from({ length: 1000 }, (_, value) => ({ value: (value * 7919) % 1000 }));
  let comparisons = 0;
  const [best, second] = bestFirst(items, (a, b) => {
    comparisons++;
    return a.value - b.value;
  });
  assert.equal([best?.value, second?.value], [999, 998]);
  assert.ok(comparisons <= 2000, String(comparisons));
});

test.run();
