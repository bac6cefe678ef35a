import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Policy } from "../../src/model/policies.js";
import { checkRule } from "../../src/pin/check-rule.js";
import { rankTags } from "../../src/pin/choose.js";
import type { Created } from "../../src/pin/dating.js";
import { unmatched } from "../../src/pin/unmatched.js";
import { parseYaml } from "../../src/yaml/parse.js";
import type { Skip } from "../../src/pin/pick.js";
import { packageOf } from "../support/package.js";
import { readTags, tagOf } from "./choosing.js";

const file = { path: "gocd-pin.yaml", text: "", isProjectFile: true } as const;
const SIGNATURE = `sha256-${"0".repeat(64)}`;

function report(
  tags: string,
  tagFilter: string,
  policy: Policy,
  skipped: readonly Skip[] = [],
  created?: readonly string[],
  tagExclude = "",
) {
  const list = readTags(tags.split(" ").filter((tag) => tag !== ""));
  const times = new Map((created ?? []).map((tag): [string, Created] => [tag, "no-such-platform"]));
  const rule = {
    tagFilter,
    ...(tagExclude !== "" && { tagExclude }),
    policy,
    digest: true,
    platform: ["linux/arm64"],
    minAge: "3d",
  };
  const ranking = rankTags(rule, list, times);
  if (!ranking.ok) throw new Error("not ranked");
  const pick = { skipped, seen: new Map<string, string>() };
  const { code, message, help } = unmatched(packageOf("Docker/x", rule), list, ranking, pick);
  assert.is(code, "tag-unmatched");
  return { message: message.replace('"Docker/x": ', ""), help };
}

const SEMVER = { kind: "semver" } as const;
const NATURAL = { kind: "natural" } as const;

test("no matching tag names the step that left none, with help for this step", () => {
  const rows: readonly (readonly [Parameters<typeof report>, message: RegExp, help: RegExp])[] = [
    [["", "", SEMVER], /^the image "x" has no tags$/, /^push a tag/],
    [
      [SIGNATURE, "", SEMVER],
      /^the only tag of "x" is a signature or attestation, not an image$/,
      /^push an image/,
    ],
    [
      [`1.0 ${SIGNATURE} latest`, "^2", { kind: "natural" }],
      /^none of the 3 tags of "x" matches tag_filter "\^2"$/,
      /^correct tag_filter; the registry has "1\.0", "latest"$/,
    ],
    [
      ["17.11-alpine latest", "^\\d+\\.\\d+-alpine$", SEMVER],
      /^the policy semver does not choose the only tag that matches tag_filter: "17\.11-alpine" is a pre-release, and `prereleases` is not set$/,
      /`tag_filter: '\^\(\\d\+\\\.\\d\+\)-alpine\$'` with `policy: \{semver: \{extract: '\$1'\}\}`; or set `prereleases: true`/,
    ],
    [
      ["17.11-alpine", "alpine", SEMVER],
      /is a pre-release/,
      /`tag_filter: '\^v\?\(\\d\+\(\?:\\\.\\d\+\)\*\)-alpine\$'`/,
    ],
    [["1.0.0-rc1", "", SEMVER], /"1\.0\.0-rc1" is a pre-release/, /^set `prereleases: true`/],
    [
      ["1.0.0", "", { kind: "semver", range: "^2" }],
      /^the policy semver does not choose the only tag of "x": "1\.0\.0" is not in the range "\^2"$/,
      /^correct `range`/,
    ],
    [
      ["a b c d e f g", "", SEMVER],
      /"e" is not a version and 2 more$/,
      /^set a policy that can read these tags/,
    ],
    [
      ["a", "", { kind: "newest" }, [], ["a"]],
      /"a" has no image that is built for the platform$/,
      /^set another policy, or push an image for the platform/,
    ],
    [
      ["1.0 latest", "^1", NATURAL, [{ because: "vanished", tag: tagOf("1.0") }]],
      /^the registry lists "1\.0", but has no manifest for any tag that matches$/,
      /^push the image again/,
    ],
    [
      ["1.0 latest", "^1", NATURAL, [{ because: "platform", tag: tagOf("1.0"), platform: "linux/arm64" }]],
      /^no tag that matches has an image for platform linux\/arm64: "1\.0"$/,
      /^push the image for this platform, or correct `platform`$/,
    ],
    [
      [
        "1.0 latest",
        "^1",
        NATURAL,
        [{ because: "age", tag: tagOf("1.0"), until: Date.UTC(2026, 10, 29, 8) }],
      ],
      /^all tags that match are younger than min_age 3d: "1\.0"; "1\.0" waits until 2026-11-29 08:00 UTC$/,
      /^wait, or run `gocd-pin refresh Docker\/x --to 1\.0`$/,
    ],
  ];
  for (const [given, message, help] of rows) {
    const reported = report(...given);
    assert.match(reported.message, message);
    assert.match(reported.help, help, reported.help);
  }
});

