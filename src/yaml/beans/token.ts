import { CHOMPING_MODE, EVENT_ID } from "js-yaml";
import type { ChompingMode, DocumentDirective, ScalarEvent, ScalarStyle } from "js-yaml";

/** A scalar as js-yaml describes it, and its value where js-yaml might read it otherwise. */
export interface GocdScalar extends ScalarEvent {
  /** The value, unless the source from `valueStart` to `valueEnd` is the value (`fast`) or there is none (-1). */
  readonly text: string | undefined;
}

/** Why GoCD would not read a text. */
export interface Rejection {
  readonly ok: false;
  /** What was found and what is allowed: one line, lower case, no full stop. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  /** The offending character, in UTF-16 code units. */
  readonly offset: number;
  /** What GoCD gives up: this file, or (the reader failed in a way that its plugin does not expect) the whole repo. */
  readonly reach: "file" | "repo";
  /** What to read on with, to find what else is wrong; absent where nobody could tell what was meant. */
  readonly mend?: Mend;
}

/** A replacement in a text. It is as long as what it replaces, so that all offsets stay. */
export interface Mend {
  readonly at: number;
  readonly by: string;
  /** Anything else that is wrong from this offset on may be why this is refused; then it is none of its own. */
  readonly since?: number;
}

/** The kinds of token that YamlBeans knows, and `REFUSED`, which stands for all that follows a refusal. */
export const TOKEN = {
  DOCUMENT_START: 0,
  DOCUMENT_END: 1,
  STREAM_END: 2,
  DIRECTIVE: 3,
  BLOCK_MAPPING_START: 4,
  BLOCK_SEQUENCE_START: 5,
  BLOCK_ENTRY: 6,
  BLOCK_END: 7,
  FLOW_MAPPING_START: 8,
  FLOW_MAPPING_END: 9,
  FLOW_SEQUENCE_START: 10,
  FLOW_SEQUENCE_END: 11,
  FLOW_ENTRY: 12,
  KEY: 13,
  VALUE: 14,
  ALIAS: 15,
  ANCHOR: 16,
  TAG: 17,
  SCALAR: 18,
  REFUSED: 19,
} as const;

type Payload = typeof TOKEN.SCALAR | typeof TOKEN.DIRECTIVE | typeof TOKEN.REFUSED;

/** A token that is told by its kind and place alone. An alias or anchor starts after its `*` or `&`. */
export interface Mark {
  readonly type: Exclude<(typeof TOKEN)[keyof typeof TOKEN], Payload>;
  readonly start: number;
  readonly end: number;
}

/** A scalar as the scanner found it. */
export interface ScalarToken {
  readonly type: typeof TOKEN.SCALAR;
  /** With the quotes, or the indicator of a block scalar. */
  readonly start: number;
  readonly end: number;
  readonly scalar: GocdScalar;
}

/** A `%` line before the document. */
interface DirectiveToken {
  readonly type: typeof TOKEN.DIRECTIVE;
  readonly start: number;
  readonly end: number;
  /** Undefined for a directive that YamlBeans does not know, and passes over. */
  readonly directive: DocumentDirective | undefined;
}

/** The end of scanning: why GoCD would not read on. */
export interface RefusedToken {
  readonly type: typeof TOKEN.REFUSED;
  readonly start: number;
  readonly end: number;
  readonly refusal: Rejection;
}

/** What the scanner gives the parser. */
export type YamlToken = Mark | ScalarToken | DirectiveToken | RefusedToken;

/** Makes the token that ends scanning: GoCD refuses the text at `offset`. */
export function rejectText(
  offset: number,
  message: string,
  help: string,
  more: Partial<Pick<Rejection, "reach" | "mend">> = {},
): RefusedToken {
  return {
    type: TOKEN.REFUSED,
    start: offset,
    end: offset,
    refusal: { ok: false, message, help, offset, reach: "file", ...more },
  };
}

/** Reads on as if the character, or all from `at` to `end`, were part of an unquoted word. */
export function asWord(at: number, end = at + 1): Mend {
  return { at, by: "_".repeat(end - at) };
}

/** The same for what may come of another mistake from the offset `since` on; nothing if that is negative. */
export function asGuess(since: number, at: number, end = at + 1): { readonly mend?: Mend } {
  return since < 0 ? {} : { mend: { ...asWord(at, end), since } };
}

/** Reads on as if only spaces stood there. */
export function asSpaces(at: number, end = at + 1): Mend {
  return { at, by: " ".repeat(end - at) };
}

/** Makes the token of a scalar. `text` is its value, undefined where the source between the value offsets is it. */
export function makeScalar(parts: {
  readonly style: ScalarStyle;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly text: string | undefined;
  readonly chomping?: ChompingMode;
  readonly indent?: number;
}): ScalarToken {
  const scalar: GocdScalar = {
    type: EVENT_ID.SCALAR,
    valueStart: parts.valueStart,
    valueEnd: parts.valueEnd,
    anchorStart: -1,
    anchorEnd: -1,
    tagStart: -1,
    tagEnd: -1,
    style: parts.style,
    chomping: parts.chomping ?? CHOMPING_MODE.CLIP,
    indent: parts.indent ?? -1,
    fast: parts.text === undefined,
    text: parts.text,
  };
  return { type: TOKEN.SCALAR, start: parts.start, end: parts.end, scalar };
}
