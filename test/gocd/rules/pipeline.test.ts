import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inPipeline, testRows, validate } from "./rows.js";

testRows("pipeline", inPipeline, [
  ["known keys", "display_order: 1", "mingel: 1", 'warning key-unknown "mingel"'],
  [
    "keys where they belong",
    "timer: {spec: '0 0 1 * * ?'}",
    "elastic_profile_id: x",
    'warning key-misplaced "elastic_profile_id"',
  ],
  [
    "no other names for variables",
    "environment_variables: {A: 1}",
    "env_variables: {A: 1}",
    'warning key-unknown "env_variables"',
  ],
  ["no mingle", "mingle:", "mingle: {base_url: x}", 'warning key-ignored "mingle"'],
  ["group as text", ['group: ""', "group: 1"], "group: [a]", 'error value-type "[a]" pipeline'],
  [
    "a group of spaces, which is the default group, and no other spaces (StringUtils.isBlank)",
    ['group: " "', 'group: "\\t"', 'group: "\\u2003"'],
    'group: "\\u00A0"',
    'error name-invalid ""\\u00A0"" pipeline',
  ],
  [
    "a group of spaces, which is the default group (ConfigConverter)",
    'group: " "',
    'group: "a "',
    'error name-invalid ""a "" pipeline',
  ],
  ["a group's name", "group: a.b", "group: a b", 'error name-invalid "a b" pipeline'],
  [
    "label_template as text",
    "label_template: ${COUNT}",
    "label_template: {a: b}",
    'error value-type "{a: b}" pipeline',
  ],
  ["a template's name", "template: -x", 'template: ""', 'error name-invalid """" pipeline'],
  [
    "words of lock_behavior",
    [
      "lock_behavior: lockOnFailure",
      "lock_behavior: unlockWhenFinished",
      "lock_behavior: none",
      "lock_behavior:",
    ],
    "lock_behavior: lockonfailure",
    'error word-unknown "lockonfailure" pipeline',
  ],
  [
    "some word of lock_behavior",
    "lock_behavior: none",
    'lock_behavior: ""',
    'error word-unknown """" pipeline',
  ],
  [
    "display_order as a number",
    ["display_order: 5", "display_order: -5", 'display_order: "+5"', "display_order:"],
    "display_order: 1.5",
    'error integer-invalid "1.5" pipeline',
  ],
  [
    "no hexadecimal display_order",
    "display_order: 16",
    "display_order: 0x10",
    'error integer-invalid "0x10" pipeline',
  ],
  ["no list as display_order", "display_order: 1", "display_order: [1]", 'warning value-dropped "[1]"'],
  [
    "locking as a boolean",
    ["locking: y", "locking: FALSE", "locking: On", "locking:"],
    "locking: tRUE",
    'error boolean-invalid "tRUE" pipeline',
  ],
  ["locking as no number", "locking: off", "locking: 1", 'error boolean-invalid "1" pipeline'],
  ["locking as no list", "locking: n", "locking: [y]", 'error boolean-invalid "[y]" pipeline'],
  ["`null` is text", "label_template:", "group: null", 'warning value-misread "null"'],
  [
    "variables as a mapping",
    ["environment_variables:", "environment_variables: {A: }"],
    "environment_variables: text",
    'error value-type "text" pipeline',
  ],
  [
    "parameters as a mapping",
    ["parameters:", 'parameters: ""'],
    "parameters: [a]",
    'error value-type "[a]" pipeline',
  ],
  [
    "texts as parameters",
    "parameters: {a: 1}",
    "parameters: {a: {b: c}}",
    'error value-type "{b: c}" pipeline',
  ],
  ["a value for a parameter", 'parameters: {a: ""}', "parameters: {a: }", 'warning value-misread "a"'],
  [
    "names of parameters",
    "parameters: {a-b.c: 1}",
    "parameters: {a b: 1}",
    'error name-invalid "a b" pipeline',
  ],
  [
    "a parameter twice, in upper and lower case",
    "parameters: {a: 1, b: 1}",
    "parameters: {a: 1, A: 1}",
    'error name-duplicate "A" pipeline',
  ],
  [
    "a value for materials",
    "materials: {a: {git: /x}}",
    "materials:",
    'error key-missing "materials" pipeline',
  ],
  ["at least one material", "materials: {a: {git: /x}}", "materials: {}", 'error empty "materials" pipeline'],
  [
    "no list of materials",
    "materials: {a: {git: /x}}",
    "materials: [{git: /x}]",
    'error value-type "[{git: /x}]" pipeline',
  ],
  [
    "stages or a template",
    ["template: t", "stages: [{s: {tasks: []}}]"],
    "stages:",
    'error key-missing "p" pipeline',
  ],
  ["stages without a template", "template: t", "template: t\nstages: 1", 'warning key-ignored "stages"'],
  [
    "stages without an empty template",
    "template:\nstages: [{s: {tasks: []}}]",
    'template: ""\nstages: []',
    'error name-invalid """" pipeline',
    'warning key-ignored "stages"',
  ],
  ["at least one stage", "stages: [{s: {tasks: []}}]", "stages: []", 'error empty "stages" pipeline'],
  [
    "a list of stages",
    "stages: [[{s: {tasks: []}}]]",
    "stages: {s: {tasks: []}}",
    'error value-type "{s: {tasks: []}}" pipeline',
  ],
  [
    "stages one level deep",
    "stages: [[{s: {tasks: []}}], {t: {tasks: []}}]",
    "stages: [[[{s: {tasks: []}}]]]",
    'error value-type "[{s: {tasks: []}}]" pipeline',
  ],
  [
    "no empty stage",
    "stages: [{s: {tasks: []}}]",
    "stages: [{s: {tasks: []}}, {}]",
    'error value-type "{}" pipeline',
  ],
  ["no text as a stage", "stages: [{s: {tasks: []}}]", "stages: [s]", 'error value-type "s" pipeline'],
  ["no missing stage", "stages: [{s: {tasks: []}}]", "stages:\n- ", 'error value-type "" pipeline'],
  [
    "one key a stage",
    "stages: [{s: {tasks: []}}]",
    "stages: [{s: {tasks: []}, t: {tasks: []}}]",
    'warning key-second "t"',
  ],
  [
    "an indented body of a stage",
    "stages:\n- s:\n    tasks: []",
    "stages:\n- s:\n  tasks: []",
    'warning key-second "tasks"',
    'error value-type "s" pipeline',
  ],
  [
    "stages of different names",
    "stages: [{s: {tasks: []}}, {t: {tasks: []}}]",
    "stages: [{s: {tasks: []}}, {S: {tasks: []}}]",
    'error name-duplicate "S" repo',
  ],
  [
    "an ordinary variable",
    "environment_variables: {GO_MINE: 1}",
    "environment_variables: {GO_PIPELINE_LABEL: 1}",
    'warning variable-built-in "GO_PIPELINE_LABEL"',
  ],
  [
    "no variable of the agent's",
    "environment_variables: {P4_CLIENT: 1}",
    "environment_variables: {GO_P4_CLIENT: 1}",
    'warning variable-built-in "GO_P4_CLIENT"',
  ],
]);

