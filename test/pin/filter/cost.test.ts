import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileTagFilter } from "../../../src/pin/filter/compile.js";
import { boundSteps } from "../../../src/pin/filter/cost.js";
import { matchTags } from "../../../src/pin/filter/match.js";
import { parsePattern } from "../../../src/pin/filter/parse.js";

function bound(pattern: string, length: number): number {
  return boundSteps(parsePattern(pattern).root)(length);
}

/** Counts the steps of the plainest matcher of `a+` in a row (each takes from one `a` on, and all must meet the end). */
function countSteps(text: string, repetitions: number): number {
  let steps = 0;
  const go = (at: number, left: number): boolean => {
    steps++;
    if (left === 0) return at === text.length;
    let end = at;
    while (text[end] === "a") {
      end++;
      steps++;
    }
    for (; end > at; end--) if (go(end, left - 1)) return true;
    return false;
  };
  for (let start = 0; start <= text.length; start++) if (go(start, repetitions)) break;
  return steps;
}

test("the bound is above what a matcher that tries every way takes", () => {
  for (let repetitions = 1; repetitions <= 4; repetitions++) {
    for (const length of [0, 1, 2, 5, 10, 20]) {
      const text = `${"a".repeat(length)}b`;
      const steps = countSteps(text, repetitions);
      const most = bound(`${"a+".repeat(repetitions)}$`, text.length);
      assert.ok(steps <= most, `${steps} of ${most} for ${repetitions} in ${length}`);
    }
  }
});

test("usual filters are known to be quick, and what repeats a repetition is not", () => {
  for (const pattern of [
    "",
    "1$",
    "^v?\\d+\\.\\d+\\.\\d+$",
    "^\\d+(-alpine)?$",
    "^(main|release)-[0-9a-f]{7,40}$",
  ]) {
    assert.ok(bound(pattern, 12) < 1_000_000, pattern);
  }
  for (const pattern of ["(\\d+)+", "(?:\\.\\d+){3}", "(?=a)", "(a)\\1", "\\d++", "(?>a)", "(?<!-rc)$"]) {
    assert.is(bound(pattern, 12), Infinity, pattern);
  }
});

test("matching is the same with and without a watch", () => {
  const tags = ["1.10.0", "v1.2.3", "1.2", "latest", "1.2.3-alpine", ""];
  for (const [pattern, group] of [
    ["^v?(\\d+)\\.\\d+\\.\\d+", 1],
    ["\\.(\\d+)(-[a-z]+)?$", 2],
    ["(?i)LATEST|1\\.2$", 0],
  ] as const) {
    const compilation = compileTagFilter(pattern);
    if (!compilation.ok) throw new Error(compilation.reason);
    const { filter } = compilation;
    const watched = { ...filter, steps: () => Infinity };
    const wanted = group === 0 ? undefined : group;
    assert.equal(matchTags(filter, tags, wanted), matchTags(watched, tags, wanted), pattern);
  }
});

test.run();
