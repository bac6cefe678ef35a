/** The formats of a report, as `--format` names them; in a file of its own, since most runs need no report. */
export const FORMATS = ["text", "json", "github", "sarif", "junit"] as const;

/** A value of `--format`. */
export type ReportFormat = (typeof FORMATS)[number];
