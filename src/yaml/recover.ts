import { parseEvents, YAMLException } from "js-yaml";
import type { SourceFile } from "../model/source.js";
import { compose, type Composed } from "./compose.js";
import { readAsGocd, type FirstDocument, type Rejection } from "./gocd-reader.js";

/** What can be read from a text that GoCD's reader rejects. */
export interface Recovery {
  /** All rejections, up to the first one whose intended meaning is unclear. */
  readonly rejections: readonly Rejection[];
  /** Whether the search stopped at a limit, so that there may be more rejections. */
  readonly isCut: boolean;
  /** The tree of the text; undefined if it cannot be read. */
  readonly composed: Composed | undefined;
  /** The events of GoCD's reader after all fixes; undefined if a rejection cannot be fixed. */
  readonly fixed: FirstDocument | undefined;
}

/** The largest number of rejections of one text. */
const MOST = 100;
/** The largest number of code units that are read again for it, which takes a second or two. */
const MOST_TEXT = 20_000_000;

/**
 * Continues after `first`, the rejection of a text: fixes the place in a copy and reads the copy, until nothing is
 * rejected or the intended meaning is unclear. The values are those of the text itself.
 */
export function recover(file: SourceFile, first: Rejection): Recovery {
  const { text } = file;
  const rejections: Rejection[] = [first];
  const most = Math.min(MOST, 1 + Math.ceil(MOST_TEXT / (text.length + 1)));
  let fixed = text;
  let rejection: Rejection = first;
  for (let reads = 0; rejection.fix !== undefined; reads++) {
    const next = applyFix(fixed, rejection.fix);
    if (next === fixed) break;
    if (reads === most) {
      return { rejections, isCut: true, composed: composeStandard(file, [text, fixed]), fixed: undefined };
    }
    fixed = next;
    const read = readAsGocd(fixed);
    if (read.ok) {
      const composed = composeStandard(file, [text]) ?? compose(file, read.events);
      return { rejections, isCut: false, composed, fixed: read };
    }
    rejection = read;
    if (!isConsequence(text, rejection, rejections)) rejections.push(rejection);
  }
  return { rejections, isCut: false, composed: composeStandard(file, [text, fixed]), fixed: undefined };
}

function applyFix(text: string, { at, by }: NonNullable<Rejection["fix"]>): string {
  return text.slice(0, at) + by + text.slice(at + by.length);
}

/**
 * Whether a rejection is a consequence of an earlier one: it is at the fixed place, before it on its line, or after a
 * possible cause. If the cause is unknown, every earlier rejection is a possible cause.
 */
function isConsequence(text: string, { offset, fix }: Rejection, earlier: readonly Rejection[]): boolean {
  return earlier.some(({ offset: known, fix: fixed }) => {
    if (fixed !== undefined && offset >= fixed.at && offset < fixed.at + fixed.by.length) return true;
    if (offset <= known) return !/[\r\n]/.test(text.slice(offset, known));
    if (fix === undefined) return fixed?.since !== undefined || !/[\r\n]/.test(text.slice(known, offset));
    return fix.since !== undefined && known >= fix.since;
  });
}

/**
 * Returns the tree that js-yaml reads from the first text that it accepts. All texts have the same length; offsets and
 * values are those of the file.
 */
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
