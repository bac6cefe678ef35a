import { test } from "uvu";
import * as assert from "uvu/assert";
import { readGocdFile } from "../../../src/gocd/read/file.js";
import { checkFile } from "../../../src/gocd/rules/check-file.js";
import { checkFanIn, stoppedByFanIn, withDependents } from "../../../src/gocd/rules/fan-in.js";
import type { FileSummary } from "../../../src/gocd/rules/summary.js";
import { readGocdYaml } from "../../../src/yaml/dialect.js";

/** A pipeline, the paths of the config repo that trigger it ("" for all), and the pipelines that it depends on. */
type Row = readonly [name: string, paths: string | undefined, upstream: readonly string[]];

function source(rows: readonly Row[]): string {
  const pipelines = rows.map(([name, paths, upstream]) => {
    const materials = upstream.map((one) => `      ${one}: {pipeline: ${one}, stage: s}\n`);
    const filter = paths === "" ? "" : `, includes: [${paths}]`;
    if (paths !== undefined) materials.push(`      repo: {type: configrepo${filter}}\n`);
    return `  ${name}:\n    group: g\n    materials:\n      code: {git: x}\n${materials.join("")}    template: t\n`;
  });
  return `format_version: 10\npipelines:\n${pipelines.join("")}`;
}

function summaryOf(rows: readonly Row[]): FileSummary {
  const { tree } = readGocdYaml({ path: "a.yaml", text: source(rows) });
  assert.ok(tree);
  return checkFile(readGocdFile(tree).file, { ownForms: false }).summary;
}

/** The messages, each with the line of its place. */
function warnings(summary: FileSummary): string[] {
  return checkFanIn([summary]).map(({ severity, code, message, place }) => {
    const line = place?.file.text.slice(place.span.start).split(":")[0] ?? "";
    assert.is(`${severity} ${code}`, "warning fan-in");
    assert.ok(message.includes(`"${line}"`), `${message} is at ${line}`);
    return message;
  });
}

const A: Row = ["a", "a.env", []];
const B: Row = ["b", "b.env", []];

const CASES: readonly (readonly [about: string, rows: readonly Row[], through: readonly string[]])[] = [
  ["one upstream", [A, ["p", undefined, ["a"]]], []],
  ["its own material", [["p", "p.env", []]], []],
  ["two upstream", [A, B, ["p", undefined, ["a", "b"]]], ['"p" through "a" and "b"']],
  ["names in other case", [A, B, ["p", undefined, ["A", "B"]]], ['"p" through "a" and "b"']],
  ["an upstream and its own material", [A, ["p", "p.env", ["a"]]], ['"p" through "a" and its own material']],
  ["the same changes", [A, ["a2", "a.env", []], ["p", "a.env", ["a", "a2"]]], []],
  ["one upstream by two ways", [A, ["x", undefined, ["a"]], ["p", undefined, ["a", "x"]]], []],
  [
    "further upstream",
    [A, B, ["x", undefined, ["a"]], ["p", undefined, ["x", "b"]]],
    ['"p" through "x" and "b"'],
  ],
  ["upstream without the config repo", [A, ["x", undefined, []], ["p", undefined, ["a", "x"]]], []],
  ["upstream of another repo", [A, ["p", undefined, ["a", "other"]]], []],
  [
    "only the first of a row",
    [A, B, ["p", undefined, ["a", "b"]], ["q", undefined, ["p"]], ["r", undefined, ["q", "a"]]],
    ['"p" through "a" and "b"'],
  ],
  [
    "many upstream",
    [A, B, ["c", "c.env", []], ["d", "d.env", []], ["p", undefined, ["a", "b", "c", "d"]]],
    ['"p" through "a", "b" and 2 more'],
  ],
  ["a pipeline before its upstream", [["p", undefined, ["a", "b"]], A, B], ['"p" through "a" and "b"']],
];

for (const [about, rows, through] of CASES) {
  test(`${through.length === 0 ? "no fan-in" : "fan-in"} with ${about}`, () => {
    assert.equal(
      warnings(summaryOf(rows)),
      through.map(
        (text) =>
          `pins of different packages trigger the pipeline ${text}: GoCD's fan-in does not trigger it when only some of them move`,
      ),
    );
  });
}

test("a commit does not trigger the pipelines for which it makes only some of the changes", () => {
  const rows: readonly Row[] = [
    A,
    B,
    ["a2", "a.env", []],
    ["any", "", []],
    ["both", undefined, ["A", "b"]],
    ["same", undefined, ["a", "a2"]],
    ["own", "b.env", ["a"]],
    ["with-any", undefined, ["a", "any"]],
    ["below", undefined, ["both", "a"]],
  ];
  const files = [summaryOf(rows)];
  const stopped = (...changed: string[]) =>
    Array.from(stoppedByFanIn(files, new Set(changed), new Set())).sort();
  assert.equal(stopped("a"), ["below", "both", "own"]);
  assert.equal(stopped("b"), ["below", "both", "own", "with-any"]);
  assert.equal(stopped("a", "b"), []);
  assert.equal(stopped(), ["with-any"]);
});

test("a pipeline that accepts the warning is triggered, and so is one that depends on it alone", () => {
  const files = [
    summaryOf([A, B, ["p", undefined, ["a", "b"]], ["q", undefined, ["p"]], ["r", undefined, ["p", "b"]]]),
  ];
  assert.equal(Array.from(stoppedByFanIn(files, new Set(["a"]), new Set(["p"]))), ["r"]);
});

test("the dependents of pipelines are all that are downstream; names are case-insensitive", () => {
  const summary = summaryOf([
    A,
    B,
    ["p", undefined, ["A"]],
    ["q", undefined, ["p", "b"]],
    ["r", undefined, ["b"]],
  ]);
  assert.equal(Array.from(withDependents([summary])(["a"])).sort(), ["a", "p", "q"]);
  assert.equal(Array.from(withDependents([summary])([])), []);
});

test("a pipeline that accepts the warning has none", () => {
  const summary = summaryOf([A, B, ["p", undefined, ["a", "b"]]]);
  assert.equal(checkFanIn([summary], new Set(["p"])), []);
});

test("a cycle, which is an error of its own, ends", () => {
  const rows: readonly Row[] = [
    ["a", "a.env", ["b"]],
    ["b", "b.env", ["c"]],
    ["c", undefined, ["a"]],
  ];
  warnings(summaryOf(rows));
});

test("20,000 pipelines in a row take a moment", () => {
  const rows = Array.from({ length: 20_000 }, (_, index): Row => {
    return [`p${index}`, index % 2 === 0 ? `${index}.env` : undefined, index === 0 ? [] : [`p${index - 1}`]];
  });
  const summary = summaryOf(rows);
  assert.is(warnings(summary).length, 1);
  assert.is(warnings({ ...summary, pipelines: summary.pipelines.toReversed() }).length, 1);
});

test.run();
