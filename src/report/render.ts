import type { Diagnostic } from "../model/diagnostic.js";
import type { ReportFormat } from "./format.js";
import { renderGithub } from "./github.js";
import { renderJson } from "./json.js";
import { renderJunit } from "./junit.js";
import { renderSarif } from "./sarif.js";

/** The result of a run, for every format but `text`, which a command renders itself. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** The command that ran, `check`: the suite of a JUnit report. */
  readonly command: string;
  /** The version of gocd-pin: the driver of a SARIF log. */
  readonly toolVersion: string;
  /** The command's additional keys of the JSON report. */
  readonly extra?: object;
}

/**
 * Returns the report in `format`, whole lines, diagnostics sorted and each once. Without findings `github` is
 * empty, the others are complete documents.
 */
export function render(format: Exclude<ReportFormat, "text">, report: Report): string {
  const { diagnostics } = report;
  switch (format) {
    case "json":
      return renderJson(diagnostics, report.extra);
    case "github":
      return renderGithub(diagnostics);
    case "sarif":
      return renderSarif(diagnostics, report.toolVersion);
    case "junit":
      return renderJunit(diagnostics, report.command);
  }
}
