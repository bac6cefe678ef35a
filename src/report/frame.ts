import type { Place, Span } from "../model/source.js";
import { lineSpan, regionOf } from "../model/position.js";
import { makeVisible, charWidth, isJoining } from "./visible.js";

/** A line of source as it is shown, and what of it is underlined; `indent` and `length` in terminal columns. */
export interface Frame {
  /** From 1. */
  readonly line: number;
  readonly source: string;
  readonly indent: number;
  /** At least 1. */
  readonly length: number;
}

/** A unit of drawing: a character with its marks, an escape, a tab. */
interface Cell {
  readonly offset: number;
  text: string;
  width: number;
}

// The width of a shown line, and the part of it before the place.
const WIDTH = 120;
const LEAD = 40;
const TAB = "    ";
const ELLIPSIS = "…";

/**
 * Returns the line where `place` starts, with control characters made visible, tabs as spaces, the
 * characters of `masks` as `*`, and a line that is too long cut to the surroundings of the place. A place of
 * several lines ends with the first. The time depends on what is shown, not on the length of the line.
 */
export function frameOf(place: Place, masks: readonly Span[]): Frame {
  const { text } = place.file;
  const { startLine, startColumn } = regionOf(place);
  const line = lineSpan(place.file, startLine);
  const start = snap(text, Math.min(line.start + startColumn - 1, line.end));
  const from = snap(text, Math.max(line.start, start - WIDTH));
  const to = snap(text, Math.min(line.end, start + WIDTH));

  const before = readCells(text, { start: from, end: start }, masks);
  const after = readCells(text, { start, end: to }, masks);
  const shownAfter = takeFirst(after, WIDTH - Math.min(widthOf(before), LEAD));
  const shownBefore = takeFirst(before.toReversed(), WIDTH - widthOf(shownAfter)).toReversed();
  const left = from > line.start || shownBefore.length < before.length ? ELLIPSIS : "";
  const right = to < line.end || shownAfter.length < after.length ? ELLIPSIS : "";

  const source = [...shownBefore, ...shownAfter].map((cell) => cell.text).join("");
  const underlined = shownAfter.filter((cell) => cell.offset < place.span.end);
  return {
    line: startLine,
    source: (left + source + right).trimEnd(),
    indent: left.length + widthOf(shownBefore),
    length: Math.max(1, widthOf(underlined)),
  };
}

function readCells(text: string, span: Span, masks: readonly Span[]): readonly Cell[] {
  const near = masks.filter((mask) => mask.start < span.end && mask.end > span.start);
  const cells: Cell[] = [];
  let offset = span.start;
  for (const char of text.slice(span.start, span.end)) {
    const last = cells.at(-1);
    if (near.some((mask) => mask.start < offset + char.length && mask.end > offset)) {
      cells.push({ offset, text: "*", width: 1 });
    } else if (last !== undefined && isJoining(char)) {
      last.width += charWidth(char, last.width);
      last.text += char;
    } else {
      cells.push(readCell(offset, char));
    }
    offset += char.length;
  }
  return cells;
}

function readCell(offset: number, char: string): Cell {
  if (char >= " " && char <= "~") return { offset, text: char, width: 1 };
  if (char === "\t") return { offset, text: TAB, width: TAB.length };
  const shown = makeVisible(char);
  return { offset, text: shown, width: shown === char ? charWidth(char, 0) : shown.length };
}

function takeFirst(cells: readonly Cell[], room: number): readonly Cell[] {
  let used = 0;
  const end = cells.findIndex((cell) => (used += cell.width) > room);
  return end === -1 ? cells : cells.slice(0, end);
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

/** The offset itself, or the one before where it lies within a surrogate pair. */
function snap(text: string, offset: number): number {
  return (text.codePointAt(offset - 1) ?? 0) > 0xffff ? offset - 1 : offset;
}
