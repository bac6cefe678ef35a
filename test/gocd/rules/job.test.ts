import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inJob, inStage, testRows } from "./rows.js";

testRows("job", inJob, [
  ["known keys", "timeout: 5", "timeouts: 5", 'warning key-unknown "timeouts"'],
  [
    "keys where they belong",
    "resources: [a]",
    "clean_workspace: yes",
    'warning key-misplaced "clean_workspace"',
  ],
  [
    "no properties",
    "properties:",
    "properties: {a: {source: b, xpath: c}}",
    'warning key-ignored "properties"',
  ],
  [
    "source and xpath of a property",
    "properties:",
    "properties: {a: {source: b}}",
    'warning key-ignored "properties"',
    'error key-missing "a" pipeline',
  ],
  [
    "properties as a mapping",
    "properties:",
    "properties: [a]",
    'warning key-ignored "properties"',
    'error value-type "[a]" pipeline',
  ],
  ["a value for tasks", "tasks: []", "tasks:", 'error key-missing "tasks" pipeline'],
  [
    "a list of tasks",
    "tasks: [{script: x}]",
    "tasks: {script: x}",
    'error value-type "{script: x}" pipeline',
  ],
  [
    "timeout as a number",
    ["timeout: 0", "timeout: +5", "timeout:"],
    "timeout: 1_000",
    'error integer-invalid "1_000" pipeline',
  ],
  ["no empty timeout", "timeout: 5", 'timeout: ""', 'error integer-invalid """" pipeline'],
  ["no space in the timeout", "timeout: 5", 'timeout: " 5"', 'error integer-invalid "" 5"" pipeline'],
  ["a timeout from 0 on", "timeout: 0", "timeout: -1", 'error integer-invalid "-1" pipeline'],
  ["no list as timeout", "timeout: 5", "timeout: {a: 5}", 'warning value-dropped "{a: 5}"'],
  [
    "run_instances",
    ["run_instances: all", "run_instances: ALL", "run_instances: 7", "run_instances:"],
    "run_instances: some",
    'error integer-invalid "some" pipeline',
  ],
  [
    "no plus in run_instances",
    "run_instances: 3",
    "run_instances: +3",
    'error integer-invalid "+3" pipeline',
  ],
  [
    "no space in run_instances",
    "run_instances: 3",
    'run_instances: " 3"',
    'error integer-invalid "" 3"" pipeline',
  ],
  ["some run_instances", "run_instances: 3", 'run_instances: ""', 'error integer-invalid """" pipeline'],
  ["run_instances from 1 on", "run_instances: 1", "run_instances: 0", 'error integer-invalid "0" pipeline'],
  [
    "no negative run_instances",
    "run_instances: 1",
    "run_instances: -3",
    'error integer-invalid "-3" pipeline',
  ],
  ["whole run_instances", "run_instances: 7", "run_instances: 7.5", 'error integer-invalid "7.5" repo'],
  [
    "run_instances of a size",
    "run_instances: 7",
    "run_instances: 99999999999",
    'error integer-invalid "99999999999" repo',
  ],
  ["run_instances as written", "run_instances: 7", "run_instances: 7abc", 'warning value-misread "7abc"'],
  [
    "no comma in run_instances",
    "run_instances: 1000",
    'run_instances: "1,000"',
    'warning value-misread ""1,000""',
  ],
  [
    "no exponent in run_instances",
    "run_instances: 1000",
    "run_instances: 1E3",
    'warning value-misread "1E3"',
  ],
  ["no list as run_instances", "run_instances: 7", "run_instances: [7]", 'error value-type "[7]" pipeline'],
  [
    "a list of resources",
    ["resources: []", "resources:"],
    "resources: linux",
    'error value-type "linux" pipeline',
  ],
  [
    "names of resources",
    'resources: ["a b", "c|d", "", a, a]',
    "resources: [a/b]",
    'error name-invalid "a/b" pipeline',
  ],
  ["ASCII resources", "resources: [e]", "resources: [é]", 'error name-invalid "é" pipeline'],
  [
    "an escaped `#` that is no name then",
    "resources: [a]",
    "resources: [a##b]",
    'error name-invalid "a##b" pipeline',
  ],
  [
    "a profile without resources",
    "elastic_profile_id: x\nresources: []",
    "elastic_profile_id: x\nresources: [a]",
    'error elastic-profile "elastic_profile_id" pipeline',
  ],
  [
    "an elastic profile that is not only spaces (JobConfig)",
    "elastic_profile_id: a",
    'elastic_profile_id: " "',
    'error elastic-profile "elastic_profile_id" pipeline',
  ],
  [
    "some profile",
    "elastic_profile_id:",
    'elastic_profile_id: ""',
    'error elastic-profile "elastic_profile_id" pipeline',
  ],
  [
    "a profile without all agents",
    "elastic_profile_id: x\nrun_instances: 2",
    "elastic_profile_id: x\nrun_instances: all",
    'error elastic-profile "elastic_profile_id" pipeline',
  ],
  [
    "a profile as text",
    "elastic_profile_id: x",
    "elastic_profile_id: [x]",
    'error value-type "[x]" pipeline',
  ],
  ["tabs", "tabs: {.a-1: b/c.html}", "tabs: {a b: c}", 'error tab-invalid "a b" pipeline'],
  [
    "short names of tabs",
    "tabs: {a12345678901234: c}",
    "tabs: {a123456789012345: c}",
    'error tab-invalid "a123456789012345" pipeline',
  ],
  ["paths of tabs", "tabs: {a: b}", "tabs: {a: }", 'error tab-invalid "a" pipeline'],
  ["paths of tabs without spaces", "tabs: {a: b-c}", "tabs: {a: b c}", 'error tab-invalid "a" pipeline'],
  ["some path of a tab", "tabs: {a: b}", 'tabs: {a: ""}', 'error tab-invalid "a" pipeline'],
  ["tabs whose names differ in case", "tabs: {a: b, A: b}", "tabs: [a]", 'error value-type "[a]" pipeline'],
  ["an escaped `#` in tabs", "tabs: {a: b##c}", "tabs: {a: 'b#c'}", 'error hash-unescaped "#" pipeline'],
  [
    "variables of right names",
    'environment_variables: {"a b": 1, 1A: 1, A=B: 1}',
    'environment_variables: {"": 1}',
    'error variable-name """" pipeline',
  ],
  [
    "no space around a variable's name",
    "environment_variables: {A: 1}",
    'environment_variables: {"A ": 1}',
    'error variable-name ""A "" pipeline',
  ],
  [
    "an escaped `#` in a variable",
    "environment_variables: {A##: 'a ## b'}",
    "environment_variables: {A: 'a # b'}",
    'error hash-unescaped "#" repo',
  ],
  [
    "an escaped `#` in a variable's name",
    "environment_variables: {A##B: 1}",
    "environment_variables: {'A#B': 1}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "an escaped `#` in a secure variable",
    "secure_variables: {A: AES##}",
    "secure_variables: {A: 'AES#'}",
    'error hash-unescaped "#" repo',
  ],
]);

testRows("jobs", (part) => inJob("").replace(" j:", ` ${part}:`), [
  ["names", [".a", "a.b", "-"], "a b", 'error name-invalid "a b" pipeline'],
  [
    "no names of instances",
    "a-runInstance",
    "a-runInstance-1",
    'error name-invalid "a-runInstance-1" pipeline',
  ],
  ["no names of all agents", "a-runOnAll-x", "a-runOnAll-12", 'error name-invalid "a-runOnAll-12" pipeline'],
  ["short names", "a".repeat(255), "a".repeat(256), `error name-invalid "${"a".repeat(256)}" pipeline`],
]);

test("job: a mapping with tasks", () => {
  assert.equal(findings(inStage("jobs: {j: }")), ['error value-type "j" pipeline']);
  assert.equal(findings(inStage("jobs: {j: text}")), ['error value-type "text" pipeline']);
  assert.equal(findings(inStage("jobs: {j: {}}")), ['error key-missing "j" pipeline']);
});

test.run();
