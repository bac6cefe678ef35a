import { applyPatch } from "diff";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderDiff } from "../../src/report/diff.js";

const PLAIN = { isExact: true, color: false };

const anyLines = fc
  .array(fc.constantFrom("a", "b", "  c: 1", "", "\t", "-x", "+y", "\\ z", "\x1b[31m", "漢"), {
    maxLength: 20,
  })
  .map((lines) => lines.join("\n"));

test("a diff applied to the old text produces the new text", () => {
  fc.assert(
    fc.property(anyLines, anyLines, (before, after) => {
      assert.is(applyPatch(before, renderDiff({ path: "x.yaml", before, after }, PLAIN)), after);
    }),
  );
});

test("texts without common lines are shown completely, in linear time", () => {
  const text = (word: string) => Array.from({ length: 3000 }, (_, line) => `${word} ${line}\n`).join("");
  const diff = renderDiff({ path: "x", before: text("old"), after: text("new") }, PLAIN);
  assert.is(applyPatch(text("old"), diff), text("new"));
  assert.match(diff, "\n@@ -1,3000 +1,3000 @@\n-old 0\n");
  const added = renderDiff({ path: "x", before: "", after: text("new") }, PLAIN);
  assert.match(added, "\n@@ -0,0 +1,3000 @@\n+new 0\n");
});

test("new and removed files are named as git names them", () => {
  const come = renderDiff({ path: "d/x", before: undefined, after: "a\n" }, PLAIN);
  assert.is(come, "--- /dev/null\n+++ b/d/x\n@@ -0,0 +1 @@\n+a\n");
  const gone = renderDiff({ path: "d/x", before: "a\nb", after: undefined }, PLAIN);
  assert.is(gone, "--- a/d/x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n\\ No newline at end of file\n");
});

test("a diff for people shows control characters of a file and its name, and keeps tabs", () => {
  const change = { path: "a\x1b", before: "\ta\x1b[2J\r\n", after: "\ta\n" };
  const shown = renderDiff(change, { isExact: false, color: false });
  assert.is(shown, "--- a/a\\x1b\n+++ b/a\\x1b\n@@ -1 +1 @@\n-\ta\\x1b[2J\\r\n+\ta\n");
});

test("a diff for people has no ESC, BEL or bidi character, an exact one has the bytes (issue 12, error 10)", () => {
  const change = { path: "x", before: "a\n", after: "\x1b]0;title\x07 \u202eb \u200b\u009b\n" };
  assert.match(
    renderDiff(change, { isExact: false, color: false }),
    "+\\x1b]0;title\\x07 \\u202eb \\u200b\\x9b\n",
  );
  assert.match(renderDiff(change, { isExact: true, color: false }), `+${change.after}`);
});

test("a diff for people masks credentials, an exact one does not", () => {
  const key = [
    "-----BEGIN PRIVATE KEY-----",
    "MIIEvQIBADANBg",
    "kqhkiG9w0BAQ==",
    "-----END PRIVATE KEY-----",
    "x",
  ];
  const after = ["DB_PASSWORD=hunter2", 'auth: "aHVudGVyMg=="', ...key, ""].join("\n");
  const diff = renderDiff({ path: "x", before: "", after }, { isExact: false, color: false });
  assert.not.match(diff, /hunter2|aHVudGVyMg|MIIE|kqhk/);
  assert.match(diff, "+DB_PASSWORD=*******\n");
  assert.match(diff, "\n+x\n");
  assert.match(renderDiff({ path: "x", before: "", after }, PLAIN), "+DB_PASSWORD=hunter2\n");
});

test("a diff for people cuts long lines", () => {
  const change = { path: "x", before: "", after: `${"y".repeat(10_000_000)}\n` };
  const diff = renderDiff(change, { isExact: false, color: false });
  assert.ok(diff.length < 5000);
  assert.match(diff, "… (9996001 more characters)\n");
});

test("colours enclose complete lines", () => {
  const shown = renderDiff({ path: "x", before: "a\nb\n", after: "a\nc\n" }, { isExact: false, color: true });
  const esc = "\x1b";
  assert.is(
    shown,
    [
      `${esc}[1m--- a/x${esc}[22m`,
      `${esc}[1m+++ b/x${esc}[22m`,
      `${esc}[36m@@ -1,2 +1,2 @@${esc}[39m`,
      " a",
      `${esc}[31m-b${esc}[39m`,
      `${esc}[32m+c${esc}[39m`,
      "",
    ].join("\n"),
  );
});

test.run();
