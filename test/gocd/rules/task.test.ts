import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inTasks, testRows, validate } from "./rows.js";

const PARAMETERS = 'parameters: {in: b, no: ""}';

const inTasksWithParameters = (part: string) =>
  inTasks(part).replace("    group:", `    ${PARAMETERS}\n    group:`);

testRows("task", inTasksWithParameters, [
  [
    "the types of task",
    ["- exec: {command: a}\n- ant:\n- rake: {}\n- nant: {nant_path: x}\n- script: x\n- SCRIPT: x", "[]"],
    "- exe: {command: a}",
    'error task-kind "exe" repo',
  ],
  ["types in lower case", "- exec: {command: a}", "- Exec: {command: a}", 'error task-kind "Exec" repo'],
  ["lists in lists", "- - script: a\n  - - - script: b", "- - text", 'error value-type "text" pipeline'],
  ["no empty item", "- script: a", "- {}", 'error value-type "{}" pipeline'],
  ["no missing item", "- script: a", "-", 'error value-type "" pipeline'],
  ["one key an item", "- script: a", "- {script: a, exec: {command: b}}", 'warning key-second "exec"'],
  [
    "indented keys",
    "- exec:\n    command: a",
    "- exec:\n  command: a",
    'warning key-second "command"',
    'error key-missing "exec" pipeline',
  ],
  ["no text for a task but script", "- rake:", "- rake: all", 'error value-type "all" pipeline'],
  ["no list for a task", "- rake:", "- rake: [all]", 'error value-type "[all]" pipeline'],
  ["text for a script", ['- script: ""', "- script: |\n    a"], "- script:", 'error task-kind "script" repo'],
  ["no mapping for a script", "- script: a", "- script: {a: b}", 'error task-kind "script" repo'],
  [
    "an escaped `#` in a script",
    "- script: |\n    ##!/bin/sh\n    echo $## ${X##*/}",
    "- script: |\n    ##!/bin/sh\n    echo $#",
    'error hash-unescaped "#" pipeline',
  ],
  ["known keys", "- exec: {command: a}", "- exec: {command: a, args: [b]}", 'warning key-unknown "args"'],
  [
    "keys where they belong",
    "- exec: {command: a}",
    "- exec: {command: a, artifact_id: b}",
    'warning key-misplaced "artifact_id"',
  ],
  ["no type in the body", "- rake: {}", "- rake: {type: ant}", 'warning key-misplaced "type"'],
  [
    "words of run_if",
    ["- rake: {run_if: any}", "- rake: {run_if: passed}", "- rake: {run_if: failed}", "- rake: {run_if: }"],
    "- rake: {run_if: always}",
    'warning run-if-unknown "always"',
  ],
  ["run_if as a word", "- rake: {run_if: any}", "- rake: {run_if: [any]}", 'warning value-dropped "[any]"'],
  [
    "a task on cancel",
    [
      "- rake: {on_cancel: {exec: {command: a}}}",
      "- rake: {on_cancel: }",
      "- rake: {on_cancel: {script: a}}",
    ],
    "- rake: {on_cancel: [{script: a}]}",
    'error value-type "[{script: a}]" pipeline',
  ],
  [
    "no text on cancel",
    "- rake: {on_cancel: {ant: }}",
    "- rake: {on_cancel: stop}",
    'error value-type "stop" pipeline',
  ],
  [
    "no empty task on cancel",
    "- rake: {on_cancel: {ant: }}",
    "- rake: {on_cancel: {}}",
    'error value-type "{}" pipeline',
  ],
  [
    "one task on cancel",
    "- rake: {on_cancel: {ant: }}",
    "- rake: {on_cancel: {ant: , rake: }}",
    'warning key-second "rake"',
  ],
  [
    "no cancel in a cancel",
    "- rake: {on_cancel: {ant: {run_if: any}}}",
    "- rake: {on_cancel: {ant: {on_cancel: {rake: }}}}",
    'error on-cancel-nested "on_cancel" pipeline',
  ],
  [
    "known types on cancel",
    "- rake: {on_cancel: {ant: }}",
    "- rake: {on_cancel: {make: }}",
    'error task-kind "make" repo',
  ],
  ["a command", "- exec: {command: a}", "- exec: {arguments: [a]}", 'error key-missing "exec" pipeline'],
  ["some command", "- exec: {command: a}", '- exec: {command: " "}', 'error value-empty "" "" pipeline'],
  [
    "a command as text",
    "- exec: {command: a}",
    "- exec: {command: [a, b]}",
    'warning value-dropped "[a, b]"',
    'error key-missing "exec" pipeline',
  ],
  [
    "a list of arguments",
    [
      "- exec: {command: a, arguments: []}",
      "- exec: {command: a, arguments: }",
      '- exec: {command: a, arguments: [1, true, ""]}',
    ],
    "- exec: {command: a, arguments: b c}",
    'error value-type "b c" pipeline',
  ],
  [
    "texts as arguments",
    "- exec: {command: a, arguments: ['b: c']}",
    "- exec:\n    command: a\n    arguments:\n      - b: c",
    'error value-type "b: c" pipeline',
  ],
  [
    "no missing argument",
    '- exec: {command: a, arguments: [""]}',
    "- exec:\n    command: a\n    arguments:\n      -",
    'error value-empty "" pipeline',
  ],
  [
    "an escaped `#` in arguments",
    "- exec: {command: a, arguments: ['##b']}",
    "- exec: {command: a, arguments: ['#b']}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "an escaped `#` in a command",
    "- exec: {command: a##}",
    "- exec: {command: 'a#'}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "a number as timeout",
    "- exec: {command: a, timeout: 10}",
    "- exec: {command: a, timeout: x}",
    'error integer-invalid "x" repo',
  ],
  [
    "a working directory inside",
    ["- exec: {command: a, working_directory: b/../c}", "- exec: {command: a, working_directory: '##x'}"],
    "- exec: {command: a, working_directory: ../b}",
    'error path-invalid "../b" pipeline',
  ],
  [
    "a working directory inside once parameters are put in",
    "- exec: {command: '#{in}', working_directory: 'a/#{in}'}",
    "- exec: {command: a, working_directory: '/#{in}'}",
    "error path-invalid \"'/#{in}'\" pipeline",
  ],
  [
    "some command once parameters are put in",
    "- exec: {command: '#{in}'}",
    "- exec: {command: '#{no}'}",
    "error value-empty \"'#{no}'\" pipeline",
  ],
  [
    "no absolute working directory",
    "- rake: {working_directory: a}",
    "- rake: {working_directory: /a}",
    'error path-invalid "/a" pipeline',
  ],
  [
    "an escaped `#` in a build file",
    "- ant: {build_file: a##, target: b}",
    "- ant: {build_file: 'a#'}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "what is read on every task has its kind",
    "- rake: {}",
    "- rake: {is_file: maybe}",
    'warning key-misplaced "is_file"',
    'error boolean-invalid "maybe" pipeline',
  ],
  [
    "a plugin's configuration",
    "- plugin: {configuration: {id: a, version: 1}}",
    "- plugin: {options: {a: b}}",
    'error key-missing "plugin" pipeline',
  ],
  [
    "a plugin's id and version",
    "- plugin: {configuration: {id: a, version: 1}, options: {A: 1}, secure_options: {B: 1}}",
    "- plugin: {configuration: {id: a}}",
    'error key-missing "configuration" pipeline',
  ],
  [
    "a plugin's configuration as a mapping",
    "- plugin: {configuration: {id: a, version: 1}}",
    "- plugin: {configuration: a}",
    'error value-type "a" repo',
  ],
  [
    "options once, except inside on_cancel (CRPluggableTask)",
    "- rake: {on_cancel: {plugin: {configuration: {id: a, version: 1}, options: {A: 1}, secure_options: {A: 2}}}}",
    "- plugin: {configuration: {id: a, version: 1}, options: {A: 1}, secure_options: {A: 2}}",
    'error name-duplicate "A" pipeline',
  ],
  [
    "a plugin's configuration on cancel",
    "- rake: {on_cancel: {plugin: {configuration: {id: a, version: 1}}}}",
    "- rake: {on_cancel: {plugin: {}}}",
    'error key-missing "plugin" repo',
  ],
  [
    "options once",
    "- plugin: {configuration: {id: a, version: 1}, options: {A: 1}}",
    "- plugin: {configuration: {id: a, version: 1}, options: {A: 1}, secure_options: {A: 1}}",
    'error name-duplicate "A" pipeline',
  ],
  [
    "options as a mapping",
    "- plugin: {configuration: {id: a, version: 1}, options: }",
    "- plugin: {configuration: {id: a, version: 1}, options: [A]}",
    'error value-type "[A]" pipeline',
  ],
  [
    "an escaped `#` in options",
    "- plugin: {configuration: {id: a, version: 1}, options: {A: '##'}}",
    "- plugin: {configuration: {id: a, version: 1}, options: {A: '#'}}",
    'error hash-unescaped "#" pipeline',
  ],
]);

