import { COLLECTION_STYLE, EVENT_ID } from "js-yaml";
import type { DocumentDirective } from "js-yaml";
import { EventComposer } from "./beans-composer.js";
import type { Properties } from "./beans-composer.js";
import type { GocdEvent } from "./beans-event.js";
import { refuseBlock, refuseValue } from "./beans-refusal.js";
import { BeansScanner } from "./beans-scanner.js";
import { TOKEN, refuse } from "./beans-token.js";
import type { Mark, Refusal, Token } from "./beans-token.js";

/** What the parser does next for a collection that is not ended. */
const STEP = {
  BLOCK_ENTRY: 0,
  /** An entry of a list whose dashes stand in the column of the key before it. */
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

type Step = (typeof STEP)[keyof typeof STEP];

/**
 * Reads the first document of a text the way of YamlBeans' `Parser`, which is more lenient than YAML inside
 * brackets (commas may be missing) and stricter in places. Gives its events, or why GoCD would refuse it.
 */
export function parseFirstDocument(text: string): readonly GocdEvent[] | Refusal {
  const parser = new BeansParser(text);
  parser.parse();
  return parser.refusal ?? parser.events;
}

class BeansParser {
  refusal: Refusal | undefined;
  readonly #text: string;
  readonly #scanner: BeansScanner;
  readonly #composer: EventComposer;
  /** The next step of each collection that is not ended, the innermost last. */
  readonly #steps: Step[] = [];
  readonly #tagHandles = new Set<string>();
  #before: Token | undefined;
  /** Where the last token ended that is more than the end of a block. */
  #lastEnd = 0;

  constructor(text: string) {
    this.#text = text;
    this.#scanner = new BeansScanner(text);
    this.#composer = new EventComposer(text);
  }

  get events(): readonly GocdEvent[] {
    return this.#composer.events;
  }

  parse(): void {
    const first = this.#peek().type;
    if (first === TOKEN.STREAM_END) return;
    const explicit = first === TOKEN.DIRECTIVE || first === TOKEN.DOCUMENT_START;
    const directives = this.#parseDirectives();
    if (explicit && !this.#parseDocumentStart()) return;
    const document = this.#composer.startDocument(explicit, directives);
    this.#parseBlockNode();
    for (let step = this.#steps.at(-1); step !== undefined && !this.#failed(); step = this.#steps.at(-1)) {
      this.#parseStep(step);
    }
    // One token more is looked at, and its faults count.
    while (!this.#failed() && this.#peek().type === TOKEN.DOCUMENT_END) {
      this.#take();
      document.explicitEnd = true;
    }
    const behind = this.#peek();
    if (!this.#failed() && behind.type === TOKEN.REFUSED) this.refusal = behind.refusal;
    this.#composer.endDocument();
  }

  #failed(): boolean {
    this.refusal ??= this.#composer.refusal;
    return this.refusal !== undefined;
  }

  #peek(): Token {
    return this.#scanner.peek();
  }

  #take(): Token {
    const token = this.#scanner.take();
    this.#before = token;
    if (token.type !== TOKEN.BLOCK_END) this.#lastEnd = token.end;
    return token;
  }

  /** Takes the next token if it is of this kind. */
  #takeIf(type: Token["type"]): boolean {
    if (this.#peek().type !== type) return false;
    this.#take();
    return true;
  }

  #parseDirectives(): DocumentDirective[] {
    const directives: DocumentDirective[] = [];
    let version: string | undefined;
    for (let token = this.#peek(); token.type === TOKEN.DIRECTIVE; token = this.#peek()) {
      this.#take();
      const { directive, start } = token;
      if (directive === undefined) continue;
      directives.push(directive);
      const seen = directive.kind === "yaml" ? version !== undefined : this.#tagHandles.has(directive.handle);
      if (seen) {
        const line = this.#text.slice(start, token.end);
        this.refusal ??= refuse(start, `found "${line}" a second time`, "remove the line").refusal;
      }
      if (directive.kind === "tag") {
        this.#tagHandles.add(directive.handle);
      } else {
        version = directive.version;
        if (version !== "1.0" && version !== "1.1") {
          const message = `found YAML version ${version}, where GoCD's reader takes only 1.0 and 1.1`;
          this.refusal ??= refuse(start, message, "remove the line").refusal;
        }
      }
    }
    this.#tagHandles.add("!");
    if (version !== "1.0") this.#tagHandles.add("!!");
    return directives;
  }

  #parseDocumentStart(): boolean {
    const token = this.#peek();
    if (this.#failed()) return false;
    if (this.#takeIf(TOKEN.DOCUMENT_START)) return true;
    this.refusal =
      token.type === TOKEN.REFUSED
        ? token.refusal
        : refuse(token.start, 'found no "---" behind the "%" lines', 'write "---" on a line of its own')
            .refusal;
    return false;
  }

  #parseStep(step: Step): void {
    switch (step) {
      case STEP.BLOCK_ENTRY:
      case STEP.BARE_ENTRY:
        this.#parseEntry(step);
        break;
      case STEP.BLOCK_KEY:
        this.#parseBlockKey();
        break;
      case STEP.BLOCK_VALUE:
        this.#setStep(STEP.BLOCK_KEY);
        if (this.#takeIf(TOKEN.VALUE)) this.#parseMappingNode();
        else if (this.#peek().type === TOKEN.KEY) this.#composer.addNull(this.#peek().start);
        break;
      case STEP.LIST_ENTRY:
        if (this.#takeIf(TOKEN.FLOW_SEQUENCE_END)) {
          this.#close();
        } else if (this.#peek().type === TOKEN.KEY) {
          const { start } = this.#take();
          this.#open(EVENT_ID.MAPPING, STEP.PAIR_KEY, start, undefined);
        } else {
          this.#takeIf(TOKEN.FLOW_ENTRY);
          this.#parseFlowNode();
        }
        break;
      case STEP.PAIR_KEY:
        this.#setStep(STEP.PAIR_VALUE);
        if (this.#peek().type === TOKEN.VALUE) this.#composer.addNull(this.#peek().start);
        else this.#parseFlowValue(TOKEN.FLOW_SEQUENCE_END);
        break;
      case STEP.PAIR_VALUE:
        this.#setStep(STEP.PAIR_END);
        if (this.#takeIf(TOKEN.VALUE)) this.#parseFlowValue(TOKEN.FLOW_SEQUENCE_END);
        else this.#composer.addNull(this.#peek().start);
        break;
      case STEP.PAIR_END:
        this.#close();
        this.#takeIf(TOKEN.FLOW_ENTRY);
        break;
      case STEP.MAP_KEY:
        if (this.#takeIf(TOKEN.FLOW_MAPPING_END)) {
          this.#close();
        } else {
          if (this.#takeIf(TOKEN.KEY)) this.#setStep(STEP.MAP_VALUE);
          else this.#takeIf(TOKEN.FLOW_ENTRY);
          this.#parseFlowNode();
        }
        break;
      case STEP.MAP_VALUE:
        this.#setStep(STEP.MAP_COMMA);
        if (this.#takeIf(TOKEN.VALUE)) this.#parseFlowValue(TOKEN.FLOW_MAPPING_END);
        else this.#composer.addNull(this.#peek().start);
        break;
      case STEP.MAP_COMMA:
        this.#setStep(STEP.MAP_KEY);
        this.#takeIf(TOKEN.FLOW_ENTRY);
        break;
    }
  }

  #parseEntry(step: typeof STEP.BLOCK_ENTRY | typeof STEP.BARE_ENTRY): void {
    if (this.#takeIf(TOKEN.BLOCK_ENTRY)) {
      const { type, start } = this.#peek();
      const isNull =
        type === TOKEN.BLOCK_ENTRY ||
        type === TOKEN.BLOCK_END ||
        (step === STEP.BARE_ENTRY && (type === TOKEN.KEY || type === TOKEN.VALUE));
      if (isNull) this.#composer.addNull(start);
      else this.#parseBlockNode();
    } else if (step === STEP.BARE_ENTRY) {
      this.#close();
    } else {
      this.#parseBlockEnd();
    }
  }

  #parseBlockKey(): void {
    const { type, start } = this.#peek();
    if (type === TOKEN.KEY) {
      this.#setStep(STEP.BLOCK_VALUE);
      this.#take();
      this.#parseMappingNode();
    } else if (type === TOKEN.VALUE) {
      this.#setStep(STEP.BLOCK_VALUE);
      this.#composer.addNull(start);
    } else {
      this.#parseBlockEnd();
    }
  }

  #parseBlockEnd(): void {
    if (this.#takeIf(TOKEN.BLOCK_END)) this.#close();
    else this.refusal ??= refuseBlock(this.#text, this.#peek());
  }

  /** The root, or the entry of a list. */
  #parseBlockNode(): void {
    const token = this.#peek();
    switch (token.type) {
      case TOKEN.DIRECTIVE:
      case TOKEN.DOCUMENT_START:
      case TOKEN.DOCUMENT_END:
      case TOKEN.STREAM_END:
        this.#composer.addNull(token.start);
        break;
      case TOKEN.ALIAS:
        this.#parseAlias(token);
        break;
      default:
        this.#parseContent(this.#parseProperties());
    }
  }

  /** A key or value of a mapping without brackets. */
  #parseMappingNode(): void {
    const next = this.#peek();
    if (next.type === TOKEN.KEY || next.type === TOKEN.VALUE || next.type === TOKEN.BLOCK_END) {
      this.#composer.addNull(next.start);
      return;
    }
    const properties = this.#parseProperties();
    const token = this.#peek();
    // Here alone YamlBeans takes an anchor before an alias, and drops it.
    if (token.type === TOKEN.ALIAS) this.#parseAlias(token);
    else if (token.type === TOKEN.BLOCK_ENTRY) {
      this.#open(EVENT_ID.SEQUENCE, STEP.BARE_ENTRY, token.start, properties);
    } else this.#parseContent(properties);
  }

  /** A value inside brackets, or none if a comma or the closing bracket `end` comes first. */
  #parseFlowValue(end: Token["type"]): void {
    const { type, start } = this.#peek();
    if (type === TOKEN.FLOW_ENTRY || type === end) this.#composer.addNull(start);
    else this.#parseFlowNode();
  }

  #parseFlowNode(): void {
    const token = this.#peek();
    if (token.type === TOKEN.ALIAS) this.#parseAlias(token);
    else this.#parseContent(this.#parseProperties());
  }

  #parseAlias(alias: Mark): void {
    this.#take();
    this.#composer.addAlias(alias);
  }

  #parseProperties(): Properties | undefined {
    const first = this.#peek();
    if (first.type !== TOKEN.ANCHOR && first.type !== TOKEN.TAG) return undefined;
    this.#take();
    const second = this.#peek();
    const other = first.type === TOKEN.ANCHOR ? TOKEN.TAG : TOKEN.ANCHOR;
    if (second.type === other) this.#take();
    const pair = second.type === other ? [first, second] : [first];
    const anchor = pair.find(({ type }) => type === TOKEN.ANCHOR);
    const tag = pair.find(({ type }) => type === TOKEN.TAG);
    if (tag !== undefined) this.#checkHandle(tag);
    return {
      anchorStart: anchor?.start ?? -1,
      anchorEnd: anchor?.end ?? -1,
      tagStart: tag?.start ?? -1,
      tagEnd: tag?.end ?? -1,
    };
  }

  #checkHandle({ start, end }: Token): void {
    const tag = this.#text.slice(start, end);
    const handle = tag.slice(0, tag.indexOf("!", 1) + 1);
    if (tag.startsWith("!<") || handle === "" || this.#tagHandles.has(handle)) return;
    const message = `found the tag "${tag}", whose handle "${handle}" no "%TAG" line declares`;
    this.refusal ??= refuse(start, message, "remove the tag: GoCD does not look at it").refusal;
  }

  /** The node itself, behind its anchor and tag. A block cannot start inside brackets: the scanner sees to that. */
  #parseContent(properties: Properties | undefined): void {
    const token = this.#peek();
    switch (token.type) {
      case TOKEN.SCALAR:
        this.#take();
        this.#composer.addScalar(token, properties);
        break;
      case TOKEN.BLOCK_SEQUENCE_START:
        this.#take();
        this.#open(EVENT_ID.SEQUENCE, STEP.BLOCK_ENTRY, token.start, properties);
        break;
      case TOKEN.BLOCK_MAPPING_START:
        this.#take();
        this.#open(EVENT_ID.MAPPING, STEP.BLOCK_KEY, token.start, properties);
        break;
      case TOKEN.FLOW_SEQUENCE_START:
        this.#take();
        this.#open(EVENT_ID.SEQUENCE, STEP.LIST_ENTRY, token.start, properties);
        break;
      case TOKEN.FLOW_MAPPING_START:
        this.#take();
        this.#open(EVENT_ID.MAPPING, STEP.MAP_KEY, token.start, properties);
        break;
      default:
        this.refusal ??= refuseValue(this.#text, token, this.#before, properties, this.#composer.openBracket);
    }
  }

  #open(
    type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE,
    step: Step,
    start: number,
    properties: Properties | undefined,
  ): void {
    const style = step >= STEP.LIST_ENTRY ? COLLECTION_STYLE.FLOW : COLLECTION_STYLE.BLOCK;
    this.#composer.open(type, style, start, properties);
    this.#steps.push(step);
  }

  #close(): void {
    this.#composer.close(this.#lastEnd);
    this.#steps.pop();
  }

  #setStep(step: Step): void {
    this.#steps[this.#steps.length - 1] = step;
  }
}
