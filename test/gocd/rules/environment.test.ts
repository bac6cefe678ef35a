import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, testRows } from "./rows.js";

testRows("environment", (part) => `environments:\n  e:\n${part.replace(/^/gm, "    ")}\n`, [
  ["a mapping, or nothing", ["", "{}"], "text", 'error value-type "text" environment'],
  ["known keys", "agents: []", "resources: [a]", 'warning key-misplaced "resources"'],
  [
    "variables as a mapping",
    ["environment_variables:", 'environment_variables: ""'],
    "environment_variables: [a]",
    'error value-type "[a]" environment',
  ],
  [
    "texts as values",
    "secure_variables: {A: 1, B: true}",
    "environment_variables: {A: [1]}",
    'error value-type "[1]" environment',
  ],
  [
    "no `#` rules",
    'environment_variables: {A: "#!/bin/sh"}',
    'environment_variables: {" A": 1}',
    'error variable-name "" A"" environment',
  ],
  [
    "one name once, plain and secure",
    "environment_variables: {A: 1}\nsecure_variables: {B: 1}",
    "environment_variables: {A: 1}\nsecure_variables: {A: 1}",
    'error variable-duplicate "A" environment',
  ],
  [
    "a name twice, in upper and lower case",
    "environment_variables: {A: 1, B: 1}",
    "environment_variables: {A: 1, a: 1}",
    'error variable-duplicate "a" environment',
  ],
  [
    "a value for secure variables",
    "environment_variables: {A: }",
    "secure_variables: {A: }",
    'warning variable-empty "A"',
  ],
  [
    "no variable that GoCD sets later",
    "environment_variables: {GO_SERVER_URL: x}",
    "environment_variables: {GO_PIPELINE_LABEL: x}",
    'warning variable-built-in "GO_PIPELINE_LABEL"',
  ],
  [
    "a list of pipelines",
    ["pipelines:", "pipelines: [a, b]"],
    "pipelines: a",
    'error value-type "a" environment',
  ],
  ["texts in lists", "agents: [a]", "agents: [[a]]", 'error value-type "[a]" environment'],
  ["no empty items", "pipelines: [a]", "pipelines: [a]\nagents:\n-\n- b", 'error value-empty "agents" repo'],
  [
    "each pipeline once",
    "pipelines: [a, b]",
    "pipelines: [a, A]",
    'error environment-duplicate "A" environment',
  ],
  ["each agent once", "agents: [a, b]", "agents: [a, a]", 'error environment-duplicate "a" environment'],
]);

test("environment: a name may be any text", () => {
  assert.equal(findings('environments: {"a b": {}, "": {}, "#": {}}'), []);
});

test("environment: parts of one name are put together, and say nothing twice", () => {
  const first = "environments: {e: {environment_variables: {A: 1}, pipelines: [p], agents: [x]}}";
  assert.equal(
    findings(first, "environments: {E: {environment_variables: {B: 1}, pipelines: [q], agents: [y]}}"),
    [],
  );
  assert.equal(
    findings(first, "environments: {E: {environment_variables: {A: 1}, pipelines: [P], agents: [X]}}"),
    [
      'error environment-duplicate "A" environment',
      'error environment-duplicate "P" environment',
      'error environment-duplicate "X" environment',
    ],
  );
});

test("environment: a pipeline is in one only", () => {
  assert.equal(findings("environments: {a: {pipelines: [p]}, b: {pipelines: [P]}}"), [
    'error environment-duplicate "P" environment',
  ]);
});

test("environment: pipelines and agents that only the server knows are not reported", () => {
  assert.equal(findings("environments: {a: {pipelines: [unknown], agents: [unknown]}}"), []);
});

test.run();
