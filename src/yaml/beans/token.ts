import {
  CHOMPING_MODE,
  EVENT_ID,
  type ChompingMode,
  type DocumentDirective,
  type ScalarEvent,
  type ScalarStyle,
  type AliasEvent,
  type DocumentEvent,
  type MappingEvent,
  type PopEvent,
  type SequenceEvent,
} from "js-yaml";

/** A scalar as js-yaml describes it, and its value where js-yaml might read it otherwise. */
export interface GocdScalar extends ScalarEvent {
  /** The value, unless the source from `valueStart` to `valueEnd` is the value (`fast`) or there is none (-1). */
  readonly text: string | undefined;
}

/** Why GoCD would not read a text. */
export interface Rejection {
  readonly ok: false;
  /** The problem and what is allowed: one line, lower case, no full stop. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  /** The offending character, in UTF-16 code units. */
  readonly offset: number;
  /** What GoCD rejects: this file, or (the reader failed in a way that its plugin does not expect) the whole repo. */
  readonly reach: "file" | "repo";
  /** How to continue, to find further errors; absent if the intended meaning is unclear. */
  readonly fix?: Fix;
}

/** A replacement in a text. It has the same length as the text that it replaces, so that all offsets stay valid. */
export interface Fix {
  readonly at: number;
  readonly by: string;
  /** An error from this offset on may be the cause of this rejection, which is then not reported. */
  readonly since?: number;
}

/** The kinds of token of YamlBeans, and `REJECTED`, which replaces everything that follows a rejection. */
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
  REJECTED: 19,
} as const;

type Payload = typeof TOKEN.SCALAR | typeof TOKEN.DIRECTIVE | typeof TOKEN.REJECTED;

/** A token with only a kind and a place. An alias or anchor starts after its `*` or `&`. */
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
  /** Undefined for a directive that YamlBeans does not know and therefore ignores. */
  readonly directive: DocumentDirective | undefined;
}

/** The end of scanning, and why GoCD rejects the text. */
export interface RejectedToken {
  readonly type: typeof TOKEN.REJECTED;
  readonly start: number;
  readonly end: number;
  readonly rejection: Rejection;
}

/** A token that the scanner passes to the parser. */
export type YamlToken = Mark | ScalarToken | DirectiveToken | RejectedToken;

/** Returns the token that ends scanning because GoCD rejects the text at `offset`. */
export function rejectText(
  offset: number,
  message: string,
  help: string,
  more: Partial<Pick<Rejection, "reach" | "fix">> = {},
): RejectedToken {
  return {
    type: TOKEN.REJECTED,
    start: offset,
    end: offset,
    rejection: { ok: false, message, help, offset, reach: "file", ...more },
  };
}

/** Continues as if the text from `at` to `end` were part of an unquoted word. */
export function asWord(at: number, end = at + 1): Fix {
  return { at, by: "_".repeat(end - at) };
}

/** The same for a possible consequence of an error from the offset `since` on; empty if `since` is negative. */
export function asGuess(since: number, at: number, end = at + 1): { readonly fix?: Fix } {
  return since < 0 ? {} : { fix: { ...asWord(at, end), since } };
}

/** Continues as if only spaces were there. */
export function asSpaces(at: number, end = at + 1): Fix {
  return { at, by: " ".repeat(end - at) };
}

/**
 * Returns the token of a scalar. `text` is its value; undefined if the value is the source between the value offsets.
 */
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

/** The start of a mapping, and its end: after the closing bracket, or the last token of a block. */
export interface GocdMapping extends MappingEvent {
  end: number;
}

/** The start of a sequence, and its end: after the closing bracket, or the last token of a block. */
export interface GocdSequence extends SequenceEvent {
  end: number;
}

/**
 * What GoCD reads, as events of js-yaml (one document at most; offsets in UTF-16 code units, -1 for absent parts). A
 * mapping's children are key, value, key, value, ...; a scalar without a range is null.
 */
export type GocdEvent = DocumentEvent | GocdMapping | GocdSequence | GocdScalar | AliasEvent | PopEvent;
