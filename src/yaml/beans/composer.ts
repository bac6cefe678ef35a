import { CHOMPING_MODE, COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE } from "js-yaml";
import type { CollectionStyle, DocumentDirective, DocumentEvent, PopEvent } from "js-yaml";
import { quotePiece } from "./cursor.js";
import {
  type GocdEvent,
  type GocdMapping,
  type GocdSequence,
  asGuess,
  rejectText,
  type GocdScalar,
  type Mark,
  type Rejection,
  type ScalarToken,
} from "./token.js";

/** The anchor and the tag before a node, in the form of js-yaml: the anchor without its `&`, -1 where absent. */
export interface Properties {
  readonly anchorStart: number;
  readonly anchorEnd: number;
  readonly tagStart: number;
  readonly tagEnd: number;
}

/** The start of a collection. */
export type CollectionType = typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE;

/** A collection that is not ended yet. */
interface Frame {
  readonly event: GocdMapping | GocdSequence;
  /** The index of its start among the events. */
  readonly index: number;
  /** Whether it is a mapping in the place of a key. */
  readonly isPair: boolean;
  /** Whether the child before was a key, so that the next one is its value. */
  awaitsValue: boolean;
  /** The offset of the last key. */
  keyStart: number;
  /** The offset of a key that was taken as the value of a missing key, -1 if there is none. */
  strayKey: number;
  pairs: number;
  /** The index of the start of the second pair among the events, -1 if there is none. */
  secondPair: number;
}

const POP: PopEvent = { type: EVENT_ID.POP };

const NULL_SCALAR: GocdScalar = {
  type: EVENT_ID.SCALAR,
  valueStart: -1,
  valueEnd: -1,
  anchorStart: -1,
  anchorEnd: -1,
  tagStart: -1,
  tagEnd: -1,
  style: SCALAR_STYLE.PLAIN,
  chomping: CHOMPING_MODE.CLIP,
  indent: -1,
  fast: false,
  text: undefined,
};

/**
 * Collects events as YamlBeans' `YamlReader` reads them: the children of a mapping are alternately keys and values,
 * even if its parser meant otherwise. The exception is a mapping in the place of a key, which is how its parser reports
 * `? a` and `: b`: its first pair is taken as the pair, and it has no value.
 */
export class EventComposer {
  readonly events: GocdEvent[] = [];
  /** Set once the reader would fail; nothing that is added afterwards counts. */
  rejection: Rejection | undefined;
  readonly #text: string;
  readonly #frames: Frame[] = [];
  /** Whether the last node of a name was a mapping. */
  readonly #anchors = new Map<string, boolean>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the start of the innermost collection in brackets that is not closed, -1 if there is none. */
  get openBracket(): number {
    return (
      this.#frames.findLast(({ event }) => "[{".includes(this.#text.charAt(event.start)))?.event.start ?? -1
    );
  }

  startDocument(explicitStart: boolean, directives: DocumentDirective[]): DocumentEvent {
    const event = { type: EVENT_ID.DOCUMENT, explicitStart, explicitEnd: false, directives };
    this.events.push(event);
    return event;
  }

  endDocument(): void {
    this.events.push(POP);
  }

  /** Adds an absent node. `offset` is where it would be. */
  addNull(offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined && !frame.awaitsValue && frame.strayKey < 0) frame.strayKey = offset;
    this.#enter(false, offset);
    this.events.push(NULL_SCALAR);
  }

  addScalar(token: ScalarToken, properties: Properties | undefined): void {
    this.#enter(false, token.start);
    const { scalar } = token;
    if (properties !== undefined) {
      Object.assign(scalar, properties);
      this.#name(properties, false);
    }
    this.events.push(scalar);
  }

  addAlias({ start, end }: Mark): void {
    const isMapping = this.#anchors.get(this.#text.slice(start, end)) === true;
    if (this.#enter(isMapping, start - 1)) {
      this.rejection ??= rejectText(
        start - 1,
        `found ${quotePiece(this.#text, start - 1, end)}, a mapping, as a key`,
        "write the key itself, or merge the mapping with <<",
      ).rejection;
    }
    this.events.push({ type: EVENT_ID.ALIAS, anchorStart: start, anchorEnd: end });
  }

  open(
    type: CollectionType,
    style: CollectionStyle,
    start: number,
    properties: Properties | undefined,
  ): void {
    const isMapping = type === EVENT_ID.MAPPING;
    const isPair = this.#enter(isMapping, start);
    const { anchorStart, anchorEnd, tagStart, tagEnd } = properties ?? NULL_SCALAR;
    const event = { type, start, anchorStart, anchorEnd, tagStart, tagEnd, style, end: start };
    if (properties !== undefined) this.#name(properties, isMapping);
    this.#frames.push({
      event,
      index: this.events.length,
      isPair,
      awaitsValue: false,
      keyStart: start,
      strayKey: -1,
      pairs: 0,
      secondPair: -1,
    });
    this.events.push(event);
  }

  /** Ends the innermost collection at the offset `end`. */
  close(end: number): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    frame.event.end = end;
    if (frame.awaitsValue) {
      this.rejection ??= rejectOdd(frame, end);
    }
    if (!frame.isPair) {
      this.events.push(POP);
    } else if (frame.pairs === 0) {
      // Java's Iterator.next throws here, and nothing in GoCD's plugin catches that.
      const help = "write a key";
      this.rejection ??= rejectText(frame.event.start, "found an empty mapping as a key", help, {
        reach: "repo",
      }).rejection;
    } else {
      if (frame.secondPair >= 0) this.events.length = frame.secondPair;
      this.events.splice(frame.index, 1);
    }
  }

  /** Notes a new child of the innermost collection; returns whether it is a mapping in the place of a key. */
  #enter(isMapping: boolean, offset: number): boolean {
    const frame = this.#frames[this.#frames.length - 1];
    if (frame?.event.type !== EVENT_ID.MAPPING) return false;
    if (frame.awaitsValue) {
      frame.awaitsValue = false;
      return false;
    }
    if (frame.pairs === 1) frame.secondPair = this.events.length;
    frame.pairs++;
    frame.keyStart = offset;
    frame.awaitsValue = !isMapping;
    return isMapping;
  }

  #name({ anchorStart, anchorEnd }: Properties, isMapping: boolean): void {
    if (anchorStart >= 0) this.#anchors.set(this.#text.slice(anchorStart, anchorEnd), isMapping);
  }
}

function rejectOdd({ strayKey, keyStart, event }: Frame, end: number): Rejection {
  // After "? a" and ": b" a value is missing, since the reader took that as a pair; all keys are shifted then.
  if (strayKey >= 0) {
    const message = 'found a key after a pair written with "?", which must be the last pair of its mapping';
    return rejectText(strayKey, message, 'write the pair without "?"').rejection;
  }
  const message = "found an entry of a mapping that has no value, not even an empty one";
  const help = 'write ":" and a space after the key, or "[" and "]" around a list';
  const isInBrackets = event.style === COLLECTION_STYLE.FLOW;
  return rejectText(keyStart, message, help, asGuess(isInBrackets ? event.start : -1, event.start, end))
    .rejection;
}
