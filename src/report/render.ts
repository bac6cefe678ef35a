import type { Diagnostic } from "../model/diagnostic.js";
import type { ReportFormat } from "./format.js";
import { renderGithub } from "./github.js";
import { renderJson } from "./json.js";
import { renderJunit } from "./junit.js";
import { renderSarif } from "./sarif.js";
import { renderText } from "./text.js";

/** The result of a run, for every format. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** The command that ran, `check`: the suite of a JUnit report. */
  readonly command: string;
  /** The version of gocd-pin: the driver of a SARIF log. */
  readonly toolVersion: string;
  /** Whether text is coloured; the other formats never are. */
  readonly color: boolean;
  /** The command's additional keys of the JSON report. */
  readonly extra?: object;
}

/**
 * Returns the report in `format`, whole lines, diagnostics sorted and each once. Without findings `text` and `github` are
 * empty, the others are complete documents.
 */
export function render(format: ReportFormat, report: Report): string {
  const { diagnostics } = report;
  switch (format) {
    case "text":
      return renderText(diagnostics, report);
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
