import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CODES } from "../../src/model/codes.js";
import type { Diagnostic } from "../../src/model/diagnostic.js";
import { renderSarif } from "../../src/report/sarif.js";
import { sarifFaults } from "../support/sarif-schema.js";
import { anyDiagnostic, find, problem } from "./sample.js";

const file = { path: "pipelines/größe 100%.yaml", text: "pipelines:\n  deploy: {a:\n    b}\n" };
const ruleIndex = Object.keys(CODES).indexOf("yaml-syntax");

function readLog(diagnostics: readonly Diagnostic[]): unknown {
  return JSON.parse(renderSarif(diagnostics, "1.2.3"));
}

function logOf(results: readonly object[], notifications: readonly object[], succeeded = true): object {
  return {
    version: "2.1.0",
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    runs: [
      {
        tool: {
          driver: {
            name: "gocd-pin",
            version: "1.2.3",
            rules: Object.entries(CODES).map(([id, { meaning, fix }]) => ({
              id,
              shortDescription: { text: doubleBraces(meaning) },
              fullDescription: { text: doubleBraces(meaning) },
              help: { text: doubleBraces(fix) },
            })),
          },
        },
        originalUriBaseIds: { SRCROOT: { description: { text: "the folder that paths are relative to" } } },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: succeeded, toolExecutionNotifications: notifications }],
        results,
      },
    ],
  };
}

function doubleBraces(text: string): string {
  return text.replace(/[{}]/g, "$&$&");
}

const FILE_LOCATION = { uri: "pipelines/gr%C3%B6%C3%9Fe%20100%25.yaml", uriBaseId: "SRCROOT" };

test("a run without findings still has its rules, and an empty list of results", () => {
  assert.equal(readLog([]), logOf([], []));
});

test("a result with place, help and related place", () => {
  const error = problem("twice", {
    place: find(file, "{a:\n    b}"),
    help: "remove one",
    related: [{ message: "the other", place: find(file, "deploy") }],
  });
  assert.equal(
    readLog([error]),
    logOf(
      [
        {
          ruleId: "yaml-syntax",
          ruleIndex,
          level: "error",
          message: { text: "twice\nhelp: remove one" },
          locations: [
            {
              physicalLocation: {
                artifactLocation: FILE_LOCATION,
                region: { startLine: 2, startColumn: 11, endLine: 3, endColumn: 7 },
              },
            },
          ],
          relatedLocations: [
            {
              id: 0,
              physicalLocation: {
                artifactLocation: FILE_LOCATION,
                region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 9 },
              },
              message: { text: "the other" },
            },
          ],
        },
      ],
      [],
    ),
  );
});

test("a result about a file has no region", () => {
  assert.equal(
    readLog([problem("not readable", { path: file.path, severity: "warning" })]),
    logOf(
      [
        {
          ruleId: "yaml-syntax",
          ruleIndex,
          level: "warning",
          message: { text: "not readable\nhelp: h" },
          locations: [{ physicalLocation: { artifactLocation: FILE_LOCATION } }],
        },
      ],
      [],
    ),
  );
});

test("a diagnostic without a file is a notification; an error among them means that the run did not succeed", () => {
  const associatedRule = { id: "yaml-syntax", index: ruleIndex };
  const note = { associatedRule, level: "note", message: { text: "no version header\nhelp: h" } };
  const error = { associatedRule, level: "error", message: { text: "down\nhelp: h" } };
  const noted = problem("no version header", { severity: "note" });
  assert.equal(readLog([noted]), logOf([], [note]));
  assert.equal(readLog([noted, problem("down")]), logOf([], [error, note], false));
});

test("a notification keeps its related places", () => {
  const related = [{ message: "declared here", place: find(file, "deploy") }];
  assert.equal(
    readLog([problem("down", { related })]),
    logOf(
      [],
      [
        {
          associatedRule: { id: "yaml-syntax", index: ruleIndex },
          level: "error",
          message: { text: "down\nhelp: h" },
          locations: [
            {
              id: 0,
              physicalLocation: {
                artifactLocation: FILE_LOCATION,
                region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 9 },
              },
              message: { text: "declared here" },
            },
          ],
        },
      ],
      false,
    ),
  );
});

test("braces and brackets are escaped", () => {
  const text = renderSarif([problem("${NAME} \\d{2} [a](b) [c]")], "1");
  assert.match(text, String.raw`"text": "${"$"}{{NAME}} \\d{{2}} [a\\](b) [c]\nhelp: h"`);
});

for (const [path, uri] of [
  ["a b/c#d?e.yaml", "a%20b/c%23d%3Fe.yaml"],
  ["a:b.yaml", "a%3Ab.yaml"],
  ["../x.yaml", "../x.yaml"],
  ["\ud800.yaml", "%EF%BF%BD.yaml"],
  ["漢\x1b.yaml", "%E6%BC%A2%1B.yaml"],
] as const) {
  test(`the path ${JSON.stringify(path)} is the URI "${uri}"`, () => {
    assert.match(renderSarif([problem("x", { path })], "1"), `"uri": "${uri}"`);
  });
}

test("any diagnostic is a log that matches the published schema", () => {
  fc.assert(
    fc.property(fc.array(anyDiagnostic, { maxLength: 4 }), (diagnostics) => {
      const log = readLog(diagnostics);
      assert.equal(sarifFaults(log), []);
      JSON.parse(JSON.stringify(log), (key, value: unknown) => {
        if (key === "ruleIndex" || key === "index") assert.is(value, ruleIndex);
        return value;
      });
    }),
  );
});

test("the schema rejects another document", () => {
  assert.equal(sarifFaults({ version: "2.1.0" }), [" must have required property 'runs'"]);
  const wrong = renderSarif([problem("x", { path: "a.yaml" })], "1").replace('"a.yaml"', '"a b"');
  assert.equal(sarifFaults(JSON.parse(wrong)).length, 1);
});

test.run();
