import { test } from "uvu";
import * as assert from "uvu/assert";
import { FORMAT_VERSIONS, ROOT_TEXTS, SHAPES } from "../../../src/gocd/grammar/file.js";
import { PROPERTY } from "../../../src/gocd/grammar/job.js";
import { MATERIAL, MATERIALS, SCM_PLUGIN } from "../../../src/gocd/grammar/material.js";
import { readingOf, type Shape } from "../../../src/gocd/grammar/shape.js";
import { STAGE_WITH_JOB } from "../../../src/gocd/grammar/stage.js";
import { PLUGIN } from "../../../src/gocd/grammar/task.js";

const shapes: readonly Shape[] = [
  ...SHAPES,
  ...Object.values(MATERIALS),
  STAGE_WITH_JOB,
  PROPERTY,
  PLUGIN,
  SCM_PLUGIN,
];

test("titles are a few words, and descriptions are sentences", () => {
  const texts = [
    ...shapes,
    ...shapes.flatMap(({ keys }) => Object.values(keys)),
    ...Object.values(ROOT_TEXTS),
  ];
  assert.ok(texts.length > 150, `only ${texts.length} texts`);
  for (const { title, description } of texts) {
    assert.match(title, /^[A-Z][^.]{1,30}$/);
    assert.match(description, /^[a-zA-Z</[][^]{5,}\.$/, title);
  }
});

test("a key is read in the same way in every kind of material, because the plugin reads it before the kind", () => {
  for (const shape of Object.values(MATERIALS)) {
    for (const key of Object.keys(shape.keys)) {
      assert.is(readingOf(MATERIAL, key), readingOf(shape, key), `${key} of ${shape.kind}`);
    }
  }
});

test("the selectors of a material are keys of it", () => {
  for (const { keys, selectors, withType, kind } of Object.values(MATERIALS)) {
    for (const key of [...selectors, ...(withType === undefined ? [] : [withType])]) {
      assert.ok(keys[key], `${key} of ${kind}`);
    }
  }
});

test("a replaced key names one of its neighbours, and a version is one that GoCD knows", () => {
  for (const { noun, keys } of shapes) {
    for (const [name, { replacedBy, since = FORMAT_VERSIONS.first }] of Object.entries(keys)) {
      if (replacedBy !== undefined) assert.ok(keys[replacedBy], `${name} of ${noun}`);
      assert.ok(since <= FORMAT_VERSIONS.last, `${name} of ${noun}`);
    }
  }
});

test.run();
