import { test } from "uvu";
import * as assert from "uvu/assert";
import { readMaterials, type Material } from "../../src/gocd/materials.js";
import { readGocdFile } from "../../src/gocd/pipelines.js";
import { treeOf } from "../support/trees.js";

function read(materials: string): { materials: Material[]; said: string[] } {
  const text = `common: &m {db: {package: Docker/db}, git: {git: x}}\npipelines:\n  a:\n    materials: ${materials}\n`;
  const { file } = readGocdFile(treeOf(text));
  const [pipeline] = file.pipelines;
  if (pipeline === undefined) throw new Error("no pipeline");
  const { materials: found, diagnostics } = readMaterials(file.tree, pipeline);
  const said = diagnostics.map(
    ({ code, place }) =>
      `${code}: ${place === undefined ? "" : text.slice(place.span.start, place.span.end)}`,
  );
  return { materials: found, said };
}

function describe({ name, reference, isScm, destination }: Material): string {
  const parts = [name];
  if (isScm) parts.push("scm");
  if (destination !== undefined) parts.push(`at "${destination}"`);
  if (reference?.kind === "declared") parts.push(`${reference.repository} / ${reference.name}`);
  if (reference?.kind === "id") parts.push(`id ${reference.id}`);
  if (reference?.kind === "inline") parts.push("inline");
  return parts.join(" ");
}

test("materials are read as GoCD reads them", () => {
  const cases: readonly (readonly [materials: string, found: readonly string[]])[] = [
    ["{m: {git: x}}", ["m scm"]],
    ["{m: {git: x, destination: d}}", ['m scm at "d"']],
    [
      "{m: {svn: x}, n: {hg: x}, o: {p4: x}, p: {scm: x}, q: {plugin_configuration: {}}}",
      ["m scm", "n scm", "o scm", "p scm", "q scm"],
    ],
    [
      "{m: {type: tfs}, n: {type: configrepo}, o: {type: plugin}, p: {type: git}}",
      ["m scm", "n scm", "o scm", "p scm"],
    ],
    ["{m: {pipeline: p, stage: s}, n: {type: dependency}}", ["m", "n"]],
    ["{m: {package: Docker/db}}", ["m Docker / db"]],
    ["{m: {package: Docker/team/app}}", ["m Docker / team/app"]],
    ["{m: {package: /app}}", ["m  / app"]],
    ["{m: {package: some-id}}", ["m id some-id"]],
    ["{m: {package: {repository: Docker, image: x}}}", ["m inline"]],
    ["{m: {package: Docker/db, git: x, destination: d}}", ['m at "d" Docker / db']],
    ["{m: {package: Docker/db, p4: x}}", ["m scm"]],
    ["{m: , n: text, o: [x], p: {git: x}}", ["p scm"]],
    ["{<<: *m, git: {svn: y}}", ["db Docker / db", "git scm"]],
    ["*m", ["db Docker / db", "git scm"]],
    ["{m: {<<: {package: Docker/db}}}", ["m Docker / db"]],
    ["text", []],
    ["", []],
    ["{}", []],
  ];
  for (const [materials, found] of cases) {
    assert.equal(read(materials).said, [], materials);
    assert.equal(read(materials).materials.map(describe), found, materials);
  }
});

test("a package that is no name, and a Docker material whose name GoCD refuses, are mistakes at their places", () => {
  const cases: readonly (readonly [materials: string, said: readonly string[], found: readonly string[]])[] =
    [
      ["{m: {package: }}", ["package-reference: "], ["m"]],
      ["{m: {package: ''}}", ["package-reference: ''"], ["m"]],
      ["{m: {package: [x]}}", ["package-reference: [x]"], ["m"]],
      ["{a b: {package: Docker/db}}", ["material-name: a b"], ["a b Docker / db"]],
      ["{a b: {git: x}}", [], ["a b scm"]],
    ];
  for (const [materials, said, found] of cases) {
    assert.equal(read(materials).said, said, materials);
    assert.equal(read(materials).materials.map(describe), found, materials);
  }
});

test.run();
