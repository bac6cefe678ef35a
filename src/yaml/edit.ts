import type { Span } from "../model/source.js";

/** A replacement of `[start, end)` (UTF-16 code units) of a text; an insertion where both are equal. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Applies edits to a text; every character outside of them stays. Edits may come in any order; insertions at one
 * point keep theirs and stand before a replacement that begins there. Overlapping edits are a bug and throw.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  const parts: string[] = [];
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) {
      throw new Error(`overlapping edits at ${edit.start}`);
    }
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

/** Tells of an offset whether an edit takes the character there away. The edits must not overlap. */
export function takesAway(edits: readonly Edit[]): (offset: number) => boolean {
  const firstBehind = findBehind(edits.filter(({ start, end }) => end > start));
  return (offset) => (firstBehind(offset)?.start ?? Infinity) <= offset;
}

/**
 * Tells of a span whether an edit changes something in it; one that only ends where it begins, or begins where it
 * ends, does not. The edits must not overlap.
 */
export function changesWithin(edits: readonly Edit[]): (span: Span) => boolean {
  const firstBehind = findBehind(edits);
  return ({ start, end }) => (firstBehind(start)?.start ?? Infinity) < end;
}

/** Finds the first of the edits that ends behind an offset. */
function findBehind(edits: readonly Edit[]): (offset: number) => Edit | undefined {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return (offset) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.end ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return sorted[low];
  };
}
