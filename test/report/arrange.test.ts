import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { arrange, sortDiagnostics } from "../../src/report/arrange.js";
import { renderText, summarize } from "../../src/report/text.js";
import { find, problem } from "./sample.js";

const a = { path: "a.yaml", text: "one: 1\ntwo: 2\nten: 10\n" };
const b = { path: "b.yaml", text: "one: 1\n" };

const ORDERED = [
  problem("the file a", { path: "a.yaml" }),
  problem("one", { place: find(a, "one") }),
  problem("also two", { place: find(a, "two") }),
  problem("two", { place: find(a, "two"), severity: "warning" }),
  problem("two", { place: find(a, "two: 2") }),
  problem("ten", { place: find(a, "ten") }),
  problem("first of b", { place: find(b, "one"), severity: "note" }),
  problem("Zone", { path: "c.yaml" }),
  problem("apple", { path: "c.yaml" }),
  problem("no file", {}),
] as const;

test("diagnostics are sorted by path, place, code and message, those without a file last", () => {
  assert.equal(arrange(ORDERED.toReversed()), ORDERED);
});

test("the order of the input does not matter", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...ORDERED], { minLength: ORDERED.length }), (found) => {
      assert.equal(arrange(found), ORDERED);
    }),
  );
});

test("the same place, code and message is shown once, with the gravest severity", () => {
  const place = find(a, "two");
  const warning = problem("twice", { place, severity: "warning" });
  const error = problem("twice", { place });
  const elsewhere = problem("twice", { place: find(a, "ten") });
  assert.equal(arrange([elsewhere, warning, error, warning]), [error, elsewhere]);
});

test("findings that differ only in their packages are one, which has all of them", () => {
  const place = find(a, "two");
  const of = (...packages: string[]) => problem("down", { place, packages });
  const two = problem("down; this affects 2 packages", { place, packages: ["Docker/a", "Docker/b"] });
  assert.equal(arrange([of("Docker/b"), of("Docker/a"), of("Docker/b"), problem("down", { place })]), [two]);
  const one = problem('down; this affects package "Docker/a"', { place, packages: ["Docker/a"] });
  assert.equal(arrange([problem("down", { place }), of("Docker/a")]), [one]);
  assert.is(summarize([of("Docker/a"), of("Docker/b")]), "1 error");
});

test("the input is not changed", () => {
  const found = Object.freeze(ORDERED.toReversed());
  arrange(found);
  assert.equal(found, ORDERED.toReversed());
});

test("of more than 1,000 findings, the first errors are shown and the rest is counted", () => {
  const warnings = Array.from({ length: 100_000 }, (_, index) =>
    problem(`warning ${index}`, { path: "a.yaml", severity: "warning" }),
  );
  const errors = Array.from({ length: 1002 }, (_, index) =>
    problem(`error ${String(index).padStart(4, "0")}`, { path: "b.yaml" }),
  );
  const all = [...warnings, ...errors];
  const shown = arrange(all);
  assert.equal(shown.slice(0, -1), errors.slice(0, 1000));
  const rest = "2 errors, 100000 warnings more: a report shows at most 1,000 findings";
  assert.equal([shown.at(-1)?.severity, shown.at(-1)?.message], ["note", rest]);
  assert.match(renderText(all, { color: false }), `gocd-pin: note: ${rest} [findings-limit]`);
  assert.is(summarize(all), "1002 errors, 100000 warnings");
  assert.is(sortDiagnostics(all).length, 101_002);
  assert.equal(arrange(errors.slice(0, 1000)), errors.slice(0, 1000));
});

test.run();
