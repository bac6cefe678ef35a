import { applyPatch } from "diff";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderDiff } from "../../src/report/diff.js";

const PLAIN = { isTerminal: false, color: false };

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

test("on a terminal nothing of a file or its name is obeyed, and tabs stay", () => {
  const change = { path: "a\x1b", before: "\ta\x1b[2J\r\n", after: "\ta\n" };
  const shown = renderDiff(change, { isTerminal: true, color: false });
  assert.is(shown, "--- a/a\\x1b\n+++ b/a\\x1b\n@@ -1 +1 @@\n-\ta\\x1b[2J\\r\n+\ta\n");
});

test("colours enclose complete lines", () => {
  const shown = renderDiff(
    { path: "x", before: "a\nb\n", after: "a\nc\n" },
    { isTerminal: true, color: true },
  );
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
