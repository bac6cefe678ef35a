import type { Diagnostic, Severity } from "../model/diagnostic.js";
import { arrange, pathOf } from "./arrange.js";
import { regionOf } from "../model/position.js";
import { formatPlace } from "./text.js";
import { makeVisible } from "./visible.js";

/**
 * Returns one GitHub workflow command a line, `::error file=...,line=...::message`, sorted, each once; help and
 * related places are more lines of the message.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return arrange(diagnostics).map(toCommand).join("");
}

function toCommand(diagnostic: Diagnostic): string {
  const { severity, code, message, help, related = [] } = diagnostic;
  const properties = [...locate(diagnostic), `title=${escapeProperty(`gocd-pin [${code}]`)}`].join(",");
  const lines = [
    makeVisible(message),
    `help: ${makeVisible(help)}`,
    ...related.map((other) => `note: ${formatPlace(other.place)}: ${makeVisible(other.message)}`),
  ];
  return `::${commandOf(severity)} ${properties}::${escapeData(lines.join("\n"))}\n`;
}

function locate(diagnostic: Diagnostic): readonly string[] {
  const path = pathOf(diagnostic);
  if (path === undefined) return [];
  const file = `file=${escapeProperty(makeVisible(path))}`;
  if (diagnostic.place === undefined) return [file];
  const { startLine, startColumn, endLine, endColumn } = regionOf(diagnostic.place);
  // The runner ignores both columns if the lines differ (`ValidateLinesAndColumns` in actions/runner).
  return startLine === endLine
    ? [file, `line=${startLine}`, `col=${startColumn}`, `endLine=${endLine}`, `endColumn=${endColumn}`]
    : [file, `line=${startLine}`, `endLine=${endLine}`];
}

function commandOf(severity: Severity): string {
  switch (severity) {
    case "error":
      return "error";
    case "warning":
      return "warning";
    case "note":
      return "notice";
  }
}

// The escapes that the runner decodes, `ActionCommand` in actions/runner.
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
