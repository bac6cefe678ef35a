import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Policy } from "../../src/model/policies.js";
import { rankTags, tagsToDate } from "../../src/pin/choose.js";
import type { Created } from "../../src/pin/dating.js";
import { checkRows, ranked, readTags, timeOf } from "./choosing.js";
import { runs } from "../support/runs.js";

test("chooses among the tags that the filter lets through", () => {
  const all = "1.1 1.11 1.100 latest v2.0 1.2-alpine 1.3-alpine 1.4-slim 20240101 2.0-RC1 main-7-abc";
  checkRows({ kind: "natural" }, [
    // No filter is a filter: every tag counts.
    [all, "v2.0"],
    [all, "v2.0", ".*"],
    [all, "1.100", "^\\d+\\.\\d+$"],
    [all, "v2.0", "^v?\\d+\\.\\d+$"],
    [all, "1.3-alpine", "-alpine$"],
    [all, "1.3-alpine", "alpine"],
    [all, "1.4-slim", "(?<!alpine)$(?<=m)"],
    [all, "20240101", "^\\d{8}$"],
    [all, "20240101", "^\\d"],
    [all, "2.0-RC1", "(?i)-rc\\d$"],
    [all, "", "-rc\\d$"],
    [all, "latest", "^latest$"],
    [all, "main-7-abc", "^main-"],
    [all, "", "^dev-"],
    [all, "1.100", "^[\\d.&&[^2]]+$"],
    [all, "1.4-slim", "^(?!.*alpine)1\\.\\d(?!\\d)"],
    [all, "1.3-alpine", "^\\d++\\.\\d++-\\p{Lower}+e$"],
    [all, "1.100", "\\A1\\.\\d+\\z"],
    [all, "1.11", "^1.*1$(?<!0.)"],
    [all, "1.11", "(\\d)\\.\\1\\1"],
    [all, "1.100", "^\\Q1.\\E\\d+$"],
    [all, "2.0-RC1", "\\p{Upper}"],
    [all, "v2.0", "^\\p{Alpha}\\d"],
  ]);
});

test("never chooses a tag that matches tag_exclude, searched anywhere like the filter", () => {
  const tags = readTags(["1.9", "1.10", "1.11-rc1", "2.0-RC2", "latest"]);
  const rows: readonly (readonly [tagFilter: string, tagExclude: string, expected: string])[] = [
    ["", "", "latest"],
    ["", "latest", "2.0-RC2"],
    ["^\\d", "(?i)rc", "1.10"],
    ["^\\d", "^1\\.1", "2.0-RC2"],
    ["^1", "\\.", ""],
    ["rc", "x", "1.11-rc1"],
  ];
  for (const [tagFilter, tagExclude, expected] of rows) {
    for (const list of [tags, tags.toReversed()]) {
      const ranking = rankTags({ tagFilter, tagExclude, policy: { kind: "natural" } }, list);
      if (!ranking.ok) throw new Error("not ranked");
      assert.is([...ranking.ranked][0]?.tag ?? "", expected, `${tagFilter} without ${tagExclude}`);
    }
  }
});

test("says that tag_exclude dropped a tag which the filter matches", () => {
  const rule = { tagFilter: "^\\d", tagExclude: "a|b", policy: { kind: "natural" } } as const;
  const ranking = rankTags(rule, readTags(["1", "1-a", "b"]));
  assert.equal(ranking.ok ? [...ranking.dropped] : [], [
    { tag: "1-a", step: "exclusion", why: "matches tag_exclude" },
    { tag: "b", step: "filter", why: "does not match tag_filter" },
  ]);
});

test("stops a tag_exclude that backtracks without end", () => {
  const rule = { tagFilter: "", tagExclude: "^(\\w+\\w+)+$", policy: { kind: "natural" } } as const;
  const ranking = rankTags(rule, readTags([`${"a".repeat(127)}-`]));
  assert.equal(ranking.ok ? [] : ranking.problems.map(({ field, stopped }) => [field, stopped]), [
    ["tag_exclude", true],
  ]);
});

test("dates only the tags that are not excluded", () => {
  const rule = { tagFilter: "^1", tagExclude: "-", policy: { kind: "newest" } } as const;
  assert.equal(tagsToDate(rule, readTags(["1.0", "1.0-dev", "2.0"])), ["1.0"]);
});

test("compares several groups, with the text between them", () => {
  const filter = "^(?<y>\\d{4})-w(?<w>\\d+)(?:-b(\\d+))?$";
  const tags = readTags(["2024-w9", "2024-w10", "2023-w52", "2024-w10-b2", "2024-w10-b10", "latest"]);
  assert.is(ranked({ kind: "semver", extract: "$y.$w" }, filter, tags)[0], "2024-w10-b10");
  assert.is(ranked({ kind: "semver", extract: "${y}.${w}.0", pick: "lowest" }, filter, tags)[0], "2023-w52");
  assert.is(ranked({ kind: "numerical", extract: "$1${2}" }, filter, tags)[0], "2024-w10-b10");
  // A tag in which one of the groups took no part in the match is dropped.
  assert.equal(ranked({ kind: "semver", extract: "$y.$w.$3" }, filter, tags), [
    "2024-w10-b10",
    "2024-w10-b2",
  ]);
});

