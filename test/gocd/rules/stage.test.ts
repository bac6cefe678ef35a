import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inPipeline, inStage, testRows, validate } from "./rows.js";

testRows("stage", inStage, [
  ["known keys", "clean_workspace: yes", "clean_workdir: yes", 'warning key-unknown "clean_workdir"'],
  [
    "booleans",
    ["fetch_materials: n", "keep_artifacts: Off", "clean_workspace: TRUE"],
    "keep_artifacts: 0",
    'error boolean-invalid "0" pipeline',
  ],
  [
    "a profile next to tasks",
    "elastic_profile_id: x",
    "elastic_profile_id: x\njobs: {j: {tasks: []}}",
    'warning key-misplaced "elastic_profile_id"',
  ],
  [
    "all keys of a job next to tasks",
    "resources: [a]\ntimeout: 5\nartifacts: []\ntabs: {}\nrun_instances: 2",
    "resources: [a]\ntimeout: 5\njobs: {j: {tasks: []}}",
    'warning key-misplaced "resources"',
    'warning key-misplaced "timeout"',
  ],
  [
    "tasks or jobs, not both",
    "jobs: {j: {tasks: []}}",
    "jobs: {j: {tasks: []}}\ntasks: []",
    'warning key-misplaced "tasks"',
  ],
  [
    "jobs as a mapping",
    "jobs: {j: {tasks: []}}",
    "jobs: [{j: {tasks: []}}]",
    'error value-type "[{j: {tasks: []}}]" pipeline',
  ],
  ["at least one job", "jobs:\ntasks: []", "jobs: {}", 'error empty "jobs" pipeline'],
  [
    "jobs of different names",
    "jobs: {a: {tasks: []}, b: {tasks: []}}",
    "jobs: {a: {tasks: []}, A: {tasks: []}}",
    'error name-duplicate "A" repo',
  ],
  [
    "a word as approval",
    ["approval: auto", "approval: success", "approval: manual", "approval:"],
    "approval: Manual",
    'error word-unknown "Manual" pipeline',
  ],
  [
    "type in an approval",
    ["approval: {type: success}", "approval: {type: manual}"],
    "approval: {type: auto}",
    'error word-unknown "auto" pipeline',
  ],
  [
    "an approval with a type",
    "approval: {type: manual}",
    "approval: {roles: [a]}",
    'error key-missing "approval" pipeline',
  ],
  [
    "no list as approval",
    "approval: {type: manual}",
    "approval: [manual]",
    'error value-type "[manual]" pipeline',
  ],
  [
    "known keys of an approval",
    "approval: {type: manual, allow_only_on_success: true}",
    "approval: {type: manual, manual: true}",
    'warning key-unknown "manual"',
  ],
  [
    "a boolean in an approval",
    "approval: {type: manual, allow_only_on_success: no}",
    "approval: {type: manual, allow_only_on_success: maybe}",
    'error boolean-invalid "maybe" pipeline',
  ],
  [
    "lists of users and roles",
    "approval: {type: manual, users: [a], roles: [b]}",
    "approval: {type: manual, users: a, roles: b}",
    'error value-type "a" pipeline',
    'error value-type "b" pipeline',
  ],
  [
    "no user of spaces",
    "approval: {type: manual, users: [a b]}",
    'approval: {type: manual, users: [" "]}',
    'error value-empty "" "" pipeline',
  ],
  [
    "no missing user",
    "approval: {type: manual, users: []}",
    "approval:\n  type: manual\n  users:\n    -",
    'error value-empty "users" repo',
  ],
  [
    "no single `#` in users",
    "approval: {type: manual, users: [a##b]}",
    "approval: {type: manual, users: ['a#b']}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "`#` in roles",
    "approval: {type: manual, roles: ['a#b']}",
    "approval: {type: manual, roles: [[a]]}",
    'error value-type "[a]" pipeline',
  ],
  [
    "variables once",
    "environment_variables: {A: 1}\njobs: {j: {environment_variables: {A: 2}, tasks: []}}",
    "environment_variables: {A: 1, a: 1}\njobs: {j: {tasks: []}}",
    'error variable-duplicate "a" pipeline',
  ],
  [
    "an override in the same letters",
    "environment_variables: {A: 1}\njobs: {j: {environment_variables: {A: 2}, tasks: []}}",
    "environment_variables: {A: 1}\njobs: {j: {environment_variables: {a: 2}, tasks: []}}",
    'warning variable-case "a"',
  ],
]);

testRows("stages", (part) => inStage("").replace("- s:", `- ${part}:`), [
  ["names", ["a.b", "1"], "a b", 'error name-invalid "a b" pipeline'],
]);

test("stage: jobs or tasks", () => {
  assert.equal(findings(inPipeline("stages: [{s: {approval: manual}}]")), ['error key-missing "s" pipeline']);
  assert.equal(findings(inPipeline("stages: [{s: {jobs: , tasks: }}]")), [
    'error key-missing "jobs" pipeline',
  ]);
});

test("stage: keys at the column of the key to which they belong are moved to the right", () => {
  const helpOf = (text: string) => {
    const [{ help } = {}] = validate({ path: "a.gocd.yaml", text }).filter(
      ({ severity }) => severity === "warning",
    );
    return help;
  };
  const [ofStage, ofJobs] = ["- s:\n  tasks: []", "- s:\n    jobs:\n    j:\n      tasks: []"].map((stages) =>
    helpOf(inPipeline(`stages:\n${stages}`)),
  );
  assert.is(ofStage, 'add spaces before "tasks" and the lines below it, if it belongs to "s"');
  assert.is(ofJobs, 'add spaces before "j" and the lines below it, if it belongs to "jobs"');
});

test("stage: a mapping", () => {
  assert.equal(findings(inPipeline("stages: [{s: text}]")), ['error value-type "text" pipeline']);
});

test.run();
