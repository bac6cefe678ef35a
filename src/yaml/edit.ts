import type { SourceFile, Span } from "../model/source.js";
import type { AliasNode, Node, Tree } from "./node.js";
import { valueOf, writeFlow } from "./write.js";

/** A replacement of `[start, end)` (UTF-16 code units) of a text; an insertion if both are equal. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Returns the edit that inserts a text. */
export function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** Returns the edit that removes `[start, end)`. */
export function deletion(start: number, end: number): Edit {
  return { start, end, text: "" };
}

/**
 * Applies edits to a text; every character outside of them stays. Edits may come in any order; insertions at one point
 * keep their order and are before a replacement that begins there. Overlapping edits are a bug and throw.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of inOrder(edits)) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) {
      throw new Error(`overlapping edits at ${edit.start}`);
    }
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}

/** The text that edits make of a file. After `forget`, it is made whenever it is needed: a run need not keep all texts. */
export class EditedFile implements SourceFile {
  readonly path: string;
  readonly #source: SourceFile;
  readonly #edits: readonly Edit[];
  #text: string | undefined;

  constructor(path: string, source: SourceFile, edits: readonly Edit[]) {
    this.path = path;
    this.#source = source;
    this.#edits = edits;
    this.#text = applyEdits(source.text, edits);
  }

  get text(): string {
    return this.#text ?? applyEdits(this.#source.text, this.#edits);
  }

  forget(): void {
    this.#text = undefined;
  }
}

/** The origin of a part of an edited text in the previous text, and whether it begins in text that an edit wrote. */
export interface Origin extends Span {
  readonly isWritten: boolean;
}

/**
 * Returns the origin of a span of an edited text. The text that an edit wrote has as origin the text that it replaced,
 * which is empty for an insertion. The edits are those that were applied.
 */
export function findOrigin(edits: readonly Edit[]): (span: Span) => Origin {
  let shift = 0;
  const written = inOrder(edits).map(({ start, end, text }) => {
    const at = start + shift;
    shift += text.length - (end - start);
    return { start: at, end: at + text.length, from: { start, end }, shift };
  });
  return ({ start, end }) => {
    const first = written.findLast((edit) => edit.start <= start);
    const isWritten = first !== undefined && start < first.end;
    const from = isWritten ? first.from.start : start - (first?.shift ?? 0);
    if (start === end) return { start: from, end: from, isWritten };
    const last = written.findLast((edit) => edit.start < end);
    const isEndWritten = last !== undefined && end <= last.end;
    return { start: from, end: isEndWritten ? last.from.end : end - (last?.shift ?? 0), isWritten };
  };
}

/** Returns a function that says whether an edit removes the character at an offset. The edits must not overlap. */
export function removes(edits: readonly Edit[]): (offset: number) => boolean {
  const firstBehind = findAfter(edits.filter(({ start, end }) => end > start));
  return (offset) => (firstBehind(offset)?.start ?? Infinity) <= offset;
}

/**
 * Returns a function that says whether an edit changes something in a span; an edit that only touches the span does
 * not. The edits must not overlap.
 */
export function changesWithin(edits: readonly Edit[]): (span: Span) => boolean {
  const firstBehind = findAfter(edits);
  return ({ start, end }) => (firstBehind(start)?.start ?? Infinity) < end;
}

/** Sorted by place; insertions at one point keep their order and are before a replacement that begins there. */
function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Finds the first of the edits that ends after an offset. */
function findAfter(edits: readonly Edit[]): (offset: number) => Edit | undefined {
  const sorted = inOrder(edits);
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

/**
 * Returns edits that keep the values of aliases if other edits remove or change their anchor: the first alias of each
 * anchor, in the order of the text, becomes the anchor, with the value written out. Undefined if an alias is a key, has
 * no anchor, or refers to a node that contains itself.
 */
export function moveAnchors(tree: Tree, aliases: readonly AliasNode[]): Edit[] | undefined {
  const edits = new Map<Node, Edit>();
  for (const { name, target, start, end } of aliases) {
    if (edits.has(target)) continue;
    const value = valueOf(target);
    const isKey = /^[ \t]*:/.test(tree.file.text.slice(end, end + 64));
    if (value === undefined || value === null || isKey) return undefined;
    edits.set(target, { start, end, text: `&${name} ${writeFlow(value)}` });
  }
  return Array.from(edits.values());
}
