import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings } from "./rows.js";

const BASE = `
  base:
    group: g
    materials: {m: {git: /x}}
    stages: [{one: {tasks: []}}, {two: {tasks: []}}, {three: {tasks: []}}]
  middle:
    group: g
    materials: {m: {pipeline: base, stage: two}}
    stages: [{s: {tasks: []}}]
`;

/** A pipeline that waits for the middle one, and fetches with these keys. */
function fetches(keys: string, materials = "m: {pipeline: middle, stage: s}"): string[] {
  return findings(
    `pipelines:${BASE}  last:\n    group: g\n    materials: {${materials}}\n` +
      `    stages: [{s: {tasks: [{fetch: {${keys}, source: x}}]}}]\n`,
  );
}

for (const [what, accepted, refused, place] of [
  [
    "a pipeline that is waited for",
    "pipeline: Middle, stage: S, job: s",
    "pipeline: base, stage: one, job: one",
    "base",
  ],
  [
    "a path to one further up",
    "pipeline: base/middle, stage: one, job: one",
    "pipeline: middle/base, stage: s, job: s",
    "middle/base",
  ],
  [
    "the awaited stage or one before",
    "pipeline: base/middle, stage: two, job: two",
    "pipeline: base/middle, stage: three, job: three",
    "three",
  ],
  ["a stage that is there", "pipeline: middle, stage: s, job: s", "pipeline: middle, stage: x, job: s", "x"],
  ["a job that is there", "pipeline: middle, stage: s, job: s", "pipeline: middle, stage: s, job: x", "x"],
] as const) {
  test(`fetch: ${what}`, () => {
    assert.equal(fetches(accepted), []);
    assert.equal(fetches(refused), [`error fetch-source "${place}" pipeline`]);
  });
}

test("fetch: errors in materials cause no further errors", () => {
  const keys = "pipeline: middle, stage: s, job: s";
  assert.equal(fetches(keys, "m: {pipline: middle, stage: s}"), [
    'error material-kind "m" repo',
    'warning key-unknown "pipline"',
  ]);
  assert.equal(fetches(keys, "m: middle"), ['error value-type "middle" pipeline']);
});

test("fetch: a source that is not known is not guessed", () => {
  assert.equal(fetches("pipeline: unknown, stage: x, job: y", "m: {pipeline: unknown, stage: x}"), []);
  assert.equal(fetches("pipeline: far/unknown, stage: x, job: y", "m: {pipeline: unknown, stage: x}"), []);
});

test("fetch: a pipeline that is not given must still be waited for", () => {
  assert.equal(fetches("pipeline: unknown, stage: x, job: y"), ['error fetch-source "unknown" pipeline']);
});

test("fetch: a material whose parameter is missing may be the one", () => {
  assert.equal(fetches("pipeline: base, stage: one, job: one", 'm: {pipeline: "#{x}", stage: one}'), [
    'error parameter-unknown "#" pipeline',
  ]);
});

test("fetch: a stage that cannot be read is not said to be missing", () => {
  const text = `pipelines:
  p:
    group: g
    materials: {m: {git: /x}}
    stages: [{a: }, {b: {tasks: [{fetch: {stage: a, job: a, source: x}}]}}]`;
  assert.equal(findings(text), ['error value-type "a" pipeline']);
});

test.run();
