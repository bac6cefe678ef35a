import { structuredPatch } from "diff";
import pc from "picocolors";
import { maskLines } from "./mask.js";
import { makeVisible } from "./visible.js";

/** A file before and after a change; undefined if it does not exist. */
export interface FileChange {
  /** Relative and `/`-separated. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

// The time of the search grows with the square of this; a longer diff is not read line by line.
const MAX_EDITS = 1000;
// Characters of a line in a diff for people.
const LONGEST_LINE = 4000;

/**
 * Returns a change as a unified diff. An exact one has the bytes of the file, and `git apply` accepts it; it belongs in a
 * file. Any other is for people: control characters are visible, credentials masked, and long lines cut. `color` is for
 * terminals only.
 */
export function renderDiff(
  { path, before, after }: FileChange,
  { isExact, color }: { readonly isExact: boolean; readonly color: boolean },
): string {
  const paint = pc.createColors(color);
  const show = (line: string) => (isExact ? line : line.split("\t").map(makeVisible).join("\t"));
  const lines = [
    paint.bold(`--- ${before === undefined ? "/dev/null" : show(`a/${path}`)}`),
    paint.bold(`+++ ${after === undefined ? "/dev/null" : show(`b/${path}`)}`),
  ];
  for (const hunk of hunksOf(before ?? "", after ?? "")) {
    lines.push(
      paint.cyan(`@@ -${rangeOf(hunk.oldStart, hunk.oldLines)} +${rangeOf(hunk.newStart, hunk.newLines)} @@`),
    );
    for (const line of isExact ? hunk.lines : maskLines(hunk.lines.map(shorten))) {
      const shown = show(line);
      lines.push(line.startsWith("+") ? paint.green(shown) : line.startsWith("-") ? paint.red(shown) : shown);
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}

function shorten(line: string): string {
  const rest = line.length - LONGEST_LINE;
  return rest > 0 ? `${line.slice(0, LONGEST_LINE)}… (${rest} more characters)` : line;
}

interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each with its sign, without line feed. */
  readonly lines: readonly string[];
}

function hunksOf(before: string, after: string): readonly Hunk[] {
  const options = { context: 3, maxEditLength: MAX_EDITS };
  const patch = structuredPatch("", "", before, after, undefined, undefined, options);
  if (patch !== undefined) return patch.hunks;
  const removed = structuredPatch("", "", before, "", undefined, undefined, { context: 0 }).hunks;
  const added = structuredPatch("", "", "", after, undefined, undefined, { context: 0 }).hunks;
  const [gone, come] = [removed[0], added[0]];
  if (gone === undefined || come === undefined) return [...removed, ...added];
  const { newStart, newLines } = come;
  return [{ ...gone, newStart, newLines, lines: [...gone.lines, ...come.lines] }];
}

/** A range of a hunk; an empty one starts at the line before it, as diff and git write it. */
function rangeOf(start: number, lines: number): string {
  const first = lines === 0 ? start - 1 : start;
  return lines === 1 ? String(first) : `${first},${lines}`;
}
