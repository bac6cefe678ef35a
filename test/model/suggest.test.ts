import { test } from "uvu";
import * as assert from "uvu/assert";
import { didYouMean } from "../../src/model/suggest.js";

test("the nearest known name is suggested (names are case-insensitive); if none is near, the known ones are listed", () => {
  const known = ["Docker", "GitHub", "tag_filter"];
  const cases: readonly (readonly [unknown: string, known: readonly string[], sentence: string])[] = [
    ["Dokcer", known, 'did you mean "Docker"?'],
    ["docker", known, 'did you mean "Docker"?'],
    ["GITHUP", known, 'did you mean "GitHub"?'],
    ["tagfilter", known, 'did you mean "tag_filter"?'],
    ["x", ["y"], 'did you mean "y"?'],
    // Two neighbours in the wrong order are one typo, which a short name may have.
    ["imgae", ["image", "id"], 'did you mean "image"?'],
    ["wbe", ["api", "Web"], 'did you mean "Web"?'],
    ["ewb", ["api", "web"], 'did you mean "web"?'],
    ["bew", ["api", "web"], 'use one of "api", "web"'],
    ["quay", known, 'use one of "Docker", "GitHub", "tag_filter"'],
    ["", known, 'use one of "Docker", "GitHub", "tag_filter"'],
    ["Docker", [], "define it, or remove the reference to it"],
  ];
  for (const [unknown, names, sentence] of cases) assert.is(didYouMean(unknown, names), sentence, unknown);
});

test("in a very long list, only the first unknown names get a suggestion", () => {
  const known = Array.from({ length: 20_000 }, (_, index) => `app-${index}`);
  const helps = Array.from({ length: 2000 }, () => didYouMean("ap-777", known));
  assert.is(helps[0], 'did you mean "app-777"?');
  assert.match(helps.at(-1) ?? "", /^use one of /);
});

test("at most ten known names are listed", () => {
  const names = Array.from({ length: 11 }, (_, index) => `name${index}`);
  const shown = names.slice(0, 10).map((name) => `"${name}"`);
  assert.is(didYouMean("something", names), `use one of ${shown.join(", ")}, ...`);
  assert.is(
    didYouMean("something", names.slice(1)),
    `use one of ${names
      .slice(1)
      .map((name) => `"${name}"`)
      .join(", ")}`,
  );
});

test.run();
