import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileTagFilter, type TagFilter, matchTags } from "../../../src/pin/filter/match.js";
import { readJavaCases } from "./java-cases.js";

const { tags, cases, rejected } = readJavaCases();

/** The tags that match, each with the text of one group. */
function match(filter: TagFilter, group?: number): ReadonlyMap<string, string | undefined> {
  const matching = matchTags(filter, tags, group === undefined ? undefined : [group]);
  if (!matching.ok) throw new Error(`${filter.pattern}: exceeds the limit of steps per ${matching.limit}`);
  return new Map(matching.matches.map(({ tag, text }) => [tag, text]));
}

test("selects the tags that Java selects, with the same text of every group", () => {
  let compared = 0;
  for (const { pattern, matches } of cases) {
    const compilation = compileTagFilter(pattern);
    if (!compilation.ok || matches === undefined) continue;
    const { filter } = compilation;
    compared++;
    const expected = [...matches.keys()].map((index) => tags[index]);
    assert.equal([...match(filter).keys()], expected, pattern);
    for (let number = 1; number <= filter.groupCount; number++) {
      const texts = [...match(filter, number).values()];
      const javaTexts = [...matches.values()].map((groups) => groups[number] ?? undefined);
      assert.equal(texts, javaTexts, `group ${number} of ${pattern}`);
    }
  }
  assert.ok(compared > 1100, `only ${compared} patterns compared`);
});

test("rejects every pattern that Java does not compile", () => {
  const invalid = cases.filter(({ matches }) => matches === undefined);
  assert.ok(invalid.length > 75);
  for (const { pattern } of invalid) assert.not(compileTagFilter(pattern).ok, pattern);
});

test("rejects no other pattern except those in rejected.txt", () => {
  const others = cases.filter(
    ({ pattern, matches }) => matches !== undefined && !compileTagFilter(pattern).ok,
  );
  assert.equal(new Set(others.map(({ pattern }) => pattern)), rejected);
});

test("reports what is wrong, and where", () => {
  const wrong: readonly (readonly [pattern: string, index: number, reason: RegExp])[] = [
    ["^[a", 1, /character class is not closed/],
    ["a)", 1, /no group for this "\)" to close/],
    ["ab(c", 2, /group is not closed/],
    ["a(?:b", 1, /group is not closed/],
    ["a**", 2, /nothing for "\*" to repeat/],
    ["a|+", 2, /nothing for "\+" to repeat/],
    ["a{,2}", 1, /a number must follow/],
    ["a{2", 1, /repetition is not closed/],
    ["a{2,1}", 1, /maximum of the repetition is less than its minimum/],
    ["a{99999999999}", 1, /cannot count so many/],
    ["a\\", 1, /nothing follows the last backslash/],
    ["ab\\y", 2, /no escape "\\y"/],
    ["a[b-a]", 2, /ends before it starts/],
    ["[a-\\d]", 1, /must end with a character/],
    ["[\\d&&]x[a\\b]", 9, /no escape "\\b" here/],
    ["[\\da&&]", 4, /nothing for "&&" to intersect/],
    ["\\p{Foo}", 0, /"Foo" does not exist/],
    ["a\\p{L", 1, /not closed by "}"/],
    ["\\x{110000}", 0, /must contain a code point/],
    ["\\u12", 0, /4 hexadecimal digits/],
    ["\\08", 0, /octal/],
    ["(?<1a>b)", 0, /must start with a Latin letter/],
    ["(?<a_b>c)", 0, /"a" is not closed/],
    ["(?<a>b)(?<a>c)", 7, /named "a" is already defined/],
    ["a\\k<b>", 1, /no group "b"/],
    ["a(?P<b>c)", 1, /no such group or inline flag/],
    ["a\\N{DIGIT ONE}", 1, /"\\N\{\.\.\.\}" is not supported/],
    ["a\\c\\Qa", 1, /"\\c" before "\\Q" is not supported/],
    ["ab\\b{g}", 2, /cannot be evaluated exactly/],
    ["a(?<=(?:b|c){2})", 1, /obvious maximum length/],
    ["(a)(?<=\\1)", 3, /obvious maximum length/],
    ["\u{1F600}\u00e9[", 3, /character class is not closed/],
    ["\\Qa.b\\E(", 7, /group is not closed/],
    ["a\u0000", 1, /NUL/],
    ["a".repeat(4001), 4000, /longer than 4,000 characters/],
    [`${"(".repeat(300)}${")".repeat(300)}`, 201, /more than 200 groups are nested/],
    [`${"[a".repeat(300)}${"]".repeat(300)}`, 202, /more than 100 character classes are nested/],
  ];
  for (const [pattern, index, reason] of wrong) {
    const compilation = compileTagFilter(pattern);
    if (compilation.ok) throw new Error(`${pattern} was accepted`);
    assert.match(compilation.reason, reason, pattern);
    assert.is(compilation.index, index, pattern);
    assert.not.match(compilation.reason, /^(?!Java|NUL)[A-Z]|\n|\.$/);
  }
});

test("returns the number of groups and the numbers of the named ones", () => {
  const named = compileTagFilter("(?<major>\\d+)\\.(\\d+)(?<rest>.*)");
  assert.is(named.ok ? named.filter.groupCount : undefined, 3);
  assert.equal(
    named.ok ? named.filter.names : undefined,
    new Map([
      ["major", 1],
      ["rest", 3],
    ]),
  );
});

test.run();
