import { test } from "uvu";
import * as assert from "uvu/assert";
import { enrichText } from "../../../src/gocd/enrich/enrich.js";
import { ReadBack } from "../../../src/gocd/enrich/read-back.js";
import { readGocdYaml } from "../../../src/yaml/dialect.js";
import { enrichmentsOf, type EnrichOptions } from "../../support/enriched.js";
import { treeOf } from "../../support/trees.js";

const SOURCE = `format_version: 10
common: {note: [one, two]}
pipelines:
  a:
    group: g
    label_template: "\${COUNT}-\${db}"
    environment_variables:
      OWN: 1.10
      OLD: gone
    materials:
      git: {git: "https://x", destination: d}
      db:
        package: Docker/db
        note: x
      web: {package: Docker/web}
    stages:
      - build: {jobs: {j: {tasks: [{exec: {command: make}}]}}}
  b:
    group: g
    environment_variables: {OLD: gone}
    materials: {git: {git: "https://y"}}
`;

/** The difference that is reported if a part of the enriched text is replaced. */
function differenceAfter(options: EnrichOptions, part: string, other: string): string | undefined {
  const { file, enrichments } = enrichmentsOf(SOURCE, { dropped: ["OLD"], ...options });
  const { output, diagnostics } = enrichText(file, enrichments, "a.gocd.yaml", () => undefined);
  assert.equal(diagnostics, []);
  const text = output?.file.text ?? file.tree.file.text;
  assert.ok(text.includes(part), `no ${part} in:\n${text}`);
  const changed = { path: "a.gocd.yaml", text: text.replace(part, other) };
  const make = () => new ReadBack(file.tree, changed, enrichments, () => undefined);
  const after = make().findDifference(treeOf(changed.text));
  const during = make();
  const { tree } = readGocdYaml(changed, during.watch);
  assert.ok(tree !== undefined);
  // A pipeline is compared before the rest of the file, so another difference may be the first one.
  assert.is(during.findDifference(tree) === undefined, after === undefined, `${part} -> ${other}`);
  return after;
}

type Planted = readonly (readonly [part: string, other: string, difference: string])[];

function check(options: EnrichOptions, planted: Planted): void {
  assert.is(differenceAfter(options, "", ""), undefined);
  for (const [part, other, difference] of planted) {
    assert.is(differenceAfter(options, part, other), difference, `${part} -> ${other}`);
  }
}

test("every planted difference is found and named", () => {
  check({}, [
    ["format_version: 10", "format_version: 11", "format_version has another text"],
    ["format_version: 10\n", "", ".format_version is missing"],
    ["common:", "other:", ".common is missing"],
    ["pipelines:", "x: y\npipelines:", ".x was not there"],
    ["[one, two]", "[one]", "common.note has 1 items, not 2"],
    ["[one, two]", "[one, two, three]", "common.note has 3 items, not 2"],
    ["[one, two]", "[two, one]", "common.note[0] has another text"],
    ["[one, two]", "one", "common.note is a scalar, not a sequence"],
    ["[one, two]", "", "common.note is a scalar, not a sequence"],
    ["  b:\n", "  c:\n", "pipelines.b is missing"],
    ["  b:\n", "  c: {}\n  b:\n", "pipelines.c was not there"],
    ["group: g", "group: h", "pipelines.a.group has another text"],
    ["    group: g\n", "", "pipelines.a.group is missing"],
    ["    group: g\n", "    group: g\n    x: y\n", "pipelines.a.x was not there"],
    [
      "${env:GO_PACKAGE_DB_LABEL}",
      "${db}",
      'pipelines.a.label_template does not read "${COUNT}-${env:GO_PACKAGE_DB_LABEL}"',
    ],
    [
      'LABEL: "1.10"',
      "LABEL: 1.1",
      'pipelines.a.environment_variables.GO_PACKAGE_DB_LABEL does not read "1.10"',
    ],
    [
      "GO_PACKAGE_WEB_LABEL",
      "GO_PACKAGE_BEW_LABEL",
      "pipelines.a.environment_variables.GO_PACKAGE_WEB_LABEL is missing",
    ],
    ["OWN: 1.10", "OWN: 1.1", "pipelines.a.environment_variables.OWN has another text"],
    ["      OWN: 1.10\n", "", "pipelines.a.environment_variables.OWN is missing"],
    ["OWN: 1.10", "OWN: 1.10\n      OLD: gone", "pipelines.a.environment_variables.OLD was not there"],
    ["    environment_variables:\n", "    environment:\n", "pipelines.a.environment_variables is missing"],
    ["      git:", "      tig:", "pipelines.a.materials.git is missing"],
    ["https://x", "https://z", "pipelines.a.materials.git.git has another text"],
    [", destination: d", "", "pipelines.a.materials.git.destination is missing"],
    ["      git:", "      db: {package: Docker/db}\n      git:", "pipelines.a.materials.db is still there"],
    ["      git:", "      svn: {svn: x}\n      git:", "pipelines.a.materials.svn was not there"],
    ["    materials:\n", "    material:\n", "pipelines.a.materials is missing"],
    [
      "command: make",
      "command: rake",
      "pipelines.a.stages[0].build.jobs.j.tasks[0].exec.command has another text",
    ],
    ["https://y", "https://x", "pipelines.b.materials.git.git has another text"],
    [
      '    materials: {git: {git: "https://y"}}',
      '    environment_variables: {A: b}\n    materials: {git: {git: "https://y"}}',
      "pipelines.b.environment_variables.A was not there",
    ],
  ]);
});

