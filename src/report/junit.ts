import type { Diagnostic } from "../model/diagnostic.js";
import { arrange } from "./arrange.js";
import { collectMasks, type Masks } from "./mask.js";
import { describe, nameOf } from "./text.js";
import { makeVisible } from "./visible.js";

/**
 * Returns a JUnit report with one suite, named by the command: an error is a failed test case, a warning or
 * note a passed one with `system-out`; sorted, each once. A run without findings has one passed test case, so that GoCD's
 * Tests tab shows that it ran. Times are 0: the same findings produce the same bytes.
 */
export function renderJunit(diagnostics: readonly Diagnostic[], command: string): string {
  const shown = arrange(diagnostics);
  const masks = collectMasks(diagnostics);
  const cases =
    shown.length === 0
      ? [`    <testcase classname="gocd-pin" name="no findings" time="0"/>`]
      : shown.map((diagnostic) => toTestCase(diagnostic, masks));
  const failures = shown.filter((diagnostic) => diagnostic.severity === "error").length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="0"`;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeAttribute(`gocd-pin ${command}`)}" ${counts}>`,
    ...cases,
    `  </testsuite>`,
    `</testsuites>`,
    "",
  ].join("\n");
}

function toTestCase(diagnostic: Diagnostic, masks: Masks): string {
  const { severity, code, message } = diagnostic;
  const shown = makeVisible(message);
  const name = escapeAttribute(`${nameOf(diagnostic)}: ${shown}`);
  const body = escapeText(describe(diagnostic, masks, false));
  const outcome =
    severity === "error"
      ? `<failure type="${code}" message="${escapeAttribute(shown)}">${body}</failure>`
      : `<system-out>${body}</system-out>`;
  return [
    `    <testcase classname="gocd-pin.${code}" name="${name}" time="0">`,
    `      ${outcome}`,
    `    </testcase>`,
  ].join("\n");
}

// https://www.w3.org/TR/xml/#syntax; `>` too, since `]]>` is not allowed in text. The text has passed
// `makeVisible`, so it has only characters of https://www.w3.org/TR/xml/#charsets.
function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;");
}
