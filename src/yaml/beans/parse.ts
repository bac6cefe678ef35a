import type { SourceFile } from "../../model/source.js";
import type { Properties, Watch } from "../tree-builder.js";
import { BeansComposer } from "./composer.js";
import { TokenQueue } from "./queue.js";
import { rejectHandle, rejectValue } from "./rejection.js";
import { BeansScanner } from "./scanner.js";
import { TOKEN, type Mark, type Rejection, type YamlToken } from "./token.js";

/** The next step of a collection that is not ended. */
export const STEP = {
  BLOCK_ENTRY: 0,
  /** An entry of a list whose dashes are in the column of the key before it. */
  BARE_ENTRY: 1,
  BLOCK_KEY: 2,
  BLOCK_VALUE: 3,
  LIST_ENTRY: 4,
  /** The key, value and end of a single pair inside a list in brackets: `[a: b]`. */
  PAIR_KEY: 5,
  PAIR_VALUE: 6,
  PAIR_END: 7,
  MAP_KEY: 8,
  MAP_VALUE: 9,
  MAP_COMMA: 10,
} as const;

/** The steps of collections without brackets. */
export type BlockStep =
  typeof STEP.BLOCK_ENTRY | typeof STEP.BARE_ENTRY | typeof STEP.BLOCK_KEY | typeof STEP.BLOCK_VALUE;
/** The next step in a collection. */
export type Step = (typeof STEP)[keyof typeof STEP];
/** The steps of collections in brackets. */
export type FlowStep = Exclude<Step, BlockStep>;

/** Whether a step belongs to a collection without brackets. */
export function isBlockStep(step: Step): step is BlockStep {
  return step <= STEP.BLOCK_VALUE;
}

/** The kinds and steps of the tokens that start a collection. */
const COLLECTIONS: ReadonlyMap<
  YamlToken["type"],
  { readonly kind: "mapping" | "sequence"; readonly step: Step }
> = new Map([
  [TOKEN.BLOCK_MAPPING_START, { kind: "mapping", step: STEP.BLOCK_KEY }],
  [TOKEN.BLOCK_SEQUENCE_START, { kind: "sequence", step: STEP.BLOCK_ENTRY }],
  [TOKEN.FLOW_MAPPING_START, { kind: "mapping", step: STEP.MAP_KEY }],
  [TOKEN.FLOW_SEQUENCE_START, { kind: "sequence", step: STEP.LIST_ENTRY }],
]);

/**
 * The state of the parser. Collections are in a list of steps, without recursion, so that no text can exhaust the
 * stack.
 */
export interface Parse {
  readonly text: string;
  readonly stream: TokenStream;
  readonly composer: BeansComposer;
  /** The next step of each collection that is not ended, the innermost last. */
  readonly steps: Step[];
  /** The handles that a tag of the document may start with. */
  readonly tagHandles: Set<string>;
  /** Set once GoCD would stop reading; nothing that is read afterwards counts. */
  rejection: Rejection | undefined;
}

/** Returns a parse at the start of a text: that of the file, or one of the same length with fixes. */
export function startParse(file: SourceFile, text: string, watch: Watch | undefined): Parse {
  return {
    text,
    stream: new TokenStream(text, file.text),
    composer: new BeansComposer(file, text, watch),
    steps: [],
    tagHandles: new Set(),
    rejection: undefined,
  };
}

/** Starts a collection, whose first step is `step`. */
export function openCollection(
  parse: Parse,
  kind: "mapping" | "sequence",
  step: Step,
  start: number,
  properties: Properties | undefined,
): void {
  parse.composer.open(kind, step >= STEP.LIST_ENTRY, start, properties);
  parse.steps.push(step);
}

/** Ends the innermost collection, after the token taken last. */
export function closeCollection(parse: Parse): void {
  parse.composer.close(parse.stream.lastEnd);
  parse.steps.pop();
}

/** Sets the next step of the innermost collection. */
export function setStep(parse: Parse, step: Step): void {
  parse.steps[parse.steps.length - 1] = step;
}

/** Parses an alias, and adds it to the open collection. */
export function parseAlias(parse: Parse, alias: Mark): void {
  parse.stream.take();
  parse.composer.addAlias(alias);
}

/** Parses an anchor and a tag, in any order, one of each at most. */
export function parseProperties(parse: Parse): Properties | undefined {
  const { stream } = parse;
  const first = stream.peek();
  if (first.type !== TOKEN.ANCHOR && first.type !== TOKEN.TAG) return undefined;
  stream.take();
  const second = stream.peek();
  const isPair = second.type === (first.type === TOKEN.ANCHOR ? TOKEN.TAG : TOKEN.ANCHOR);
  if (isPair) stream.take();
  const pair: readonly YamlToken[] = isPair ? [first, second] : [first];
  const anchor = pair.find(({ type }) => type === TOKEN.ANCHOR);
  const tag = pair.find(({ type }) => type === TOKEN.TAG);
  if (tag !== undefined) parse.rejection ??= rejectHandle(parse.text, tag, parse.tagHandles);
  return {
    anchorStart: anchor?.start ?? -1,
    anchorEnd: anchor?.end ?? -1,
    tagStart: tag?.start ?? -1,
    tagEnd: tag?.end ?? -1,
  };
}

/** Parses a node after its anchor and tag. The scanner starts no block inside brackets. */
export function parseContent(parse: Parse, properties: Properties | undefined): void {
  const { stream, composer } = parse;
  const token = stream.peek();
  if (token.type === TOKEN.SCALAR) {
    stream.take();
    composer.addScalar(token, properties);
    return;
  }
  const collection = COLLECTIONS.get(token.type);
  if (collection === undefined) {
    parse.rejection ??= rejectValue(parse.text, token, stream.last, properties, composer.openBracket);
    return;
  }
  stream.take();
  openCollection(parse, collection.kind, collection.step, token.start, properties);
}

/**
 * The tokens of a text, scanned exactly as far ahead as YamlBeans does: an error after the end of the first document
 * counts only if its tokenizer scanned it.
 */
class TokenStream {
  readonly #queue = new TokenQueue();
  readonly #scanner: BeansScanner;
  /** The next token, once it is known. */
  #next: YamlToken | undefined;
  #last: YamlToken | undefined;
  #lastEnd = 0;

  constructor(text: string, original: string) {
    this.#scanner = new BeansScanner(text, original, this.#queue);
  }

  /** The token consumed last. */
  get last(): YamlToken | undefined {
    return this.#last;
  }

  /** The end of the last token other than the end of a block. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  /** Returns the next token without consuming it. After the end of the stream, or a rejection, it stays the same. */
  peek(): YamlToken {
    if (this.#next !== undefined) return this.#next;
    while (!this.#scanner.done && this.#queue.waits) this.#scanner.scan();
    return (this.#next = this.#queue.first ?? this.#scanner.end);
  }

  /** Returns and consumes the next token; a rejection stays. */
  take(): YamlToken {
    const token = this.peek();
    if (token.type === TOKEN.REJECTED) return token;
    this.#queue.removeFirst();
    this.#next = undefined;
    this.#last = token;
    if (token.type !== TOKEN.BLOCK_END) this.#lastEnd = token.end;
    return token;
  }

  /** Consumes the next token if it is of this kind; returns whether it is. */
  takeIf(type: YamlToken["type"]): boolean {
    if (this.peek().type !== type) return false;
    this.take();
    return true;
  }
}