test("a configrepo material must be exactly that", () => {
  const wrong = "pipelines.a.materials.db is not the configrepo material it should be";
  check({ mode: "configrepo" }, [
    ["type: configrepo", "type: git", wrong],
    ['destination: "gocd-pin/db"', 'destination: "gocd-pin"', wrong],
    ["gocd/env/a.env", "gocd/env/b.env", wrong],
    ['- "gocd/env/a.env"', '- "gocd/env/a.env"\n          - "more"', wrong],
    ["includes:", "ignore:", wrong],
    ["type: configrepo", "type: configrepo\n        note: x", wrong],
    ["      db:\n", "      bd:\n", "pipelines.a.materials.db is missing"],
    [
      "      git:",
      "      web: {package: Docker/web}\n      git:",
      "pipelines.a.materials.web is still there",
    ],
  ]);
});

test("a dependency on a package pipeline must be exactly that", () => {
  const wrong = "pipelines.a.materials.db is not the dependency it should be";
  check({ mode: "pipeline" }, [
    ['pipeline: "Docker.db"', 'pipeline: "Docker.web"', wrong],
    ["stage: pin", "stage: build", wrong],
    ["stage: pin", "stage: pin\n        note: x", wrong],
    ["      db:\n", "      bd:\n", "pipelines.a.materials.db is missing"],
  ]);
});

test("a kept material has the id of its package, and is otherwise unchanged", () => {
  check({ mode: "keep" }, [
    ['"db-id"', "Docker/db", 'pipelines.a.materials.db is not the package "db-id"'],
    ["        note: x\n", "", "pipelines.a.materials.db.note is missing"],
    ["        note: x\n", "        note: y\n", "pipelines.a.materials.db.note has another text"],
    [
      "        note: x\n",
      "        note: x\n        more: x\n",
      "pipelines.a.materials.db.more was not there",
    ],
    ["      web:", "      bew:", "pipelines.a.materials.web is missing"],
  ]);
});

test("a different spelling of the same value is not a difference", () => {
  const same = (part: string, other: string) => assert.is(differenceAfter({}, part, other), undefined, other);
  same("group: g", "group: 'g' # c");
  same("{note: [one, two]}", "\n  note:\n  - one\n  - two");
  same('{git: "https://x", destination: d}', '{destination: "d", git: "https://x"}');
  same('{git: "https://x", destination: d}', '{<<: {git: "https://x"}, destination: d}');
});

test("nodes that hold themselves are compared without end", () => {
  const text = "pipelines: {}\ncommon: &c\n  self: *c\n  list: &l [*l, *c]\n";
  const findDifference = (output: string) => {
    const source = treeOf(text);
    return new ReadBack(source, source.file, [], () => undefined).findDifference(treeOf(output));
  };
  assert.is(findDifference(text), undefined);
  const other = text.replace("[*l, *c]", "[*l, x]");
  assert.is(findDifference(other), "common.list[1] is a scalar, not a mapping");
});

test.run();
