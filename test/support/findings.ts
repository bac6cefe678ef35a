/** A diagnostic of a JSON report, as far as tests look at it. */
export interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}

/** The diagnostics of a JSON report; throws an error if the text is not one. */
export function findings(report: string): readonly Finding[] {
  const json: unknown = JSON.parse(report);
  if (!isReport(json)) throw new Error(`no report: ${report}`);
  return json.diagnostics;
}

function isReport(json: unknown): json is { readonly diagnostics: readonly Finding[] } {
  return (
    typeof json === "object" &&
    json !== null &&
    "diagnostics" in json &&
    Array.isArray(json.diagnostics) &&
    json.diagnostics.every(isFinding)
  );
}

function isFinding(json: unknown): json is Finding {
  return (
    typeof json === "object" && json !== null && "severity" in json && "code" in json && "message" in json
  );
}
