import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Diagnostic } from "../../src/model/diagnostic.js";
import type { Tag } from "../../src/model/image.js";
import type { Policy } from "../../src/model/policies.js";
import { rankTags } from "../../src/pin/choose.js";
import { guardDiagnostics } from "../../src/pin/guard/diagnostics.js";
import { packageOf } from "../support/package.js";
import { readTags } from "./choosing.js";
import { IMAGE_HISTORIES } from "./image-histories.js";
import { OTHER_IMAGES } from "./other-images.js";

const NATURAL = { kind: "natural" } as const;

/** Chooses a tag without a previous pin. */
function choose(
  tags: readonly Tag[],
  tagFilter: string,
  policy: Policy,
  skipped: readonly string[] = [],
  change: { readonly tagFilter?: string; readonly tagExclude?: string } = {},
) {
  const rule = { tagFilter, policy, digest: true, ...change };
  const ranking = rankTags(rule, tags);
  if (!ranking.ok) throw new Error(ranking.problems.map(({ message }) => message).join("; "));
  const [first, next] = Array.from(ranking.ranked).filter(({ tag }) => !skipped.includes(tag));
  if (first === undefined) return { tag: "", diagnostics: [] };
  const diagnostics = guardDiagnostics(packageOf("Docker/app", rule), {
    tag: first.tag,
    previous: undefined,
    runnerUp: next?.tag,
    ranking,
    skipped: readTags(skipped).map((tag) => ({ tag })),
    tags,
  });
  return { tag: first.tag, diagnostics };
}

function codesOf(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ code }) => code).join(" ");
}

// The change of the rule that the help suggests.
function cureOf({
  help,
}: Diagnostic): { tagFilter?: string; tagExclude?: string; isNatural: boolean } | undefined {
  const [, pattern] = /'([^']*)'/.exec(help) ?? [];
  if (pattern === undefined) return undefined;
  const isNatural = help.includes("`policy: natural`");
  return help.includes("tag_exclude")
    ? { tagExclude: pattern, isNatural }
    : { tagFilter: pattern, isNatural };
}

for (const { image, tags: line, intents } of [...IMAGE_HISTORIES, ...OTHER_IMAGES]) {
  test(`${image}: a person's choice wins for the usual intents, or a warning names the problem`, () => {
    const tags = readTags(line.split(" "));
    for (const [intent, tagFilter, policy, winner, warning = ""] of intents) {
      const what = `${intent}: '${tagFilter}', ${JSON.stringify(policy)}`;
      const { tag, diagnostics } = choose(tags, tagFilter, policy);
      assert.is(tag, winner, what);
      assert.is(codesOf(diagnostics), warning, what);
      assert.is(choose(tags.toReversed(), tagFilter, policy).tag, winner, `${what}, backwards`);
    }
  });

  test(`${image}: the change that a warning suggests chooses a tag without a warning about its kind`, () => {
    const tags = readTags(line.split(" "));
    for (const [intent, tagFilter, policy] of intents) {
      for (const diagnostic of choose(tags, tagFilter, policy).diagnostics) {
        const cure = cureOf(diagnostic);
        if (cure === undefined) {
          assert.match(diagnostic.help, /^push tags|^set `policy: newest`/, intent);
          continue;
        }
        const { isNatural, ...change } = cure;
        const cured = choose(tags, tagFilter, isNatural ? NATURAL : policy, [], change);
        assert.is.not(cured.tag, "", `${intent}: '${diagnostic.help}' chooses nothing`);
        const codes = codesOf(cured.diagnostics);
        assert.not.match(codes, diagnostic.code, `${intent}: '${diagnostic.help}'`);
        assert.match(codes, /^(?:tag-jump)?$/, `${intent}: '${diagnostic.help}'`);
      }
    }
  });
}

test("the winner is not compared with a tag that a condition left out", () => {
  const tags = readTags(["1.2.0", "1.2.0-rc1", "1.1.0"]);
  const { tag, diagnostics } = choose(tags, "", { kind: "natural" }, ["1.2.0", "1.1.0"]);
  assert.is(tag, "1.2.0-rc1");
  assert.equal(diagnostics, []);
  assert.is(codesOf(choose(tags, "", { kind: "natural" }).diagnostics), "tag-prerelease");
});

test("a commit without a letter is not taken for a version", () => {
  const rows: readonly (readonly [tags: string, policy: Policy, winner: string, help: RegExp])[] = [
    ["1a2b3c4 f0e1d2c 5837261 9ab8c7d latest", NATURAL, "latest", /^push tags/],
    ["1a2b3c4 f0e1d2c 5837261 9ab8c7d", NATURAL, "f0e1d2c", /^set `policy: newest`/],
    ["1a2b3c4 f0e1d2c 5837261 9ab8c7d", { kind: "numerical" }, "5837261", /^set `policy: newest`/],
    ["main-1a2b3c4 main-f0e1d2c main-5837261", NATURAL, "main-f0e1d2c", /^set `policy: newest`/],
    ["1a2b3c4 f0e1d2c 5837261 1.2.3", NATURAL, "f0e1d2c", /such as '\^\\d\+\\\.\\d\+\\\.\\d\+\$'$/],
    // Most tags have no letter, or are dates: these are no commits.
    ["1a2b3c4 5837261 5837262 5837263 latest", NATURAL, "latest", /such as '\^\\d\+\$'$/],
    ["1a2b3c4d f0e1d2c3 b1e1d2c3 20240101", NATURAL, "f0e1d2c3", /such as '\^\\d\{8\}\$'$/],
  ];
  for (const [line, policy, winner, help] of rows) {
    const { tag, diagnostics } = choose(readTags(line.split(" ")), "", policy);
    assert.is(tag, winner, line);
    assert.match(diagnostics[0]?.help ?? "", help, `${line}: ${diagnostics[0]?.help ?? ""}`);
  }
});

test("a suggested filter is tried on the tags of the image", () => {
  const help = (line: string, policy: Policy = NATURAL, tagFilter = "") =>
    choose(readTags(line.split(" ")), tagFilter, policy).diagnostics[0]?.help;
  // The highest version is of another order than the others, or the policy cannot read it.
  assert.match(help("2 2023.12.20260817.0 2023.12.20260727.0", { kind: "semver" }) ?? "", /policy: natural/);
  // The number of a build is not the version.
  assert.match(help("latest 4711 4712 1.2.3 1.2.4") ?? "", /'\^\\d\+\\\.\\d\+\\\.\\d\+\$'$/);
  // Excluding the jump itself is not enough if there are more of its kind.
  assert.is(help("1.0.2 1.0.1 8.1.2135 8.1.2134", { kind: "semver" }), undefined);
});

test("with extract, the help excludes the tag, as another filter would lose the groups", () => {
  const rule = { kind: "semver", extract: "$1" } as const;
  const [warning] = choose(
    readTags(["1.2.0-slim", "1.2.0", "1.1.0"]),
    "^(\\d+\\.\\d+\\.\\d+)",
    rule,
  ).diagnostics;
  assert.is(warning?.code, "tag-unordered");
  assert.is(warning?.help, "exclude such tags: `tag_exclude: '^\\d+\\.\\d+\\.\\d+-slim$'`");
});

test.run();
