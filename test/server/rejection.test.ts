import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRejections } from "../../src/server/rejection.js";

function read(errors: readonly string[]) {
  return readRejections(errors, (line) => line).list;
}

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
  assert.equal(read([text]), [
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
  assert.equal(read(errors), [
    { location: [], message: "You have defined multiple pipelines named 'a'" },
    { location: [], message: "- x: - y" },
    { location: [], message: "a: b" },
  ]);
});

test("only errors about single files keep GoCD from checking the rest", () => {
  const hasListing = (text: string) => readRejections([text], (line) => line).hasListing;
  assert.ok(hasListing("gocd/a.gocd.yaml:\n  - Failed to parse"));
  assert.not.ok(hasListing("You have defined multiple pipelines named 'a'"));
});

test("of very many errors, the first are read and the others counted", () => {
  const item = "  - an error\n    of two lines\n";
  const listing = `gocd/a.gocd.yaml:\n${item.repeat(1_000_000)}`;
  const texts = Array.from({ length: 1_000_000 }, () => "x");
  for (const errors of [[listing], texts]) {
    let shown = 0;
    const show = (line: string) => {
      shown++;
      return line;
    };
    const { list, leftOut } = readRejections(errors, show);
    assert.equal([list.length, leftOut], [500, 999_500]);
    assert.ok(shown <= 1500, String(shown));
  }
  const long = readRejections([`a:\n  - x\n${"y\n".repeat(1_000_000)}`], (line) => line).list;
  assert.ok((long[0]?.message.length ?? 0) < 5000);
});

test.run();
