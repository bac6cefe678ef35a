import pc from "picocolors";
import type { Diagnostic, Severity } from "../model/diagnostic.js";
import type { Place } from "../model/source.js";
import { arrange, countSeverities, pathOf, sortDiagnostics } from "./arrange.js";
import { frameOf } from "./frame.js";
import { collectMasks, masksFor, type Masks } from "./mask.js";
import { regionOf } from "../model/position.js";
import { makeVisible } from "./visible.js";

/**
 * Returns the diagnostics as text, sorted, each once: a line `path:line:column: severity: message [code]`, a code frame, help,
 * and the related places; verbose also the places that a finding counts. Lines and columns count from 1, columns in UTF-16 code
 * units. No text of a file or a registry reaches a terminal as a control character.
 */
export function renderText(
  diagnostics: readonly Diagnostic[],
  options: { readonly color: boolean; readonly isVerbose?: boolean },
): string {
  const masks = collectMasks(diagnostics);
  return arrange(diagnostics)
    .map((diagnostic) => {
      const places = options.isVerbose === true ? (diagnostic.places ?? []) : [];
      const lines = places.map((place) => `  ${formatPlace(place)}\n`);
      return describe(diagnostic, masks, options.color) + lines.join("");
    })
    .join("");
}

/** Returns one diagnostic as `renderText` shows it: complete lines, each with its line feed. */
export function describe(diagnostic: Diagnostic, masks: Masks, color: boolean): string {
  const paint = pc.createColors(color);
  const { severity, code, message, place, help, related = [] } = diagnostic;
  const label = paintSeverity(paint, severity, `${severity}:`);
  const lines = [
    `${paint.bold(`${nameOf(diagnostic)}:`)} ${label} ${makeVisible(message)} ${paint.dim(`[${code}]`)}`,
  ];
  if (place !== undefined) {
    const frame = frameOf(place, masksFor(masks, place));
    const number = String(frame.line);
    const gutter = (text: string): string => paint.dim(`  ${text.padStart(number.length)} |`);
    const mark = paintSeverity(paint, severity, "^" + "~".repeat(frame.length - 1));
    lines.push(
      frame.source === "" ? gutter(number) : `${gutter(number)} ${frame.source}`,
      `${gutter("")} ${" ".repeat(frame.indent)}${mark}`,
    );
  }
  lines.push(`  ${paint.cyan("help:")} ${makeVisible(help)}`);
  for (const other of related) {
    lines.push(`  ${paint.cyan("note:")} ${formatPlace(other.place)}: ${makeVisible(other.message)}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** The subject of a diagnostic: `path:line:column`, `path`, or the name of the program. */
export function nameOf(diagnostic: Diagnostic): string {
  if (diagnostic.place !== undefined) return formatPlace(diagnostic.place);
  return makeVisible(pathOf(diagnostic) ?? "gocd-pin");
}

/** Returns `path:line:column` of where `place` starts, from 1, columns in UTF-16 code units. */
export function formatPlace(place: Place): string {
  const { startLine, startColumn } = regionOf(place);
  return `${makeVisible(place.file.path)}:${startLine}:${startColumn}`;
}

/** Returns the line that sums up a run, `2 errors, 1 warning`; each diagnostic counts once, also if it is not shown. */
export function summarize(diagnostics: readonly Diagnostic[]): string {
  return countSeverities(sortDiagnostics(diagnostics)) || "no findings";
}

function paintSeverity(paint: ReturnType<typeof pc.createColors>, severity: Severity, text: string): string {
  switch (severity) {
    case "error":
      return paint.bold(paint.red(text));
    case "warning":
      return paint.bold(paint.yellow(text));
    case "note":
      return paint.bold(paint.cyan(text));
  }
}
