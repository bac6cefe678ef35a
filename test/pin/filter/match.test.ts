import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileTagFilter, type TagFilter, matchTags } from "../../../src/pin/filter/match.js";

function compile(pattern: string): TagFilter {
  const compilation = compileTagFilter(pattern);
  if (!compilation.ok) throw new Error(compilation.reason);
  return compilation.filter;
}

test("returns the matching tags in their order, and the text of a group", () => {
  const tags = ["b-1", "a-2", "c", "a-3", ""];
  assert.equal(matchTags(compile("-(\\d)"), tags), {
    ok: true,
    matches: [
      { tag: "b-1", text: "b-1" },
      { tag: "a-2", text: "a-2" },
      { tag: "a-3", text: "a-3" },
    ],
  });
  assert.equal(matchTags(compile("^[ac](?:-(\\d))?"), tags, [1]), {
    ok: true,
    matches: [
      { tag: "a-2", text: "2" },
      { tag: "c", text: undefined },
      { tag: "a-3", text: "3" },
    ],
  });
  assert.equal(matchTags(compile("^(.?)$"), ["", "x"], [1]), {
    ok: true,
    matches: [
      { tag: "", text: "" },
      { tag: "x", text: "x" },
    ],
  });
  assert.equal(matchTags(compile("a"), []), { ok: true, matches: [] });
});

test("a group of one tag is not left over for the next tag", () => {
  assert.equal(matchTags(compile("^(?:(a)|b)"), ["a", "b"], [1]), {
    ok: true,
    matches: [
      { tag: "a", text: "a" },
      { tag: "b", text: undefined },
    ],
  });
});

test("a match starts anywhere unless the pattern is anchored", () => {
  const tags = ["1.2", "v1.2", "1.2-x"];
  const matching: readonly (readonly [pattern: string, expected: readonly string[]])[] = [
    ["1.2", tags],
    ["^1.2", ["1.2", "1.2-x"]],
    ["v|^1.2$", ["1.2", "v1.2"]],
    ["(^1).2$", ["1.2"]],
    [".*2$", ["1.2", "v1.2"]],
    [".+\\.", tags],
    ["(.)*-(?<=-)x", ["1.2-x"]],
    ["v?1(\\.)(?:2)", tags],
  ];
  for (const [pattern, expected] of matching) {
    const result = matchTags(compile(pattern), tags);
    assert.equal(result.ok && result.matches.map(({ tag }) => tag), expected, pattern);
  }
});

test("stops at a tag that needs more than 1,000,000 steps", () => {
  const tag = `${"a".repeat(127)}-`;
  assert.equal(matchTags(compile("^(\\w+\\w+)+$"), ["1.2.3", tag]), { ok: false, limit: "tag", tag });
});

test("stops at a list that needs more than 5,000,000 steps and 250 for each tag", () => {
  // Each of these tags needs 657,323 steps on every machine.
  const slow = Array.from({ length: 20 }, () => `1-${"a".repeat(50)}`);
  const filter = compile("\\w*\\w*\\w*-$");
  assert.ok(matchTags(filter, slow.slice(0, 7)).ok);
  assert.equal(matchTags(filter, slow), { ok: false, limit: "list", tag: slow[7] });
  const quick = Array.from({ length: 6000 }, () => "b");
  assert.ok(matchTags(filter, [...quick, ...slow.slice(0, 9)]).ok);
});

test("evaluates within the limits what Java keeps from backtracking endlessly", () => {
  const tag = "a".repeat(127);
  for (const pattern of ["^(a|aa)+$", "^(?:a*)*b?$", "^(a+)+-", "^(\\w+\\s?)*$", "^(?:a?){128}$"]) {
    assert.ok(matchTags(compile(pattern), [tag, `${tag}-`]).ok, pattern);
  }
});

test("never exhausts the call stack", () => {
  const deep = ["^", "()", "(?:)", "b?", "()?", "(?=)", "^{1}", "b*?", "(){1}", "b*"];
  for (const part of deep) {
    const pattern = part.repeat(Math.floor(4000 / part.length));
    assert.equal(matchTags(compile(pattern), ["a"]), { ok: true, matches: [{ tag: "a", text: "a" }] }, part);
  }
  const nested = (depth: number): string => `^${"(".repeat(depth)}a|b${")".repeat(depth)}*$`;
  const tag = "a".repeat(128);
  assert.ok(matchTags(compile(nested(10)), [tag]).ok);
  for (const pattern of [nested(20), nested(50), nested(190), "(|b)*".repeat(800)]) {
    assert.equal(matchTags(compile(pattern), [tag]), { ok: false, limit: "depth", tag });
  }
});

test("a pattern is never run as code", () => {
  for (const pattern of ["`${process.exit(1)}`", '"]); throw 1; //', "\\Q*/ \u2028 '\\E"]) {
    assert.equal(matchTags(compile(pattern.replaceAll(/[()[\]{}$*?+^]/g, "\\$&")), ["a"]), {
      ok: true,
      matches: [],
    });
  }
});

test.run();
