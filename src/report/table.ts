import { layOut, type PaintedCell } from "./layout.js";
import { makeVisible, displayWidth, padEnd } from "./visible.js";

/** Rows of text under a header; missing cells at the end of a row are empty. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | PaintedCell)[])[];
}

/** A table in which a cell can be a link. Its URL has no character that Markdown reads as markup. */
export interface LinkedTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | { readonly text: string; readonly url?: string })[])[];
}

/**
 * Returns a table for people at a terminal: no borders, columns two spaces apart and aligned by display width, no
 * spaces at the end of a line, and no control character in a cell. A table wider than `width` columns is wrapped in its
 * widest columns, or becomes a list; without `width`, each row is one line.
 */
export function renderTable(table: Table, width = Infinity): string {
  const rows = [table.header, ...table.rows].map((row) =>
    table.header.map((_, column) => toCell(row[column])),
  );
  return layOut(rows, width)
    .map((line) => `${line}\n`)
    .join("");
}

function toCell(cell: string | PaintedCell = ""): PaintedCell {
  if (typeof cell === "string") return { text: makeVisible(cell), paint: (text) => text };
  return { ...cell, text: makeVisible(cell.text) };
}

/**
 * Returns a table of GitHub Flavored Markdown whose cells show their text literally, without colour.
 * https://github.github.com/gfm/#tables-extension-
 */
export function renderMarkdownTable({ header, rows }: LinkedTable): string {
  const cells = [header, ...rows].map((row) =>
    header.map((_, column) => {
      const cell = row[column] ?? "";
      if (typeof cell === "string") return escapeMarkdown(cell);
      return cell.url === undefined
        ? escapeMarkdown(cell.text)
        : `[${escapeMarkdown(cell.text)}](${cell.url})`;
    }),
  );
  // GFM accepts one dash per column, older readers require three.
  const widths = header.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, displayWidth(row[column] ?? "")), 3),
  );
  const [names = [], ...body] = cells.map((row) =>
    row.map((cell, column) => padEnd(cell, widths[column] ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [names, rule, ...body].map((row) => `| ${row.join(" | ")} |\n`).join("");
}

/**
 * Returns a text that Markdown shows literally: makes invisible characters visible, and escapes what GFM or GitHub (`$`
 * starts a formula there) would read as markup. An underscore between letters or
 * digits is not escaped, so that variable names stay readable in the source.
 */
export function escapeMarkdown(text: string): string {
  return makeVisible(text).replace(/[\\`*[\]<>&|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&");
}
