import type { AliasEvent, DocumentEvent, MappingEvent, PopEvent, SequenceEvent } from "js-yaml";
import type { GocdScalar } from "./token.js";

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
