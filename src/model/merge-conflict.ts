import { BOUNDS } from "./bounds.js";
import { errorAt, type Diagnostic } from "./diagnostic.js";
import type { SourceFile, Span } from "./source.js";

/** One side of a conflict: the name that git gives it, and its lines, from 1; `last` is before `first` if it has none. */
interface Side {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** The lines of one conflict, from `<<<<<<<` to `>>>>>>>`. */
interface Hunk {
  /** The first marker. */
  readonly span: Span;
  readonly ours: Side;
  readonly theirs: Side;
}

/** A text with conflict markers, as git leaves it after a merge, a rebase or a cherry-pick. */
export interface MergeConflict {
  readonly hunks: readonly Hunk[];
  /** The complete text of each side; undefined if markers are missing or out of order, or there are too many. */
  readonly sides: { readonly ours: string; readonly theirs: string } | undefined;
}

const NO_SIDE: Side = { name: "", first: 1, last: 0 };

// The first or the last line of a conflict.
const BORDER = /^(?:<{7}|>{7})(?: |\r?$)/m;

// git writes seven of these characters, a space and a name, `||||||| base` with diff3 and zdiff3.
const MARKER = /^(<{7}|\|{7}|={7}|>{7})(?: (.*))?$/;

/**
 * Finds the conflict markers of a text; undefined if it has none. A line of seven `=` alone is not a marker, as it can be
 * the underline of a heading.
 */
export function findMergeConflict(text: string): MergeConflict | undefined {
  // `includes` is more than ten times as fast as the expression.
  if (!text.includes("<<<<<<<") && !text.includes(">>>>>>>")) return undefined;
  if (!BORDER.test(text)) return undefined;
  const hunks: Hunk[] = [];
  const texts = { ours: "", theirs: "" };
  let part: "both" | "ours" | "base" | "theirs" = "both";
  let isComplete = true;
  let start = 0;
  let offset = 0;
  let ours: Side = NO_SIDE;
  let theirs: Side = NO_SIDE;
  for (const [last, line] of text.split(/(?<=\n)/).entries()) {
    // `last` is the number of the previous line, from 1, and this line is `last + 1`.
    const first = last + 2;
    const [, marker = "", name = ""] = MARKER.exec(line.trimEnd()) ?? [];
    if (marker.startsWith("<")) {
      isComplete &&= part === "both";
      part = "ours";
      start = offset;
      ours = { name, first, last: first - 1 };
    } else if (marker.startsWith("|") && part === "ours") {
      part = "base";
      ours = { ...ours, last };
    } else if (marker.startsWith("=") && (part === "ours" || part === "base")) {
      if (part === "ours") ours = { ...ours, last };
      part = "theirs";
      theirs = { name: "", first, last: first - 1 };
    } else if (marker.startsWith(">")) {
      isComplete &&= part === "theirs";
      part = "both";
      theirs = { ...theirs, name, last };
      hunks.push({ span: { start, end: start + 7 }, ours, theirs });
      if (hunks.length > BOUNDS.conflicts.value) break;
    } else {
      if (part === "both" || part === "ours") texts.ours += line;
      if (part === "both" || part === "theirs") texts.theirs += line;
    }
    offset += line.length;
  }
  const isRead = hunks.length <= BOUNDS.conflicts.value && isComplete && part === "both";
  return { hunks, sides: isRead ? texts : undefined };
}

/** Returns an error for each conflict of a text, with the lines of both sides. */
export function conflictErrors(
  file: SourceFile,
  { hunks, sides }: MergeConflict,
  { code, help }: { readonly code: "merge-conflict" | "lock-conflict"; readonly help: string },
): Diagnostic[] {
  if (hunks.length > BOUNDS.conflicts.value) {
    const bound = "resolve some of them by hand, or restore the file from git";
    const [first] = hunks;
    const span = first?.span ?? { start: 0, end: 0 };
    return [errorAt({ file, span }, "bound-exceeded", BOUNDS.conflicts.message, { help: bound })];
  }
  if (sides === undefined) {
    const start = file.text.search(BORDER);
    const message = "incomplete conflict markers of a merge";
    const help = "remove the rest of the conflict by hand, or restore the file from git";
    return [errorAt({ file, span: { start, end: start + 7 } }, code, message, { help })];
  }
  return hunks.map(({ span, ours, theirs }) => {
    const message = `conflict markers of a merge: ${describe(ours)}, ${describe(theirs)}`;
    return errorAt({ file, span }, code, message, { help });
  });
}

function describe({ name, first, last }: Side): string {
  const side = name === "" ? "one side" : `"${name}"`;
  if (last < first) return `${side} has no lines here`;
  return last === first ? `${side} has line ${first}` : `${side} has lines ${first} to ${last}`;
}
