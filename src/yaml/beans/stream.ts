import { TokenQueue } from "./queue.js";
import { BeansScanner } from "./scanner.js";
import { TOKEN } from "./token.js";
import type { YamlToken } from "./token.js";

/**
 * The tokens of a text, scanned exactly as far ahead as YamlBeans does it: a fault behind the end of the first
 * document counts only if its tokenizer came across it.
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

  /** The token taken last. */
  get last(): YamlToken | undefined {
    return this.#last;
  }

  /** Where the last token ended that is more than the end of a block. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  /** Gives the next token without taking it. Behind the end of the stream, or a refusal, it stays the same. */
  peek(): YamlToken {
    if (this.#next !== undefined) return this.#next;
    while (!this.#scanner.done && this.#queue.waits) this.#scanner.scan();
    return (this.#next = this.#queue.first ?? this.#scanner.end);
  }

  /** Gives the next token and takes it; a refusal stays. */
  take(): YamlToken {
    const token = this.peek();
    if (token.type === TOKEN.REFUSED) return token;
    this.#queue.removeFirst();
    this.#next = undefined;
    this.#last = token;
    if (token.type !== TOKEN.BLOCK_END) this.#lastEnd = token.end;
    return token;
  }

  /** Takes the next token if it is of this kind; gives whether it is. */
  takeIf(type: YamlToken["type"]): boolean {
    if (this.peek().type !== type) return false;
    this.take();
    return true;
  }
}
