import { test } from "uvu";
import * as assert from "uvu/assert";
import { findings, inMaterials, inPipeline, inTasks, testRows } from "./rows.js";

testRows("format_version", (part) => `format_version: ${part}\ncommon:`, [
  ["an integer", ["10", '"10"', "+10", "1", "11"], "1.0", 'error format-version "1.0" repo'],
  ["no word", "3", "x", 'error format-version "x" repo'],
  ["not nothing", "3", "", 'error format-version "format_version" repo'],
  ["no list", "3", "[10]", 'error format-version "[10]" repo'],
  ["11 at most", "11", "12", 'error format-version "12" repo'],
  ["1 at least", "1", "-3", 'error format-version "-3" repo'],
]);

test("format_version: all files say one number; a file without one does not count", () => {
  assert.equal(findings("format_version: 10", "common:", "format_version: '+10'"), []);
  assert.equal(findings("format_version: 10", "common:", "format_version: 9"), [
    'error format-version "9" repo',
  ]);
});

test("format_version: two spellings in one file count as two", () => {
  assert.equal(findings("format_version: 10\nFormat_Version: 9"), ['error format-version "9" repo']);
});

for (const word of ["includes", "whitelist"]) {
  test(`format_version: "${word}" of a file without it is lost next to a file of 10`, () => {
    const filter = inMaterials(`code: {git: /srv/x, ${word}: [a]}`);
    assert.equal(findings(filter), []);
    assert.equal(findings(filter, "format_version: 9"), []);
    assert.equal(findings(`format_version: 10\n${filter}`, "format_version: 10"), []);
    assert.equal(findings(filter, "format_version: 10"), [`warning filter-lost "${word}"`]);
  });
}

test("format_version: `locking` has no effect from 2 on, in whichever file the number is", () => {
  const locking = inPipeline("locking: on");
  assert.equal(findings(locking), []);
  assert.equal(findings(`format_version: 1\n${locking}`), []);
  assert.equal(findings(locking, "format_version: 2"), ['warning key-ignored "locking"']);
});

test("format_version: from 11 on a job needs a task", () => {
  const empty = inTasks("[]");
  assert.equal(findings(`format_version: 10\n${empty}`), []);
  assert.equal(findings(`format_version: 11\n${empty}`), ['error empty "tasks" pipeline']);
});

test.run();
