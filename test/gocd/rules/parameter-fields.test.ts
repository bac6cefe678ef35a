import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inJob, inMaterials, inPipeline, inStage, inTasks } from "./rows.js";

/** Every field in which GoCD looks for parameters; `@` is where the text is. */
const LOOKED_INTO: readonly (readonly [field: string, file: string, reach?: "repo"])[] = [
  ["a label template", inPipeline("label_template: '${COUNT}@'")],
  ["the spec of a timer", inPipeline("timer: {spec: '0 0 1 ? * 2@1'}")],
  ["the link of a tracking tool", inPipeline("tracking_tool: {link: 'http://x/${ID}@', regex: a}")],
  ["the regex of a tracking tool", inPipeline("tracking_tool: {link: 'http://x/${ID}', regex: 'a@'}")],
  ["the name of a variable", inPipeline("environment_variables: {'A@': 1}")],
  ["the value of a variable", inPipeline("environment_variables: {A: '@'}"), "repo"],
  ["the value of a variable of a stage", inStage("environment_variables: {A: '@'}"), "repo"],
  ["an encrypted value", inJob("secure_variables: {A: 'AES:@'}"), "repo"],
  ["the URL of git", inMaterials("m: {git: 'x@'}")],
  ["the URL of a type", inMaterials("m: {type: git, url: 'x@'}")],
  ["the URL of svn", inMaterials("m: {svn: 'x@'}")],
  ["the URL of hg", inMaterials("m: {hg: 'x@'}")],
  ["the port of p4", inMaterials("m: {p4: 'x@', view: y}")],
  ["the view of p4", inMaterials("m: {p4: x, view: '@'}")],
  ["a branch", inMaterials("m: {git: x, branch: 'b@'}")],
  ["a destination", inMaterials("m: {git: x, destination: 'd@d'}")],
  ["a username", inMaterials("m: {git: x, username: '@'}")],
  ["a pattern to ignore", inMaterials("m: {git: x, ignore: ['@']}")],
  ["a pattern to include", inMaterials("m: {git: x, includes: ['@']}")],
  ["the pipeline of a dependency", inMaterials("m: {pipeline: 'q@', stage: s}")],
  ["the stage of a dependency", inMaterials("m: {pipeline: q, stage: 's@'}")],
  ["the pipeline of a fetch", inTasks("- fetch: {pipeline: 'q@', stage: s, job: j, source: x}")],
  [
    "the destination of a fetch",
    inTasks("- {fetch: {pipeline: q, stage: s, job: j, source: x, destination: 'd@'}}"),
  ],
  ["a command", inTasks("- exec: {command: 'c@'}")],
  ["an argument", inTasks("- exec: {command: c, arguments: ['@']}")],
  ["a working directory", inTasks("- exec: {command: c, working_directory: 'd@'}")],
  ["a command on cancel", inTasks("- rake: {on_cancel: {exec: {command: 'c@'}}}")],
  ["a build file", inTasks("- ant: {build_file: 'b@'}")],
  ["a target", inTasks("- rake: {target: 't@'}")],
  ["a path of nant", inTasks("- nant: {nant_path: 'n@'}")],
  ["a script", inTasks("- script: 'a@'")],
  ["the name of an option", inTasks("- plugin: {configuration: {id: a, version: 1}, options: {'A@': 1}}")],
  ["an option", inTasks("- plugin: {configuration: {id: a, version: 1}, options: {A: '@'}}")],
  ["a secure option", inTasks("- plugin: {configuration: {id: a, version: 1}, secure_options: {A: '@'}}")],
  ["the source of an artifact", inJob("artifacts: [build: {source: 's@'}]")],
  ["the destination of an artifact", inJob("artifacts: [test: {source: s, destination: 'd@d'}]")],
  ["the path of a tab", inJob("tabs: {a: 'b@'}")],
  ["an elastic profile", inJob("elastic_profile_id: 'e@'")],
  ["a user of an approval", inStage("approval: {type: manual, users: ['u@']}")],
];

for (const [field, file, reach = "pipeline"] of LOOKED_INTO) {
  test(`GoCD looks for parameters in ${field}`, () => {
    const withText = (text: string) => findings(file.replace("@", text));
    if (!/(?:of a fetch|of a dependency)$/.test(field)) assert.equal(withText("##"), []);
    assert.equal(
      withText("#").filter((found) => found.includes("hash")),
      [`error hash-unescaped "#" ${reach}`],
    );
    assert.equal(
      withText("#{none}").filter((found) => found.includes("parameter")),
      [`error parameter-unknown "#" ${reach}`],
    );
  });
}

/** Where a `#` is a character like any other. */
for (const [field, file] of [
  ["a password", inMaterials("m: {git: x, password: '#'}")],
  ["an id of a package", inMaterials("m: {package: 'a#b'}")],
  ["options of a new SCM", inMaterials("m: {plugin_configuration: {id: a, version: 1}, options: {A: '#'}}")],
  ["the value of a parameter", inPipeline("parameters: {a: '#'}")],
  ["a role", inStage("approval: {type: manual, roles: ['#']}")],
  ["variables of an environment", "environments: {'#': {environment_variables: {'A#': '#'}, agents: ['#']}}"],
  ["what is common", "common: {a: '#'}"],
] as const) {
  test(`GoCD does not look for parameters in ${field}`, () => assert.equal(findings(file), []));
}

test.run();
