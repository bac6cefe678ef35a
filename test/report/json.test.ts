import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderJson } from "../../src/report/json.js";
import { anyDiagnostic, find, problem } from "./sample.js";

const file = { path: "pipelines/deploy.yaml", text: "pipelines:\n  deploy: {a:\n    b}\n" };

test("a report with every key", () => {
  const found = [
    problem("registry.example is down"),
    problem("not readable", { path: "x.yaml", severity: "warning" }),
    problem('"deploy" is a flow mapping', {
      place: find(file, "{a:\n    b}"),
      severity: "note",
      help: "nothing",
      related: [{ message: "its pipeline", place: find(file, "deploy") }],
    }),
  ];
  assert.is(
    renderJson(found),
    `{
  "version": 1,
  "diagnostics": [
    {
      "path": "pipelines/deploy.yaml",
      "line": 2,
      "column": 11,
      "endLine": 3,
      "endColumn": 7,
      "severity": "note",
      "code": "yaml-syntax",
      "message": "\\"deploy\\" is a flow mapping",
      "help": "nothing",
      "related": [
        {
          "path": "pipelines/deploy.yaml",
          "line": 2,
          "column": 3,
          "endLine": 2,
          "endColumn": 9,
          "message": "its pipeline"
        }
      ]
    },
    {
      "path": "x.yaml",
      "severity": "warning",
      "code": "yaml-syntax",
      "message": "not readable",
      "help": "h"
    },
    {
      "severity": "error",
      "code": "yaml-syntax",
      "message": "registry.example is down",
      "help": "h"
    }
  ]
}
`,
  );
});

test("columns count UTF-16 code units", () => {
  const emoji = { path: "a.yaml", text: "👍: x" };
  assert.match(renderJson([problem("no", { place: find(emoji, "x") })]), '"column": 5');
});

test("extra keys follow and cannot replace the contract", () => {
  assert.is(
    renderJson([], { moved: ["Docker/x"], diagnostics: "none" }),
    '{\n  "version": 1,\n  "diagnostics": [],\n  "moved": [\n    "Docker/x"\n  ]\n}\n',
  );
});

test("any diagnostic is valid JSON with its message and without control characters", () => {
  fc.assert(
    fc.property(anyDiagnostic, (diagnostic) => {
      const json = renderJson([diagnostic]);
      assert.not.match(json.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}]/u);
      const messages: unknown[] = [];
      JSON.parse(json, (key, value: unknown) => {
        if (key === "message") messages.push(value);
        return value;
      });
      assert.equal(messages, [diagnostic.message, diagnostic.message]);
    }),
  );
});

test.run();
