import type { SourceFile } from "../../model/source.js";
import { TreeBuilder, type Properties, type Watch } from "../tree-builder.js";
import { quotePiece } from "./cursor.js";
import { asGuess, rejectText, type Mark, type Rejection, type ScalarToken } from "./token.js";

/** A collection that is not ended yet. */
interface Frame {
  readonly isMapping: boolean;
  readonly flow: boolean;
  readonly start: number;
  /** Whether it is a mapping in the place of a key. */
  readonly isPair: boolean;
  /** Whether the child before was a key, so that the next one is its value. */
  awaitsValue: boolean;
  /** The offset of the last key. */
  keyStart: number;
  /** The offset of a key that was taken as the value of a missing key, -1 if there is none. */
  strayKey: number;
  pairs: number;
}

/**
 * Composes the tree as YamlBeans' `YamlReader` reads it: the children of a mapping are alternately keys and values,
 * even if its parser meant otherwise. The exception is a mapping in the place of a key, which is how its parser reports
 * `? a` and `: b`: its first pair is taken as the pair, and it has no value.
 */
export class BeansComposer {
  readonly builder: TreeBuilder;
  /** Set once the reader would fail; nothing that is added afterwards counts. */
  rejection: Rejection | undefined;
  readonly #text: string;
  readonly #frames: Frame[] = [];
  /** The mapping in the place of a key whose second pair, and all that follows in it, YamlBeans ignores. */
  #ignored: Frame | undefined;
  /** Whether the last node of a name was a mapping. */
  readonly #anchors = new Map<string, boolean>();

  /** `text` is that of the file, or one of the same length with fixes. */
  constructor(file: SourceFile, text: string, watch: Watch | undefined) {
    this.builder = new TreeBuilder(file, watch);
    this.#text = text;
  }

  /** Returns the start of the innermost collection in brackets that is not closed, -1 if there is none. */
  get openBracket(): number {
    return this.#frames.findLast(({ start }) => "[{".includes(this.#text.charAt(start)))?.start ?? -1;
  }

  /** Adds an absent node. `offset` is where it would be. */
  addNull(offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame !== undefined && !frame.awaitsValue && frame.strayKey < 0) frame.strayKey = offset;
    this.#enter(false, offset);
    if (this.#ignored === undefined) this.builder.addAbsent(undefined);
  }

  addScalar({ start, scalar }: ScalarToken, properties: Properties | undefined): void {
    this.#enter(false, start);
    if (properties !== undefined) this.#name(properties, false);
    if (this.#ignored === undefined) this.builder.addScalar(scalar, properties);
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
    if (this.#ignored === undefined) this.builder.addAlias(start, end);
  }

  open(kind: "mapping" | "sequence", flow: boolean, start: number, properties: Properties | undefined): void {
    const isMapping = kind === "mapping";
    const isPair = this.#enter(isMapping, start);
    if (properties !== undefined) this.#name(properties, isMapping);
    this.#frames.push({
      isMapping,
      flow,
      start,
      isPair,
      awaitsValue: false,
      keyStart: start,
      strayKey: -1,
      pairs: 0,
    });
    if (!isPair && this.#ignored === undefined) this.builder.open(kind, flow, start, properties);
  }

  /** Ends the innermost collection at the offset `end`. */
  close(end: number): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    if (frame.awaitsValue) this.rejection ??= rejectOdd(frame, end);
    if (frame === this.#ignored) {
      this.#ignored = undefined;
    } else if (!frame.isPair) {
      if (this.#ignored === undefined) this.builder.close(end);
    } else if (frame.pairs === 0) {
      // Java's Iterator.next throws here, and nothing in GoCD's plugin catches that.
      const help = "write a key";
      this.rejection ??= rejectText(frame.start, "found an empty mapping as a key", help, {
        reach: "repo",
      }).rejection;
    }
  }

  /** Notes a new child of the innermost collection; returns whether it is a mapping in the place of a key. */
  #enter(isMapping: boolean, offset: number): boolean {
    const frame = this.#frames[this.#frames.length - 1];
    if (frame?.isMapping !== true) return false;
    if (frame.awaitsValue) {
      frame.awaitsValue = false;
      return false;
    }
    if (frame.isPair && frame.pairs === 1) this.#ignored ??= frame;
    frame.pairs++;
    frame.keyStart = offset;
    frame.awaitsValue = !isMapping;
    return isMapping;
  }

  #name({ anchorStart, anchorEnd }: Properties, isMapping: boolean): void {
    if (anchorStart >= 0) this.#anchors.set(this.#text.slice(anchorStart, anchorEnd), isMapping);
  }
}

function rejectOdd({ strayKey, keyStart, start, flow }: Frame, end: number): Rejection {
  // After "? a" and ": b" a value is missing, since the reader took that as a pair; all keys are shifted then.
  if (strayKey >= 0) {
    const message = 'found a key after a pair written with "?", which must be the last pair of its mapping';
    return rejectText(strayKey, message, 'write the pair without "?"').rejection;
  }
  const message = "found an entry of a mapping that has no value, not even an empty one";
  const help = 'write ":" and a space after the key, or "[" and "]" around a list';
  return rejectText(keyStart, message, help, asGuess(flow ? start : -1, start, end)).rejection;
}
