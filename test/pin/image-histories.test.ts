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

/** Chooses a tag without a previous pin. */
function choose(tags: readonly Tag[], tagFilter: string, policy: Policy, skipped: readonly string[] = []) {
  const rule = { tagFilter, policy, digest: true };
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

// The filter that the help suggests, without `extract`.
function cureOf({ help = "" }: Diagnostic): string | undefined {
  return help.includes("tag_exclude") ? undefined : /'([^']*)'/.exec(help)?.[1];
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

  test(`${image}: the filter that a warning suggests chooses a tag without that warning`, () => {
    const tags = readTags(line.split(" "));
    for (const [intent, tagFilter, policy] of intents) {
      for (const diagnostic of choose(tags, tagFilter, policy).diagnostics) {
        const cure = cureOf(diagnostic);
        if (cure === undefined) continue;
        const cured = choose(tags, cure, { kind: "natural" });
        assert.is.not(cured.tag, "", `${intent}: '${cure}' chooses nothing`);
        assert.not.match(codesOf(cured.diagnostics), diagnostic.code, `${intent}: '${cure}'`);
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
