import { BOUNDS } from "./bounds.js";
import { CODES, type Code, type WarningCode } from "./codes.js";
import type { Place, Span } from "./source.js";

/** Only an error fails a run. */
export type Severity = "error" | "warning" | "note";

/**
 * A finding about something that gocd-pin does not control: the text of a user, or the response of a registry. It is a
 * value, collected and never thrown; a thrown error is a bug in gocd-pin.
 */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: Code;
  /** The problem: one line, lower case, user text in double quotes, no full stop. */
  readonly message: string;
  /** Absent if the problem is not in a line of a file (such as a registry that is down). */
  readonly place?: Place;
  /** A file with a problem that is not in a line of it (it is missing, a folder, not readable). */
  readonly path?: string;
  /** What to do with this text: one line, an imperative sentence. */
  readonly help: string;
  /** A second place, such as the first definition of a duplicate, with its description. */
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
  /**
   * The keys of the packages that this finding about a registry affects. Findings that differ only in them are reported as
   * one.
   */
  readonly packages?: readonly string[];
  /** All places of a finding that counts them, shown with `--verbose` and in JSON. */
  readonly places?: readonly Place[];
  /** Spans of the place's file that contain a credential: every code frame of a run shows `*` instead. */
  readonly mask?: readonly Span[];
}

/** The help, and the parts that most diagnostics do not have. */
type More = Pick<Diagnostic, "help"> & Partial<Pick<Diagnostic, "related" | "packages" | "mask">>;

/** An error at a place of a file. */
export function errorAt(place: Place, code: Code, message: string, more: More): Diagnostic {
  return withShortTexts({ severity: "error", code, message, place, ...more });
}

/** A warning at a place of a file. */
export function warningAt(place: Place, code: WarningCode, message: string, more: More): Diagnostic {
  return withShortTexts({ severity: "warning", code, message, place, ...more });
}

/** Returns an error of a file that is not in a line of it. */
export function errorIn(path: string, code: Code, message: string, more: More): Diagnostic {
  return withShortTexts({ severity: "error", code, message, path, ...more });
}

/**
 * Returns a diagnostic whose texts have a bounded length: a key of many MB is not printed in each message about it, and
 * not held in memory once for each.
 */
export function withShortTexts(diagnostic: Diagnostic): Diagnostic {
  const { message, help, related = [] } = diagnostic;
  const isShort = (text: string) => text.length <= BOUNDS.messageLength.value;
  if (isShort(message) && isShort(help) && related.every((other) => isShort(other.message)))
    return diagnostic;
  return {
    ...diagnostic,
    message: shorten(message),
    help: shorten(help),
    ...(related.length > 0 && {
      related: related.map((other) => ({ ...other, message: shorten(other.message) })),
    }),
  };
}

// A longer text in quotes would hide the rest of the message.
const LONGEST_QUOTE = 200;

/** Cuts the long texts in double quotes; if that is not enough, the end. */
function shorten(text: string): string {
  const { value } = BOUNDS.messageLength;
  if (text.length <= value) return text;
  const shorter = text.replace(/"([^"]*)"/g, (_, quoted: string) => `"${cutAfter(quoted, LONGEST_QUOTE)}"`);
  return cutAfter(shorter, value);
}

function cutAfter(text: string, length: number): string {
  if (text.length <= length) return text;
  const start = cut(text, length);
  return `${start}… (${text.length - start.length} more characters)`;
}

// Half a surrogate pair would not be a character.
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Cs}$/u, "");
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

/**
 * Adds items to a list. `list.push(...items)` passes them as arguments, which overflows the stack with some 100,000 of
 * them, as a hostile file can have errors.
 */
export function addAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}

/** Returns a user's text in double quotes, on one line, cut if it is very long. */
export function quoteText(text: string): string {
  const shown = text.length > LONGEST_QUOTE ? `${cut(text, LONGEST_QUOTE)}…` : text;
  const line = shown.replace(/\p{Cc}|\p{Zl}|\p{Zp}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${line}"`;
}

/** Returns the diagnostics without the warnings that the project or a package accepts. An error is never accepted. */
export function withoutAccepted(
  diagnostics: readonly Diagnostic[],
  accept: readonly WarningCode[],
): readonly Diagnostic[] {
  if (accept.length === 0) return diagnostics;
  const codes: ReadonlySet<Code> = new Set(accept);
  return diagnostics.filter(({ severity, code }) => severity !== "warning" || !codes.has(code));
}

/** Returns the codes that each of the packages accepts: a warning about all of them is hidden only by these. */
export function acceptedByAll(
  packages: readonly { readonly accept: readonly WarningCode[] }[],
): readonly WarningCode[] {
  const [first, ...others] = packages;
  return (first?.accept ?? []).filter((code) => others.every(({ accept }) => accept.includes(code)));
}
