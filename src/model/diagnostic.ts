import { CODES, type Code } from "./codes.js";
import type { Place, Span } from "./source.js";

/** Only an error fails a run. */
export type Severity = "error" | "warning" | "note";

/**
 * A finding about something outside our control: what a user wrote, or what a registry answered.
 * It is a value, collected and never thrown; a thrown error is a bug of ours.
 */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: Code;
  /** What was found and what is allowed: one line, lower case, user text in double quotes, no full stop. */
  readonly message: string;
  /** Where; absent where no line of a file is to blame (a registry that is down, say). */
  readonly place?: Place;
  /** A file of which no line is to blame (it is missing, a folder, not readable). */
  readonly path?: string;
  /** What to do: one line. */
  readonly help?: string;
  /** The other half: where the twin or the declaration stands, and what that place is. */
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
  /** Spans of the place's file that hold a credential: no code frame of a run shows them, but `*` instead. */
  readonly mask?: readonly Span[];
}

/** The parts of a diagnostic that most do without. */
type More = Partial<Pick<Diagnostic, "help" | "related" | "mask">>;

/** An error at a place of a file. */
export function errorAt(place: Place, code: Code, message: string, more: More = {}): Diagnostic {
  return { severity: "error", code, message, place, ...more };
}

/** A warning at a place of a file. */
export function warningAt(place: Place, code: Code, message: string, more: More = {}): Diagnostic {
  return { severity: "warning", code, message, place, ...more };
}

/** An error of a file of which no line is to blame. */
export function errorIn(path: string, code: Code, message: string, more: More = {}): Diagnostic {
  return { severity: "error", code, message, path, ...more };
}

/** The exit status of a run: 0 without errors, else the largest status of its errors, which the table of codes defines. */
export function exitStatus(diagnostics: readonly Diagnostic[]): 0 | 1 | 2 | 3 {
  const statuses = new Set(diagnostics.filter(({ severity }) => severity === "error").map(errorStatus));
  return ([3, 2, 1] as const).find((status) => statuses.has(status)) ?? 0;
}

function errorStatus({ code, place }: Diagnostic): 1 | 2 | 3 {
  const { exit } = CODES[code];
  return exit !== "by-file" ? exit : place?.file.isProjectFile ? 2 : 1;
}

/** Whether a run with these diagnostics failed. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}
