import { displayWidth } from "../../src/report/visible.js";

/** The widest line that the demo prints, in terminal columns. */
export const WIDTH = 80;

/** A line of a difference: ` ` for both texts, `-` for the old one only, `+` for the new one only. */
export interface DiffLine {
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/**
 * Compares two texts line by line; of changed lines, the old ones come first. For short texts only, because the time grows with
 * the product of the lengths.
 */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  // common[i][j] is the length of the longest common subsequence of a[i..] and b[j..].
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const lengthAt = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    const row = common[i] ?? [];
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const old = a[i];
    const fresh = b[j];
    if (old !== undefined && old === fresh) {
      lines.push({ mark: " ", text: old });
      i++;
      j++;
    } else if (old !== undefined && (fresh === undefined || lengthAt(i + 1, j) >= lengthAt(i, j + 1))) {
      lines.push({ mark: "-", text: old });
      i++;
    } else {
      lines.push({ mark: "+", text: fresh ?? "" });
      j++;
    }
  }
  return lines;
}

/** Returns the line with short digests, cut to the width; an ellipsis marks where text is left out. */
export function fitLine(line: string): string {
  const short = line.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…");
  if (displayWidth(short) <= WIDTH) return short;
  return `${short.slice(0, WIDTH - 1)}…`;
}

/** Returns the lines of a text without line ends. */
export function linesOf(text: string): string[] {
  return text.replace(/\n$/, "").split("\n");
}