testRows("pipelines", (part) => inPipeline("").replace("  p:", `  ${part}:`), [
  ["names", ["a.b", "-a", "_", "a".repeat(255)], ".a", 'error name-invalid ".a" pipeline'],
  ["ASCII names", "pipe", "pípe", 'error name-invalid "pípe" pipeline'],
  ["short names", "a".repeat(255), "a".repeat(256), `error name-invalid "${"a".repeat(256)}" pipeline`],
]);

test("pipeline: a mapping", () => {
  assert.equal(findings("pipelines: {p: }"), ['error value-type "p" pipeline']);
  assert.equal(findings("pipelines: {p: [a]}"), ['error value-type "[a]" pipeline']);
});

test("pipeline: a value that is a comment, such as an unquoted parameter, is reported where it is missing", () => {
  const part = "parameters: {a: b}\nenvironment_variables:\n  NO: # a remark\n  KEY: #{a}";
  const text = inPipeline(part);
  const [finding, ...others] = validate({ path: "a.gocd.yaml", text });
  assert.is(others.length, 0);
  assert.is(finding?.code, "value-misread");
  assert.is(finding?.place?.span.start, text.indexOf(" #{a}"));
  assert.match(finding?.help ?? "", 'write it in quotes, "#{a}"');
  assert.equal(findings(inPipeline(part.replace("#{a}", '"#{a}"'))), []);
});

test("pipeline: group and materials are missing in one finding", () => {
  assert.equal(findings("pipelines: {p: {template: t}}"), ['error key-missing "p" pipeline']);
});

test("pipeline: names are unique in all files (they are case-insensitive)", () => {
  assert.equal(findings(inPipeline(""), inPipeline("").replace("p:", "q:")), []);
  assert.equal(findings(inPipeline(""), inPipeline("").replace(" p:", " P:")), [
    'error pipeline-duplicate "P" repo',
  ]);
});

test("pipeline: a group is always written in the same case", () => {
  const other = inPipeline("group: G").replace(" p:", " q:");
  assert.equal(findings(inPipeline("group: G"), other), []);
  assert.equal(findings(inPipeline("group: g"), other), ['error name-duplicate "G" repo']);
});

test.run();
