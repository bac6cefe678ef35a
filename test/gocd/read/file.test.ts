import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, testRows } from "../rules/rows.js";

const same = (part: string) => part;

testRows("root", same, [
  [
    "keys in upper and lower case",
    ["FORMAT_VERSION: 10\nPipelines:\nenvironments:\nCommon:", "common: [{x: y}, 1]"],
    "pipeline: {}",
    'error root-key "pipeline" repo',
  ],
  ["no key of one's own", "common: {x-mine: 1}", "x-mine: 1", 'error root-key "x-mine" repo'],
  ["no merge of nothing", "common:", "<<:", 'error root-key "<<" repo'],
  ["no list as a key", "common: {[a, b]: c}", "[a, b]: c", 'error root-key "[a, b]" repo'],
  ["a mapping", "pipelines: {}", "- pipelines", 'error root-form "- pipelines" repo'],
  ["no text", "pipelines:", "just text", 'error root-form "just text" repo'],
  ["something in it", "common:", "# nothing but a comment\n", 'error source-empty "a.gocd.yaml" repo'],
  ["some bytes", "common:", "", 'error source-empty "a.gocd.yaml" file'],
  ["pipelines as a mapping", "pipelines:", "pipelines: []", 'error root-form "[]" repo'],
  ["pipelines as no text", "pipelines: {}", 'pipelines: ""', 'error root-form """" repo'],
  ["environments as a mapping", "environments:", "environments: text", 'error root-form "text" repo'],
  ["words as names of pipelines", "pipelines: {}", "pipelines: {[a]: {}}", 'error value-type "[a]" pipeline'],
  [
    "words as names of environments",
    "environments: {a: }",
    "environments: {[a]: }",
    'error value-type "[a]" environment',
  ],
]);

test("root: both of two keys that differ only in case are read", () => {
  assert.equal(findings("pipelines: {a: 1}\nPipelines: {b: 2}"), [
    'error value-type "1" pipeline',
    'error value-type "2" pipeline',
  ]);
});

test.run();
