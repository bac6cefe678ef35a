import { TokenQueue } from "./queue.js";
import { BeansScanner } from "./scanner.js";
import { TOKEN } from "./token.js";
import type { YamlToken } from "./token.js";

/**
 * The tokens of a text, scanned exactly as far ahead as YamlBeans does: an error after the end of the first document
 * counts only if its tokenizer scanned it.
 */
export class TokenStream {
  readonly #queue = new TokenQueue();
  readonly #scanner: BeansScanner;
  /** The next token, once it is known. */
  #next: YamlToken | undefined;
  #last: YamlToken | undefined;
  #lastEnd = 0;

  constructor(text: string) {
    this.#scanner = new BeansScanner(text, this.#queue);
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
