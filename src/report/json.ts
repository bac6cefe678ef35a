import type { Diagnostic } from "../model/diagnostic.js";
import type { Place } from "../model/source.js";
import { arrange } from "./arrange.js";
import { regionOf } from "../model/position.js";
import { escapeJson } from "./visible.js";

/**
 * Returns `{"version": 1, "diagnostics": [...], ...extra}` as indented JSON, sorted, each diagnostic once. A
 * diagnostic has `path`, `line`, `column`, `endLine`, `endColumn`, `severity`, `code`, `message`, `help`, `packages` (those
 * that a failure of a registry affects), `places` (all that a finding counts), and `related`, a list of the other places with a
 * `message` each. Lines and columns count from 1, columns in UTF-16 code units; the end is that of the character after it. A key without a value is absent.
 */
export function renderJson(diagnostics: readonly Diagnostic[], extra: object = {}): string {
  const contract = { version: 1, diagnostics: arrange(diagnostics).map(toEntry) };
  // Spread twice: first for the order of the keys, last so that `extra` cannot replace them.
  return writeJson({ ...contract, ...extra, ...contract });
}

/** Returns `value` as indented JSON with a line feed at its end and no control character. */
export function writeJson(value: object): string {
  return escapeJson(`${JSON.stringify(value, null, 2)}\n`);
}

function toEntry({
  place,
  path,
  severity,
  code,
  message,
  help,
  packages,
  places,
  related = [],
}: Diagnostic): object {
  return {
    ...(place !== undefined ? toRange(place) : path !== undefined && { path }),
    severity,
    code,
    message,
    help,
    ...(packages !== undefined && { packages }),
    ...(places !== undefined && { places: places.map(toRange) }),
    ...(related.length > 0 && {
      related: related.map((other) => ({ ...toRange(other.place), message: other.message })),
    }),
  };
}

function toRange(place: Place): object {
  const { startLine, startColumn, endLine, endColumn } = regionOf(place);
  return { path: place.file.path, line: startLine, column: startColumn, endLine, endColumn };
}
