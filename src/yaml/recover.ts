import { parseEvents, YAMLException } from "js-yaml";
import type { SourceFile } from "../model/source.js";
import { compose, type Composed } from "./compose.js";
import { readAsGocd, type FirstDocument, type Rejection } from "./gocd-reader.js";

/** What a text that GoCD's reader refuses holds nevertheless. */
export interface Recovery {
  /** All that it refuses, as far as can be told what was meant each time. */
  readonly refusals: readonly Rejection[];
  /** Whether there may be more refusals behind the last one. */
  readonly isCut: boolean;
  /** What the text says; undefined where nobody can read it. */
  readonly composed: Composed | undefined;
  /** What GoCD's reader makes of it once all is mended; undefined where that cannot be done. */
  readonly mended: FirstDocument | undefined;
}

/** How many refusals of one text are looked for. */
const MOST = 100;
/** How much text is read again for it: what takes a second or two. */
const MOST_TEXT = 20_000_000;

/**
 * Reads on behind `first`, the refusal of a text: mends the place in a copy and reads that, until nothing is refused
 * or nobody can tell what was meant. The values are those of the text itself.
 */
export function recover(file: SourceFile, first: Rejection): Recovery {
  const { text } = file;
  const refusals: Rejection[] = [first];
  const most = Math.min(MOST, 1 + Math.ceil(MOST_TEXT / (text.length + 1)));
  let mended = text;
  let refusal: Rejection = first;
  for (let reads = 0; refusal.mend !== undefined; reads++) {
    const next = applyMend(mended, refusal.mend);
    if (next === mended) break;
    if (reads === most) {
      return { refusals, isCut: true, composed: composeStandard(file, [text, mended]), mended: undefined };
    }
    mended = next;
    const read = readAsGocd(mended);
    if (read.ok) {
      const composed = composeStandard(file, [text]) ?? compose(file, read.events);
      return { refusals, isCut: false, composed, mended: read };
    }
    refusal = read;
    if (!isConsequence(text, refusal, refusals)) refusals.push(refusal);
  }
  return { refusals, isCut: false, composed: composeStandard(file, [text, mended]), mended: undefined };
}

function applyMend(text: string, { at, by }: NonNullable<Rejection["mend"]>): string {
  return text.slice(0, at) + by + text.slice(at + by.length);
}

/**
 * Whether a refusal is about what was mended: it is at the place, before it on its line, or behind what may be its
 * cause, as is all of which nobody knows what it comes of.
 */
function isConsequence(text: string, { offset, mend }: Rejection, earlier: readonly Rejection[]): boolean {
  return earlier.some(({ offset: known, mend: mended }) => {
    if (mended !== undefined && offset >= mended.at && offset < mended.at + mended.by.length) return true;
    if (offset <= known) return !/[\r\n]/.test(text.slice(offset, known));
    if (mend === undefined) return mended?.since !== undefined || !/[\r\n]/.test(text.slice(known, offset));
    return mend.since !== undefined && known >= mend.since;
  });
}

/** The tree that js-yaml makes of the first text that it takes, all of one length; offsets and values are those of the file. */
function composeStandard(file: SourceFile, texts: readonly string[]): Composed | undefined {
  for (const text of texts) {
    try {
      return compose(file, parseEvents(text, { maxDepth: 1000 }));
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
    }
  }
  return undefined;
}
