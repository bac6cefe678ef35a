import { test } from "uvu";
import * as assert from "uvu/assert";
import { reachText, type Reach } from "../../../src/gocd/rules/finding.js";
import { validateFiles } from "../../../src/gocd/rules/validate.js";
import type { Diagnostic } from "../../../src/model/diagnostic.js";
import { parseYaml } from "../../../src/yaml/parse.js";
import type { Tree } from "../../../src/yaml/node.js";

/** What a rule takes, and what it does not with what it finds there, each as `severity code "place" reach`. */
export type Row = readonly [
  what: string,
  accepted: string | readonly string[],
  refused: string,
  ...found: readonly string[],
];

/** Makes a test of every row; `wrap` puts a part of a file into a whole one that is fine otherwise. */
export function testRows(group: string, wrap: (part: string) => string, rows: readonly Row[]): void {
  for (const [what, accepted, refused, ...found] of rows) {
    test(`${group}: ${what}`, () => {
      for (const text of [accepted].flat()) assert.equal(findings(wrap(text)), [], text);
      assert.equal(findings(wrap(refused)), found, refused);
    });
  }
}

/** The findings of files that are named a.yaml, b.yaml and so on. */
export function findings(...texts: readonly string[]): string[] {
  return validateFiles(texts.map(treeOf), { acceptOwnForms: false }).map(show);
}

export function treeOf(text: string, index = 0): Tree {
  const { tree, diagnostics } = parseYaml({ path: `${"abcdef"[index] ?? ""}.yaml`, text });
  assert.equal(diagnostics, []);
  if (tree === undefined) throw new Error("no tree");
  return tree;
}

/** A finding in short: the place is the first line of the text that it marks. */
export function show({ severity, code, place, path, message }: Diagnostic): string {
  const text = place?.file.text.slice(place.span.start, place.span.end).split("\n")[0] ?? path ?? "";
  const reaches: readonly Reach[] = ["pipeline", "environment", "file", "repo"];
  const reach = reaches.find((one) => message.endsWith(`; ${reachText(one)}`));
  return `${severity} ${code} "${text}"${reach === undefined ? "" : ` ${reach}`}`;
}

const GROUP = "group: g";
const MATERIALS = "materials: {code: {git: /srv/code.git}}";
const STAGES = "stages: [{s: {tasks: [{script: make}]}}]";

/** A file with one pipeline `p` with these keys, and those that it needs beside them. */
export function inPipeline(part: string): string {
  const needed = [
    ...(/^group:/m.test(part) ? [] : [GROUP]),
    ...(/^materials:/m.test(part) ? [] : [MATERIALS]),
    ...(/^(?:stages|template):/m.test(part) ? [] : [STAGES]),
  ];
  return `pipelines:\n  p:\n${indent([part, ...needed].join("\n"), 4)}\n`;
}

/** The same with one stage `s` that has these keys. */
export function inStage(part: string): string {
  const body = /^(?:jobs|tasks):/m.test(part) ? part : `${part}\ntasks: [{script: make}]`;
  return inPipeline(`stages:\n  - s:\n${indent(body, 6)}`);
}

/** The same with one job `j` that has these keys. */
export function inJob(part: string): string {
  const body = /^tasks:/m.test(part) ? part : `${part}\ntasks: [{script: make}]`;
  return inStage(`jobs:\n  j:\n${indent(body, 4)}`);
}

/** The same with this as the list of its tasks. */
export function inTasks(part: string): string {
  return inJob(`tasks:\n${indent(part, 2)}`);
}

/** The same with these materials. */
export function inMaterials(part: string): string {
  return inPipeline(`materials:\n${indent(part, 2)}`);
}

function indent(text: string, by: number): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(by) + line))
    .join("\n");
}