test("never chooses a signature, an attestation, an SBOM or an index of referrers", () => {
  const hex = "0123456789abcdef".repeat(4);
  const signatures = [
    ...["", ".sig", ".att", ".sbom"].map((suffix) => `sha256-${hex}${suffix}`),
    `sha512-${hex}`,
  ];
  const images = [`sha256-${hex.slice(1)}`, `main-${hex}`, `sha256-${hex}.zip`, `1.2-sha256-${hex}`];
  for (const policy of [{ kind: "natural" }, { kind: "alphabetical" }] as const) {
    for (const tagFilter of ["", "."]) {
      const chosen = ranked(policy, tagFilter, readTags([...signatures, ...images, "1.0"]));
      assert.equal(chosen.toSorted(), [...images, "1.0"].toSorted(), `${policy.kind} ${tagFilter}`);
    }
  }
  assert.equal(tagsToDate({ tagFilter: "", policy: { kind: "newest" } }, readTags(signatures)), []);
  const ranking = rankTags({ tagFilter: "^sha", policy: { kind: "natural" } }, readTags(signatures));
  const why = "is a signature or an attestation, not an image";
  assert.equal(
    ranking.ok ? [...ranking.dropped] : [],
    signatures.map((tag) => ({ tag, step: "signature", why })),
  );
});

test("returns the best first, each tag once, and a reason for each tag that is left out", () => {
  const tags = readTags(["1.0", "latest", "1.2", "1.10-rc", "1.1"]);
  const ranking = rankTags({ tagFilter: "^1", policy: { kind: "semver" } }, tags);
  if (!ranking.ok) throw new Error("not ranked");
  const expected = [
    { tag: "1.2", key: "1.2.0" },
    { tag: "1.1", key: "1.1.0" },
    { tag: "1.0", key: "1.0.0" },
  ];
  assert.equal([...ranking.ranked], expected);
  assert.equal([...ranking.ranked], expected, "read a second time");
  assert.equal(
    [...ranking.dropped],
    [
      { tag: "latest", step: "filter", why: "does not match tag_filter" },
      {
        tag: "1.10-rc",
        step: "policy",
        text: "1.10-rc",
        why: "is a pre-release, and `prereleases` is not set",
        isPrerelease: true,
      },
    ],
  );
});

test("says which group did not match", () => {
  const rule = { tagFilter: "^a(\\d)?", policy: { kind: "numerical", extract: "$1" } } as const;
  const ranking = rankTags(rule, readTags(["a", "a1", "b"]));
  assert.equal(ranking.ok ? [...ranking.dropped] : [], [
    { tag: "a", step: "policy", why: "matches without a group of extract" },
    { tag: "b", step: "filter", why: "does not match tag_filter" },
  ]);
});

test("chooses the image built last, with only the necessary queries", () => {
  const tags = readTags(["a", "b-2", "b-1", "b-3", "b-4", "b-5", "b-6"]);
  const rule = { tagFilter: "^b", policy: { kind: "newest" } } as const;
  assert.equal(tagsToDate(rule, tags), ["b-2", "b-1", "b-3", "b-4", "b-5", "b-6"]);
  assert.equal(tagsToDate({ ...rule, policy: { kind: "natural" } }, tags), []);
  assert.equal(tagsToDate({ ...rule, tagFilter: "(" }, tags), []);
  const created = new Map<string, Created>([
    ["b-1", timeOf(3)],
    ["b-2", timeOf(2)],
    ["b-3", "gone"],
    ["b-4", "no-such-platform"],
    ["b-6", "no-date"],
    ["a", timeOf(9)],
  ]);
  const ranking = rankTags(rule, tags, created);
  if (!ranking.ok) throw new Error("not ranked");
  assert.equal(
    [...ranking.ranked],
    [
      { tag: "b-1", key: "2024-01-01T00:00:03Z" },
      { tag: "b-2", key: "2024-01-01T00:00:02Z" },
    ],
  );
  assert.equal(
    [...ranking.dropped],
    [
      { tag: "a", step: "filter", why: "does not match tag_filter" },
      { tag: "b-3", step: "policy", text: "b-3", why: "has no manifest in the registry" },
      { tag: "b-4", step: "policy", text: "b-4", why: "has no image that is built for the platform" },
      { tag: "b-5", step: "policy", text: "b-5", why: "has an image whose build time was not queried" },
      { tag: "b-6", step: "policy", text: "b-6", why: "has an image that does not say when it was built" },
    ],
  );
});

