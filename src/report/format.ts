/** The formats of a report, as `--format` names them; apart from the report, which most runs do without. */
export const FORMATS = ["text", "json", "github", "sarif", "junit"] as const;

/** The words of `--format`. */
export type ReportFormat = (typeof FORMATS)[number];
