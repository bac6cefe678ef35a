import type { ScalarNode } from "../node.js";

/** Why GoCD would not read a text. */
export interface Rejection {
  readonly ok: false;
  /** The problem: one line, lower case, no full stop. */
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
  readonly scalar: ScalarNode;
}

/** A version of YAML, or a handle that tags may start with. */
export type Directive =
  { readonly kind: "yaml"; readonly version: string } | { readonly kind: "tag"; readonly handle: string };

/** A `%` line before the document. */
interface DirectiveToken {
  readonly type: typeof TOKEN.DIRECTIVE;
  readonly start: number;
  readonly end: number;
  /** Undefined for a directive that YamlBeans does not know and therefore ignores. */
  readonly directive: Directive | undefined;
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

/** Returns the token of a scalar whose node is all of its text, as it is unless it is a block. */
export function scalarToken(
  style: ScalarNode["style"],
  start: number,
  end: number,
  text: string,
): ScalarToken {
  const scalar: ScalarNode = { kind: "scalar", style, text, start, end, propertiesStart: start };
  return { type: TOKEN.SCALAR, start, end, scalar };
}