test("task: an alias that holds itself, in a list or an on_cancel", () => {
  assert.equal(findings(inTasks("- &a\n  - *a")), ['error alias-endless "*a" repo']);
  assert.equal(findings(inTasks("- rake: &a {on_cancel: {rake: *a}}")), ['error alias-endless "*a" repo']);
});

test("task: an alias that holds itself under `common` is harmless", () => {
  assert.equal(findings(`common: &a [*a]\n${inTasks("- script: x")}`), []);
});

test("task: an argument that is a comment is reported on its own line, and quotes are suggested", () => {
  const text = inTasks("- exec:\n    command: a\n    arguments:\n      - b\n      - #{CMD}\n      - c");
  const [finding, ...others] = validate({ path: "a.gocd.yaml", text });
  assert.is(finding?.place?.span.start, text.indexOf(" #{CMD}"));
  assert.match(finding?.help ?? "", 'write it in quotes, "#{CMD}"');
  assert.is(others.length, 0);
});

test("task: a task that is a comment is reported on its own line, with the cause", () => {
  const text = inTasks("- #{CMD}\n- rake:");
  const [finding, ...others] = validate({ path: "a.gocd.yaml", text });
  assert.is(finding?.place?.span.start, text.indexOf(" #{CMD}"));
  assert.match(finding?.help ?? "", '"#{CMD}" is a comment, because of its "#"; write its name or type');
  assert.is(others.length, 0);
});

test("task: the place of a `#` in a block is its own, not that of a comment after the bar", () => {
  const text = inTasks("- script: | # a comment\n    echo $#");
  assert.equal(findings(text), ['error hash-unescaped "#" pipeline']);
});

test.run();
