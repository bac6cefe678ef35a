import { makeVisible, displayWidth, padEnd } from "./visible.js";

/** Rows of text under a header; missing cells at the end of a row are empty. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Returns a table for people at a terminal: no borders, columns two spaces apart and aligned by display width, no
 * spaces at the end of a line, and no control character in a cell.
 */
export function renderTable(table: Table): string {
  const rows = readRows(table, makeVisible);
  const widths = measure(rows, 0);
  return rows.map((row) => `${padRow(row, widths).join("  ").trimEnd()}\n`).join("");
}

/**
 * Returns a table of GitHub Flavored Markdown whose cells show their text literally.
 * https://github.github.com/gfm/#tables-extension-
 */
export function renderMarkdownTable(table: Table): string {
  const rows = readRows(table, escapeMarkdown);
  // GFM accepts one dash per column, older readers require three.
  const widths = measure(rows, 3);
  const [header = [], ...body] = rows.map((row) => padRow(row, widths));
  const rule = widths.map((width) => "-".repeat(width));
  return [header, rule, ...body].map((row) => `| ${row.join(" | ")} |\n`).join("");
}

function readRows({ header, rows }: Table, show: (cell: string) => string): readonly (readonly string[])[] {
  return [header, ...rows].map((row) => header.map((_, column) => show(row[column] ?? "")));
}

function measure(rows: readonly (readonly string[])[], least: number): readonly number[] {
  const [header = []] = rows;
  return header.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(row[column] ?? "")), least),
  );
}

function padRow(row: readonly string[], widths: readonly number[]): readonly string[] {
  return row.map((cell, column) => padEnd(cell, widths[column] ?? 0));
}

/**
 * Returns a text that Markdown shows literally: makes invisible characters visible, and escapes what GFM or GitHub (`$`
 * starts a formula there) would read as markup. An underscore between letters or
 * digits is not escaped, so that variable names stay readable in the source.
 */
export function escapeMarkdown(text: string): string {
  return makeVisible(text).replace(/[\\`*[\]<>&|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&");
}
