import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileTagFilter, type TagFilter } from "../../../src/pin/filter/compile.js";
import { matchTags } from "../../../src/pin/filter/match.js";

function compile(pattern: string): TagFilter {
  const compilation = compileTagFilter(pattern);
  if (!compilation.ok) throw new Error(compilation.reason);
  return compilation.filter;
}

test("gives the matching tags in their order, and the text of a group", () => {
  const tags = ["b-1", "a-2", "c", "a-3", ""];
  assert.equal(matchTags(compile("-(\\d)"), tags), {
    ok: true,
    matches: [
      { tag: "b-1", text: undefined },
      { tag: "a-2", text: undefined },
      { tag: "a-3", text: undefined },
    ],
  });
  assert.equal(matchTags(compile("^[ac](?:-(\\d))?"), tags, 1), {
    ok: true,
    matches: [
      { tag: "a-2", text: "2" },
      { tag: "c", text: undefined },
      { tag: "a-3", text: "3" },
    ],
  });
  assert.equal(matchTags(compile("^(.?)$"), ["", "x"], 1), {
    ok: true,
    matches: [
      { tag: "", text: "" },
      { tag: "x", text: "x" },
    ],
  });
  assert.equal(matchTags(compile("a"), []), { ok: true, matches: [] });
});

test("finds the group behind those that possessive quantifiers take up in the translation", () => {
  assert.equal(matchTags(compile("(?>v)?(?:\\d++\\.)++(\\d++)"), ["v1.2.30"], 1), {
    ok: true,
    matches: [{ tag: "v1.2.30", text: "30" }],
  });
});

test("counts the groups of a part that no tag is long enough for", () => {
  assert.equal(matchTags(compile("(a){200}|(b)(c)"), ["abc", "a"], 3), {
    ok: true,
    matches: [{ tag: "abc", text: "c" }],
  });
});

test("stops a pattern that backtracks without end, and works on after it", () => {
  assert.equal(matchTags(compile("^(\\w+\\w+)+$"), [`${"a".repeat(127)}-`]), {
    ok: false,
    reason: "timeout",
  });
  assert.equal(matchTags(compile("a"), ["a"]), { ok: true, matches: [{ tag: "a", text: undefined }] });
});

test("looks no further ahead than a time limit can wait for", () => {
  // V8 would look along every path through these while it compiles, which no limit stops.
  const long = [
    `${"a?".repeat(64)}${"a".repeat(64)}`,
    `(?i)${"(?:a|a|a|a|a|\\B)".repeat(16)}abcdefgh`,
    `${"(?:y|x|-|a||\\.)".repeat(200)}[ab]{30}`,
    `(?<=${"(?:\\b|\\B|^|a)".repeat(60)})${"b".repeat(8)}`,
    `^.*?${"(?:ab|c|d|)".repeat(200)}${"a".repeat(20)}`,
  ];
  for (const pattern of long) {
    const started = performance.now();
    matchTags(compile(pattern), ["f", "1.2.3"]);
    const took = performance.now() - started;
    assert.ok(took < 3000, `${pattern} took ${took} ms`);
  }
});

test("tells of a pattern that is too large for the engine", () => {
  const filter = { ...compile("a"), source: "()".repeat(70_000) };
  assert.equal(matchTags(filter, ["a"]), { ok: false, reason: "too-large" });
});

test("matches a pattern of any text without running it", () => {
  for (const pattern of ["`${process.exit(1)}`", '"]); throw 1; //', "\\Q*/ \u2028 '\\E"]) {
    assert.equal(matchTags(compile(pattern.replaceAll(/[()[\]{}$*?+^]/g, "\\$&")), ["a"]), {
      ok: true,
      matches: [],
    });
  }
});

test.run();
