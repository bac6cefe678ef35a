import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Policy } from "../../src/model/policies.js";
import { checkRule } from "../../src/pin/check-rule.js";

test("finds nothing wrong with good rules", () => {
  const good: readonly (readonly [policy: Policy, tagFilter: string])[] = [
    [{ kind: "natural" }, ""],
    [{ kind: "natural" }, "^\\d+$"],
    [{ kind: "newest" }, "(?i)rc"],
    [{ kind: "semver", range: "^1.2 || 3" }, ""],
    [{ kind: "calver", format: "YYYY.0M" }, ""],
    [{ kind: "numerical", extract: "$1" }, "(\\d+)"],
    [{ kind: "numerical", extract: "${1}" }, "(\\d+)"],
    [{ kind: "numerical", extract: "$ts" }, "(?<ts>\\d+)"],
    [{ kind: "numerical", extract: "${ts}" }, "(?<ts>\\d+)"],
    [{ kind: "alphabetical", extract: "$2", pick: "lowest" }, "(a)|(b)"],
    [{ kind: "natural", extract: "$1" }, "(?:(a)|b)+"],
    [{ kind: "natural", extract: "$1$2" }, "(a)(b)"],
    [{ kind: "natural", extract: "$1x" }, "(a)"],
    [{ kind: "natural", extract: "$1".repeat(10) }, "(a)"],
    [{ kind: "natural", extract: `$1${"x".repeat(198)}` }, "(a)"],
    [{ kind: "semver", extract: "v${major}.$minor-$3" }, "(?<major>a)(?<minor>b)(c)"],
  ];
  for (const [policy, tagFilter] of good) {
    assert.equal(checkRule({ tagFilter, policy }), [], `${JSON.stringify(policy)} ${tagFilter}`);
  }
});

test("reports which value is wrong, where, and what to do", () => {
  const wrong: readonly (readonly [
    policy: Policy,
    tagFilter: string,
    field: string,
    index: number,
    message: string,
  ])[] = [
    [
      { kind: "natural" },
      "^[a",
      "tag_filter",
      1,
      'tag_filter "^[a" cannot be used: the character class is not closed by "]"',
    ],
    [
      { kind: "natural" },
      "(?x)a\n(",
      "tag_filter",
      6,
      'tag_filter "(?x)a\\u000a(" cannot be used: the group is not closed by ")"',
    ],
    [{ kind: "semver", range: "^1 || two" }, "", "range", 6, 'range "two" is not a range of versions'],
    [
      { kind: "calver", format: "YYYY.HH" },
      "",
      "format",
      5,
      'format "YYYY.HH" cannot be used: "HH" does not start with a token of calver.org',
    ],
    [
      { kind: "natural", extract: "$1" },
      "",
      "extract",
      0,
      'extract "$1" names a group of tag_filter, which is not set',
    ],
    [
      { kind: "natural", extract: "$2" },
      "(a)",
      "extract",
      0,
      'extract "$2" names the group $2, which tag_filter does not have',
    ],
    [
      { kind: "natural", extract: "$0" },
      "(a)",
      "extract",
      0,
      'extract "$0" names the group $0, which tag_filter does not have',
    ],
    [
      { kind: "natural", extract: "${n}" },
      "(?<m>a)",
      "extract",
      0,
      'extract "${n}" names the group ${n}, which tag_filter does not have',
    ],
    [
      { kind: "natural", extract: "v$1.$majors" },
      "(?<major>a)",
      "extract",
      4,
      'extract "v$1.$majors" names the group $majors, which tag_filter does not have',
    ],
    [
      { kind: "natural", extract: "$1.$12" },
      "(a)",
      "extract",
      3,
      'extract "$1.$12" names the group $12, which tag_filter does not have',
    ],
    [
      { kind: "natural", extract: "$1.$" },
      "(a)",
      "extract",
      3,
      'extract "$1.$" has a `$` that is not the start of $1, $name or ${name}',
    ],
    [
      { kind: "natural", extract: "$$1" },
      "(a)",
      "extract",
      0,
      'extract "$$1" has a `$` that is not the start of $1, $name or ${name}',
    ],
    [
      { kind: "natural", extract: "${1" },
      "(a)",
      "extract",
      0,
      'extract "${1" has a `$` that is not the start of $1, $name or ${name}',
    ],
    [
      { kind: "natural", extract: "$1".repeat(11) },
      "(a)",
      "extract",
      20,
      "extract names more than 10 groups",
    ],
    [
      { kind: "natural", extract: `$1${"x".repeat(199)}` },
      "(a)",
      "extract",
      200,
      "extract is longer than 200 characters",
    ],
    [{ kind: "natural", extract: "1" }, "(a)", "extract", 0, 'extract "1" names no group of tag_filter'],
    [{ kind: "natural", extract: "" }, "(a)", "extract", 0, 'extract "" names no group of tag_filter'],
  ];
  for (const [policy, tagFilter, field, index, message] of wrong) {
    const problems = checkRule({ tagFilter, policy });
    assert.equal(
      problems.map((problem) => [problem.field, problem.index, problem.message]),
      [[field, index, message]],
    );
    for (const { help } of problems) assert.match(help, /^[^\n]+[^.\n]$/);
  }
});

test("names the groups there are", () => {
  const help = (tagFilter: string): string | undefined =>
    checkRule({ tagFilter, policy: { kind: "natural", extract: "$9" } })[0]?.help;
  assert.is(help("a"), "put parentheses around the part of tag_filter to compare");
  assert.is(help("(a)"), "use the groups of tag_filter: $1");
  assert.is(help("(a)(?<n>b)"), "use the groups of tag_filter: $1 to $2, $n");
});

test("reports a tag_exclude that cannot be used like a tag_filter", () => {
  const problems = checkRule({ tagFilter: "(", tagExclude: "a[", policy: { kind: "natural" } });
  assert.equal(
    problems.map(({ field, index }) => [field, index]),
    [
      ["tag_filter", 0],
      ["tag_exclude", 1],
    ],
  );
});

test("reports all problems of a rule at once", () => {
  const fields = (policy: Policy, tagFilter: string): string[] =>
    checkRule({ tagFilter, policy }).map(({ field }) => field);
  assert.equal(fields({ kind: "semver", range: "!", extract: "$1" }, ""), ["range", "extract"]);
  // Of a filter that cannot be read, no group can be missed.
  assert.equal(fields({ kind: "calver", format: "!", extract: "$1" }, "("), ["tag_filter", "format"]);
});

test.run();
