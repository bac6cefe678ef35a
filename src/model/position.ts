import type { Place, SourceFile, Span } from "./source.js";

/**
 * Where a place starts and ends, as editors, SARIF (`utf16CodeUnits`) and the Language Server Protocol count:
 * lines and columns from 1, columns in UTF-16 code units, the end column that of the character after it.
 */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

// One index per file, for all its diagnostics; it is garbage collected with the file.
const lineStarts = new WeakMap<SourceFile, readonly number[]>();

/** Returns the lines and columns of `place`; offsets outside the text count as its start or its end. */
export function regionOf(place: Place): Region {
  const { file, span } = place;
  const starts = indexLines(file);
  const start = clamp(span.start, file.text.length);
  const end = Math.max(start, clamp(span.end, file.text.length));
  const startLine = findLine(starts, start);
  const endLine = findLine(starts, end);
  return {
    startLine,
    startColumn: start - startOf(starts, startLine) + 1,
    endLine,
    endColumn: end - startOf(starts, endLine) + 1,
  };
}

/** Returns the span of a line (from 1) of `file`, without its line end; empty after the last line. */
export function lineSpan(file: SourceFile, line: number): Span {
  const starts = indexLines(file);
  const { text } = file;
  const start = starts[line - 1] ?? text.length;
  let end = starts[line] ?? text.length;
  if (end > start && text[end - 1] === "\n") end -= 1;
  if (end > start && text[end - 1] === "\r") end -= 1;
  return { start, end };
}

/** Offsets of the first character of every line; a line ends in `\n`, `\r\n` or `\r`, as in YAML 1.2. */
function indexLines(file: SourceFile): readonly number[] {
  const known = lineStarts.get(file);
  if (known !== undefined) return known;
  const { text } = file;
  const starts = [0];
  for (let offset = 0; offset < text.length; offset += 1) {
    const unit = text.charCodeAt(offset);
    const isBreak = unit === 0x0a || (unit === 0x0d && text.charCodeAt(offset + 1) !== 0x0a);
    if (isBreak) starts.push(offset + 1);
  }
  lineStarts.set(file, starts);
  return starts;
}

function findLine(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function startOf(starts: readonly number[], line: number): number {
  return starts[line - 1] ?? 0;
}

function clamp(offset: number, length: number): number {
  return Math.min(Math.max(offset, 0), length);
}
