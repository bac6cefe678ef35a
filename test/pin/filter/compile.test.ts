import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileTagFilter, type TagFilter } from "../../../src/pin/filter/compile.js";
import { matchTags } from "../../../src/pin/filter/match.js";
import { readJavaCases } from "./java-cases.js";

const { tags, cases, refused } = readJavaCases();

/** Java's index of every tag that matches, with the text of one group. */
function match(filter: TagFilter, group?: number): ReadonlyMap<string, string | undefined> {
  const matching = matchTags(filter, tags, group);
  if (!matching.ok) throw new Error(`${filter.pattern}: ${matching.reason}`);
  return new Map(matching.matches.map(({ tag, text }) => [tag, text]));
}

test("selects the tags that Java selects, with the same groups", () => {
  let compared = 0;
  for (const { pattern, matches } of cases) {
    const compilation = compileTagFilter(pattern);
    if (!compilation.ok || matches === undefined) continue;
    const { filter } = compilation;
    compared++;
    const expected = [...matches.keys()].map((index) => tags[index]);
    assert.equal([...match(filter).keys()], expected, `${pattern} as ${filter.source}`);
    for (const number of filter.readable.keys()) {
      const texts = [...match(filter, number).values()];
      const javaTexts = [...matches.values()].map((groups) => groups[number] ?? undefined);
      assert.equal(texts, javaTexts, `group ${number} of ${pattern}`);
    }
  }
  assert.ok(compared > 700, `only ${compared} patterns compared`);
});

test("refuses every pattern that Java does not compile", () => {
  const wrong = cases.filter(({ matches }) => matches === undefined);
  assert.ok(wrong.length > 75);
  for (const { pattern } of wrong) assert.not(compileTagFilter(pattern).ok, pattern);
});

test("refuses no other pattern but those listed", () => {
  const found = cases.filter(
    ({ pattern, matches }) => matches !== undefined && !compileTagFilter(pattern).ok,
  );
  assert.equal(new Set(found.map(({ pattern }) => pattern)), refused);
});

test("says what is wrong, and where", () => {
  const wrong: readonly (readonly [pattern: string, index: number, reason: RegExp])[] = [
    ["^[a", 1, /character class is not closed/],
    ["a)", 1, /closes nothing/],
    ["ab(c", 2, /group is not closed/],
    ["a(?:b", 1, /group is not closed/],
    ["a**", 2, /nothing for "\*" to repeat/],
    ["a|+", 2, /nothing for "\+" to repeat/],
    ["a{,2}", 1, /a number must follow/],
    ["a{2", 1, /repetition is not closed/],
    ["a{2,1}", 1, /ends below its start/],
    ["a{99999999999}", 1, /cannot count so many/],
    ["a\\", 1, /nothing follows the last backslash/],
    ["ab\\y", 2, /no escape "\\y"/],
    ["a[b-a]", 2, /runs backwards/],
    ["[a-\\d]", 1, /must end with a character/],
    ["[\\d&&]x[a\\b]", 9, /no escape "\\b" here/],
    ["[\\da&&]", 4, /nothing to intersect/],
    ["\\p{Foo}", 0, /"Foo" is unknown/],
    ["a\\p{L", 1, /not closed by "}"/],
    ["\\x{110000}", 0, /must hold a code point/],
    ["\\u12", 0, /4 hexadecimal digits/],
    ["\\08", 0, /octal/],
    ["(?<1a>b)", 0, /must start with a Latin letter/],
    ["(?<a_b>c)", 0, /"a" is not closed/],
    ["(?<a>b)(?<a>c)", 7, /named "a" stands before/],
    ["a\\k<b>", 1, /no group "b"/],
    ["a(?P<b>c)", 1, /no such group or inline flag/],
    ["a(?c)", 1, /canonical equivalence/],
    ["a(?<=b+c+)", 1, /obvious maximum length/],
    ["a(?<=b+\u{1F600})", 1, /obvious maximum length/],
    ["a(?<=\\X)", 1, /atomic group in a lookbehind/],
    ["ab\\b{g}", 2, /cannot be honoured exactly/],
    ["a(?<=(?:b|c){2})", 1, /obvious maximum length/],
    ["(a)(?<=\\1)", 3, /obvious maximum length/],
    ["(?<=b?+)", 0, /possessive quantifier in a lookbehind/],
    ["(?<=(?>b))", 0, /atomic group in a lookbehind/],
    ["(a*)|\\1", 5, /group 1 may not have matched/],
    ["(?:(a)|b)*\\1", 10, /group 1 may not have matched/],
    ["(a*)*(b)\\2", 8, /backreference beside/],
    ["(a)(?>(?:b*)+)", 3, /may match nothing/],
    ["(?:\\b|a){2}", 0, /repeats what may match nothing/],
    ["(a)(?i)\\1", 7, /under \(\?i\)/],
    ["\u{1F600}\u00e9[", 3, /character class is not closed/],
    ["\\Qa.b\\E(", 7, /group is not closed/],
    ["a\u0000", 1, /NUL/],
    ["a".repeat(4001), 4000, /too many/],
    [`${"(".repeat(300)}${")".repeat(300)}`, 201, /nested too deeply/],
    [`${"[a".repeat(300)}${"]".repeat(300)}`, 202, /nested too deeply/],
  ];
  for (const [pattern, index, reason] of wrong) {
    const compilation = compileTagFilter(pattern);
    if (compilation.ok) throw new Error(`${pattern} was accepted`);
    assert.match(compilation.reason, reason, pattern);
    assert.is(compilation.index, index, pattern);
    assert.not.match(compilation.reason, /^(?!Java|NUL)[A-Z]|\n|\.$/);
  }
});

test("knows the groups, and which of them can be read", () => {
  const known: readonly (readonly [pattern: string, count: number, readable: readonly number[]])[] = [
    ["a", 0, []],
    ["(a)(?:b)(c)", 2, [1, 2]],
    ["(?<x>a)|(b)", 2, [1, 2]],
    ["(a(b)?)", 2, [1, 2]],
    ["(a)+", 1, [1]],
    ["(a(b))+", 2, [1]],
    ["(?:(a)|b)+", 1, []],
    ["(?:(a)+b)*", 1, []],
    ["(a)++(b)", 2, [1, 2]],
    ["(?>(a)|(b))(c)", 3, [3]],
    ["(?>(a))", 1, [1]],
    ["(?=(a))(?!(b))", 2, [1]],
    ["(?<=(a))(b)", 2, [2]],
    ["(?:(?=(a))b|c)", 1, []],
    ["(a*)?(b)", 2, [1, 2]],
    ["(a*)*(b)", 2, []],
  ];
  for (const [pattern, count, readable] of known) {
    const compilation = compileTagFilter(pattern);
    if (!compilation.ok) throw new Error(compilation.reason);
    assert.is(compilation.filter.groupCount, count, pattern);
    assert.equal([...compilation.filter.readable.keys()].sort(), [...readable], pattern);
  }
  const named = compileTagFilter("(?<major>\\d+)\\.(\\d+)(?<rest>.*)");
  assert.equal(
    named.ok ? named.filter.names : undefined,
    new Map([
      ["major", 1],
      ["rest", 3],
    ]),
  );
});

test.run();
