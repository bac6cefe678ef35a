import { test } from "uvu";
import * as assert from "uvu/assert";
import { readGocdFile } from "../../../src/gocd/read/file.js";
import type { Material } from "../../../src/gocd/read/material.js";
import { treeOf } from "../../support/trees.js";

function read(materials: string): { materials: readonly Material[]; problems: string[] } {
  const text = `common: &m {db: {package: Docker/db}, git: {git: x}}\npipelines:\n  a:\n    group: g\n    template: t\n    materials: ${materials}\n`;
  const { file, diagnostics } = readGocdFile(treeOf(text));
  const problems = diagnostics.map(
    ({ code, place }) =>
      `${code}: ${place === undefined ? "" : text.slice(place.span.start, place.span.end)}`,
  );
  return { materials: file.pipelines[0]?.materials ?? [], problems };
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
    assert.equal(read(materials).materials.map(describe), found, materials);
  }
});

test("a `package` that names no package is an error at its place", () => {
  const cases: readonly (readonly [materials: string, problems: readonly string[]])[] = [
    ["{m: {package: }}", ["package-reference: "]],
    ["{m: {package: ''}}", ["package-reference: ''"]],
    ["{m: {package: [x]}}", ["package-reference: [x]"]],
    ["{m: {package: , git: x}}", []],
    ["{m: {package: '', p4: x, view: y}}", ["key-ignored: package"]],
    ["{m: {package: x, git: y}}", ["key-ignored: git"]],
  ];
  for (const [materials, problems] of cases) assert.equal(read(materials).problems, problems, materials);
});

test.run();