test("chooses the more specific of two tags for the same image", () => {
  const tags = readTags(["latest", "1", "1.2", "1.2.3"]);
  const created = new Map(tags.map((tag) => [tag, timeOf(5)]));
  assert.equal(ranked({ kind: "newest" }, "", tags, created), ["1.2.3", "1.2", "1", "latest"]);
});

test("returns the problems of a rule, and one for a filter that needs too many steps", () => {
  const broken = rankTags({ tagFilter: "(", policy: { kind: "semver", range: "x y z" } }, readTags(["1"]));
  assert.equal(broken.ok ? [] : broken.problems.map(({ field }) => field), ["tag_filter", "range"]);
  const endless = rankTags(
    { tagFilter: "^(\\w+\\w+)+$", policy: { kind: "natural" } },
    readTags([`${"a".repeat(120)}-`]),
  );
  assert.equal(endless.ok ? [] : endless.problems.map(({ message }) => message), [
    `tag_filter "^(\\w+\\w+)+$" needs more than 1,000,000 steps for the tag "${"a".repeat(120)}-"`,
  ]);
});

test("matches the tags of an image only once if a filter needs too many steps", () => {
  const tags = readTags(Array.from({ length: 1000 }, (_, index) => `${"a".repeat(120)}-${index}`));
  const rule = { tagFilter: "^(\\w+\\w+)+$", policy: { kind: "newest" } } as const;
  const started = performance.now();
  assert.equal(tagsToDate(rule, tags), []);
  const first = performance.now() - started;
  assert.not(rankTags(rule, tags).ok);
  const second = performance.now() - started - first;
  assert.ok(second < first / 2, `${first} ms, then ${second} ms`);
});

test("stops the filter of every image that needs too many steps, also with extract", () => {
  for (const image of ["a", "b", "c"]) {
    const ranking = rankTags(
      { tagFilter: "^((\\w+\\w+)+)$", policy: { kind: "natural", extract: "$1" } },
      readTags([`${image.repeat(120)}-`, "1"]),
    );
    assert.match(ranking.ok ? "" : (ranking.problems[0]?.message ?? ""), /needs more than 1,000,000 steps/);
  }
});

const POLICIES: readonly Policy[] = [
  { kind: "natural" },
  { kind: "natural", pick: "lowest" },
  { kind: "natural", extract: "$1" },
  { kind: "semver" },
  { kind: "semver", range: ">=1 <3", prereleases: true },
  { kind: "semver", pick: "lowest", extract: "$1" },
  { kind: "numerical" },
  { kind: "numerical", extract: "$1", pick: "lowest" },
  { kind: "alphabetical" },
  { kind: "alphabetical", extract: "$1" },
  { kind: "calver", format: "YYYY.MM.DD" },
  { kind: "calver", format: "YYYY.MM-MODIFIER", pick: "lowest" },
  { kind: "newest" },
];

const tagText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from("0012v.-aA_")), minLength: 1, maxLength: 8 }),
  fc.constantFrom(
    "1.0",
    "1.0.0",
    "v1.0.0",
    "01.0",
    "1.00",
    "2.0.0-rc.1",
    "2.0.0-rc.01",
    "2024.1.5",
    "2024.01.05",
  ),
  fc.constantFrom("2024.1", "2024.01", "2024.1-a", "latest", "1", "01", "001", "1.2", "1.20"),
);
const tagList = fc.uniqueArray(
  tagText.filter((text) => !/^[.-]/.test(text)),
  { maxLength: 12 },
);

test("returns the same order for every permutation of the tags", () => {
  for (const policy of POLICIES) {
    const tagFilter = "extract" in policy ? "(\\d.*)" : "";
    fc.assert(
      fc.property(
        tagList.chain((tags) =>
          fc.tuple(
            fc.constant(tags),
            fc.shuffledSubarray(tags, { minLength: tags.length, maxLength: tags.length }),
          ),
        ),
        ([tags, shuffled]) => {
          // Few times, so that many images are of one age.
          const created = new Map(tags.map((tag) => [tag, timeOf(tag.length % 3)]));
          const expected = ranked(policy, tagFilter, readTags(tags), created);
          assert.equal(ranked(policy, tagFilter, readTags(shuffled), created), expected);
        },
      ),
      { numRuns: runs(60) },
    );
  }
});

test("ranks and drops every tag exactly once", () => {
  for (const policy of POLICIES) {
    const tagFilter = "extract" in policy ? "(\\d.*)" : "\\d";
    fc.assert(
      fc.property(tagList, (texts) => {
        const tags = readTags(texts);
        const ranking = rankTags({ tagFilter, policy }, tags);
        if (!ranking.ok) throw new Error("not ranked");
        const all = [...ranking.ranked, ...ranking.dropped].map(({ tag }) => tag);
        assert.equal(all.sort(), [...tags].sort());
      }),
      { numRuns: 20 },
    );
  }
});

test.run();