test("no matching tag names the exclusion", () => {
  const { message, help } = report("1.0 2.0 latest", "^\\d", { kind: "natural" }, [], undefined, "\\.");
  assert.is(message, 'tag_exclude "\\." excludes all 2 tags that match tag_filter');
  assert.is(help, 'correct tag_exclude; it matches "1.0", "2.0"');
  const all = report("1.0 2.0", "", { kind: "natural" }, [], undefined, "\\.");
  assert.is(all.message, 'tag_exclude "\\." excludes all 2 tags of "x"');
});

test("the suggested group makes the policy read the tags", () => {
  for (const tagFilter of ["^\\d+\\.\\d+-alpine$", "^[0-9]+\\.[0-9]+-alpine$", "alpine", ""]) {
    const { help } = report("17.11-alpine 17.12-alpine", tagFilter, SEMVER);
    const [, filter = ""] = /tag_filter: '(.*?)'/.exec(help) ?? [];
    const ranking = rankTags(
      { tagFilter: filter, policy: { kind: "semver", extract: "$1" } },
      readTags(["17.11-alpine", "17.12-alpine", "latest"]),
    );
    assert.is(ranking.ok ? [...ranking.ranked][0]?.tag : undefined, "17.12-alpine", filter);
  }
});

test("a pattern of another dialect is shown in Java's spelling", () => {
  const rows: readonly (readonly [pattern: string, java: string])[] = [
    ["^(?P<ts>\\d+)$", "^(?<ts>\\d+)$"],
    ["(?P<a>\\d)(?P=a)", "(?<a>\\d)\\k<a>"],
    ["*-alpine", ".*-alpine"],
  ];
  for (const [tagFilter, java] of rows) {
    const [problem] = checkRule({ tagFilter, policy: { kind: "natural" } });
    assert.is(problem?.help, `write '${java}', as the pattern is a Java regular expression`, tagFilter);
    assert.equal(checkRule({ tagFilter: java, policy: { kind: "natural" } }), [], java);
  }
});

test("the reason for a range that ends in -0 names prereleases", () => {
  for (const range of ["x-0", "*-0", ">0-0"]) {
    const [problem] = checkRule({ tagFilter: "", policy: { kind: "semver", range } });
    assert.match(problem?.help ?? "", /set `prereleases: true`/, range);
  }
});

test("a pattern that YAML reads as something else is shown in single quotes", () => {
  const rows: readonly (readonly [line: string, fixed: string])[] = [
    ["tag_filter: [0-9]+-alpine", "tag_filter: '[0-9]+-alpine'"],
    ["tag_filter: *-alpine", "tag_filter: '*-alpine'"],
    ['tag_filter: "^\\d+$"', "tag_filter: '^\\d+$'"],
    ["tag_filter: {2}x", "tag_filter: '{2}x'"],
    ["b: {tag_filter: [0-9]+-alpine}", "tag_filter: '[0-9]+-alpine'"],
    ["b: {c: {tag_filter: [0-9]{2} }}", "tag_filter: '[0-9]{2}'"],
    ['b: {tag_filter: "^\\d+$", policy: semver}', "tag_filter: '^\\d+$'"],
    ["b: {tag_filter: [0-9]+x, tag_exclude: y}", "tag_filter: '[0-9]+x'"],
  ];
  for (const [line, fixed] of rows) {
    const { tree, diagnostics } = parseYaml({ ...file, text: `a:\n  ${line}\n  b: 1\n` });
    assert.is(tree, undefined, line);
    assert.is(diagnostics[0]?.help, `write the value in single quotes: ${fixed}`, line);
    assert.ok(parseYaml({ ...file, text: `a:\n  ${fixed}\n` }).tree, fixed);
  }
});

test.run();
