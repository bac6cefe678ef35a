import { displayWidth } from "./visible.js";
import pc from "picocolors";

/** The visible text of a cell, and the function that colours a part of it for a terminal. */
export interface PaintedCell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

/** Between two columns. */
const GAP = "  ";

/** Below this width, the columns of a wrapped table are too narrow to read. */
const LEAST_WIDTH = 60;

/**
 * Returns the lines of a table whose first row is the header, at most `width` columns wide. A wider table is wrapped at
 * spaces, in its widest columns. If a word does not fit its column, or the terminal has fewer than 60 columns, the table
 * becomes a list with a line for each cell. Words are never split, so that names can be copied: only a word that is
 * wider than the terminal makes a line too wide.
 */
export function layOut(rows: readonly (readonly PaintedCell[])[], width: number): readonly string[] {
  const natural = measure(rows, displayWidth);
  if (widthOf(natural) <= width) return rows.map((row) => joinColumns(row, natural));
  const widths = width < LEAST_WIDTH ? undefined : narrow(natural, measure(rows, longestWord), width);
  return widths === undefined ? toList(rows, width) : rows.flatMap((row) => wrapRow(row, widths));
}

/** Returns the largest measure of the cells of each column. */
function measure(
  rows: readonly (readonly PaintedCell[])[],
  toWidth: (text: string) => number,
): readonly number[] {
  const [header = []] = rows;
  return header.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, toWidth(row[column]?.text ?? "")), 0),
  );
}

function longestWord(text: string): number {
  return text.split(" ").reduce((widest, word) => Math.max(widest, displayWidth(word)), 0);
}

function widthOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
}

/** Makes the widest columns narrower until the table fits, none narrower than its least width; undefined if that is not enough. */
function narrow(
  natural: readonly number[],
  least: readonly number[],
  width: number,
): readonly number[] | undefined {
  for (let most = width; most > 0; most--) {
    const widths = natural.map((wide, column) => Math.max(least[column] ?? 0, Math.min(wide, most)));
    if (widthOf(widths) <= width) return widths;
  }
  return undefined;
}

function wrapRow(row: readonly PaintedCell[], widths: readonly number[]): readonly string[] {
  const cells = row.map(({ text }, column) => wrap(text, widths[column] ?? 0));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) =>
    joinColumns(
      row.map(({ paint }, column) => ({ text: cells[column]?.[index] ?? "", paint })),
      widths,
    ),
  );
}

/** Returns one line, without spaces at its end. */
function joinColumns(row: readonly PaintedCell[], widths: readonly number[]): string {
  let line = "";
  let spaces = "";
  for (const [column, { text, paint }] of row.entries()) {
    const trimmed = text.replace(/ +$/, "");
    if (trimmed !== "") line += spaces + paint(trimmed);
    spaces = (trimmed === "" ? spaces : "") + " ".repeat((widths[column] ?? 0) - displayWidth(trimmed)) + GAP;
  }
  return line;
}

/** Returns a line `name: value` for each cell that is not empty, and an empty line between two rows. */
function toList(rows: readonly (readonly PaintedCell[])[], width: number): readonly string[] {
  const [header = [], ...body] = rows;
  const name = (column: number) => header[column]?.text ?? "";
  if (body.length === 0) return wrap(header.map(({ text }) => text).join(GAP), width);
  return body.flatMap((row, index) => [
    ...(index > 0 ? [""] : []),
    ...row.flatMap(({ text, paint }, column) =>
      text.trim() === "" ? [] : listCell(name(column), { text, paint }, width),
    ),
  ]);
}

function listCell(name: string, { text, paint }: PaintedCell, width: number): readonly string[] {
  const label = name === "" ? "" : `${name}: `;
  if (displayWidth(label + text) <= width) return [label + paint(text)];
  const lines = wrap(text, width - GAP.length).map((part) => GAP + paint(part));
  return name === "" ? lines : [`${name}:`, ...lines];
}

/** Returns the lines of a text that is wrapped at spaces; only a line of one word may be wider than `width`. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(" ")) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line === undefined || displayWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line ?? ""].map((part) => part.replace(/ +$/, "")).filter((part) => part !== "");
}

/** Returns the cell of something that succeeded. The sign is the same in a pipe, where there is no colour. */
export function okCell(color: boolean): PaintedCell {
  return { text: "✓ ok", paint: pc.createColors(color).green };
}

/** Returns the cell of something that failed, with a sign for people who do not see the colour. */
export function failedCell(color: boolean): PaintedCell {
  return { text: "✗ failed", paint: pc.createColors(color).red };
}
