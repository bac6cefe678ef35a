import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRejections } from "../../src/server/rejection.js";

test("a listing is read by its locations", () => {
  const text = [
    "gocd/a.gocd.yaml; Pipeline deploy; Stage (build):",
    "  - Stage has no jobs",
    "  - Missing field",
    "    'name'.",
    "",
    "gocd/b.gocd.yaml:",
    "  - Failed to parse file: expected a key:",
    "    value",
  ].join("\n");
  assert.equal(readRejections([text]), [
    {
      location: ["gocd/a.gocd.yaml", "Pipeline deploy", "Stage (build)"],
      message: "Stage has no jobs",
    },
    {
      location: ["gocd/a.gocd.yaml", "Pipeline deploy", "Stage (build)"],
      message: "Missing field 'name'",
    },
    { location: ["gocd/b.gocd.yaml"], message: "Failed to parse file: expected a key: value" },
  ]);
});

test("each other error is one message", () => {
  const errors = ["You have defined\nmultiple pipelines named 'a'.", "", "- x:\n- y", "a:\nb"];
  assert.equal(readRejections(errors), [
    { location: [], message: "You have defined multiple pipelines named 'a'" },
    { location: [], message: "- x: - y" },
    { location: [], message: "a: b" },
  ]);
});

test.run();
