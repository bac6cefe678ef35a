import { test } from "uvu";
import * as assert from "uvu/assert";
import { isReadByGocd } from "../../../src/files/generated.js";
import { reachText, type Reach } from "../../../src/gocd/read/findings.js";
import { checkTexts } from "../../../src/gocd/rules/check-repo.js";
import type { Diagnostic } from "../../../src/model/diagnostic.js";
import type { SourceFile } from "../../../src/model/source.js";
import { arrange } from "../../../src/report/arrange.js";

/** Texts that a rule accepts, and one that it does not, with the findings, each as `severity code "place" reach`. */
export type Row = readonly [
  what: string,
  accepted: string | readonly string[],
  rejected: string,
  ...expected: readonly string[],
];

/** Makes a test of every row; `wrap` completes a part of a file to a valid file. */
export function testRows(group: string, wrap: (part: string) => string, rows: readonly Row[]): void {
  for (const [what, accepted, rejected, ...expected] of rows) {
    test(`${group}: ${what}`, () => {
      for (const text of [accepted].flat()) assert.equal(findings(wrap(text)), [], text);
      assert.equal(findings(wrap(rejected)).sort(), expected.toSorted(), rejected);
    });
  }
}

/** Returns the findings of `validate` in files named a.gocd.yaml, b.gocd.yaml and so on, in the order of a report. */
export function findings(...texts: readonly string[]): string[] {
  return validate(...texts.map((text, index) => ({ path: `${"abcdef"[index] ?? ""}.gocd.yaml`, text }))).map(
    show,
  );
}

/** Returns the findings of `validate FILE...`, each of which says what to do. */
export function validate(...files: readonly SourceFile[]): readonly Diagnostic[] {
  const list = arrange(checkTexts(files.map((file) => ({ ...file, ownForms: !isReadByGocd(file.path) }))));
  for (const { help, message } of list) assert.ok(help, message);
  return list;
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

/** A file with one pipeline `p` with these keys, and those that it also needs. */
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
