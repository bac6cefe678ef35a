import { BOUNDS } from "../../model/bounds.js";
import { scanBlockScalar } from "./block-scalar.js";
import {
  codeAt,
  cursorColumn,
  current,
  endsWord,
  isDocumentMarker,
  skipBreak,
  skipLine,
  skipSpaces,
  type YamlCursor,
} from "./cursor.js";
import { scanPlain, startsPlain } from "./plain.js";
import { scanAnchor, scanDirective, scanTag } from "./property.js";
import type { TokenQueue } from "./queue.js";
import { scanQuoted } from "./quoted.js";
import { rejectColon, rejectDepth, rejectStart } from "./rejection.js";
import { TOKEN, asWord, rejectText } from "./token.js";
import type { Mark, YamlToken } from "./token.js";

/** Splits a text into the tokens of YamlBeans' `Tokenizer`, and pushes them to a queue. */
export class BeansScanner {
  /** The last token. */
  readonly end: Mark;
  readonly #cursor: YamlCursor;
  readonly #queue: TokenQueue;
  #done = false;
  /** The number of brackets around the cursor; -1 after an unmatched closing one, which the parser rejects. */
  #flowLevel = 0;
  #indent = -1;
  readonly #outerIndents: number[] = [];
  #documentStarted = false;

  constructor(text: string, original: string, queue: TokenQueue) {
    this.#cursor = { text, original, position: 0, lineStart: 0, keyAllowed: true };
    this.#queue = queue;
    this.end = { type: TOKEN.STREAM_END, start: text.length, end: text.length };
  }

  /** Whether the complete text was scanned, or was rejected. */
  get done(): boolean {
    return this.#done;
  }

  /** Pushes a token, and those that belong to it. A rejection drops all others, because YamlBeans throws at once. */
  scan(): void {
    this.#skipToToken();
    this.#closeBlocks(cursorColumn(this.#cursor));
    const token = this.#scanToken(current(this.#cursor));
    const tooDeep = this.#flowLevel + this.#outerIndents.length > BOUNDS.yamlDepth.value;
    const last = tooDeep && token.type !== TOKEN.REJECTED ? rejectDepth(token.start) : token;
    if (last.type === TOKEN.REJECTED) {
      this.#done = true;
      this.#queue.clear();
    }
    this.#queue.push(last);
  }

  /** Reads the token at the cursor; pushes those that precede it. */
  #scanToken(code: number): YamlToken {
    const cursor = this.#cursor;
    const inFlow = this.#flowLevel !== 0;
    const next = codeAt(cursor.text, cursor.position + 1);
    const atLineStart = cursorColumn(cursor) === 0;
    switch (code) {
      case 0:
        this.#closeBlocks(-1);
        this.#queue.forgetKeys();
        this.#done = true;
        return this.end;
      case 34: // "
      case 39: // '
        this.#notePossibleKey();
        return scanQuoted(cursor);
      case 63: // ?
        if (inFlow || endsWord(next)) return this.#startKey();
        break;
      case 58: // :
        if (inFlow || endsWord(next)) return this.#startValue();
        break;
      case 37: // %
        if (!atLineStart) break;
        this.#closeBlocks(-1);
        cursor.keyAllowed = false;
        return scanDirective(cursor);
      case 45: // -
        // Before the first "---", YamlBeans reads one anywhere on a line as the start of a document.
        if ((atLineStart || !this.#documentStarted) && isDocumentMarker(cursor.text, cursor.position)) {
          this.#documentStarted = true;
          return this.#markDocument(TOKEN.DOCUMENT_START);
        }
        if (endsWord(next)) return this.#startEntry();
        break;
      case 46: // .
        if (atLineStart && isDocumentMarker(cursor.text, cursor.position)) {
          return this.#markDocument(TOKEN.DOCUMENT_END);
        }
        break;
      case 91: // [
        return this.#openBracket(TOKEN.FLOW_SEQUENCE_START);
      case 123: // {
        return this.#openBracket(TOKEN.FLOW_MAPPING_START);
      case 93: // ]
        return this.#closeBracket(TOKEN.FLOW_SEQUENCE_END);
      case 125: // }
        return this.#closeBracket(TOKEN.FLOW_MAPPING_END);
      case 44: // ,
        cursor.keyAllowed = true;
        return this.#mark(TOKEN.FLOW_ENTRY, 1);
      case 42: // *
        this.#notePossibleKey();
        return scanAnchor(cursor, TOKEN.ALIAS);
      case 38: // &
        this.#notePossibleKey();
        return scanAnchor(cursor, TOKEN.ANCHOR);
      case 33: // !
        this.#notePossibleKey();
        return scanTag(cursor);
      case 62: // >
      case 124: // |
        if (inFlow) break;
        cursor.keyAllowed = true;
        return scanBlockScalar(cursor, this.#indent);
    }
    if (!startsPlain(code, next)) return rejectStart(cursor);
    this.#notePossibleKey();
    return scanPlain(cursor, this.#indent, inFlow);
  }

  /** Moves past white space and comments. A comment needs no space before it if the last token was not unquoted. */
  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      skipSpaces(cursor);
      if (current(cursor) === 35) skipLine(cursor);
      if (!skipBreak(cursor)) return;
      if (this.#flowLevel === 0) cursor.keyAllowed = true;
    }
  }

  #mark(type: Mark["type"], length: number): Mark {
    const start = this.#cursor.position;
    this.#cursor.position += length;
    return { type, start, end: start + length };
  }

  /** Ends the blocks that are to the right of `column`. */
  #closeBlocks(column: number): void {
    if (this.#flowLevel !== 0) return;
    while (this.#indent > column) {
      this.#queue.push(this.#mark(TOKEN.BLOCK_END, 0));
      this.#indent = this.#outerIndents.pop() ?? -1;
    }
  }

  /** Starts a block at `column` if that is to the right of the current one; returns whether it did. */
  #openBlock(column: number): boolean {
    if (this.#indent >= column) return false;
    this.#outerIndents.push(this.#indent);
    this.#indent = column;
    return true;
  }

  #notePossibleKey(): void {
    const cursor = this.#cursor;
    if (cursor.keyAllowed) this.#queue.noteKey(this.#flowLevel, cursorColumn(cursor), cursor.position);
    cursor.keyAllowed = false;
  }

  #markDocument(type: typeof TOKEN.DOCUMENT_START | typeof TOKEN.DOCUMENT_END): Mark {
    this.#closeBlocks(-1);
    this.#cursor.keyAllowed = false;
    return this.#mark(type, 3);
  }

  #openBracket(type: Mark["type"]): Mark {
    this.#notePossibleKey();
    this.#flowLevel++;
    this.#cursor.keyAllowed = true;
    return this.#mark(type, 1);
  }

  #closeBracket(type: Mark["type"]): Mark {
    this.#flowLevel--;
    this.#cursor.keyAllowed = false;
    return this.#mark(type, 1);
  }

  #startEntry(): YamlToken {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!cursor.keyAllowed) {
        return rejectText(
          cursor.position,
          'found "- " where no list may start',
          "start the list on a line of its own",
          { fix: asWord(cursor.position) },
        );
      }
      if (this.#openBlock(cursorColumn(cursor))) this.#queue.push(this.#mark(TOKEN.BLOCK_SEQUENCE_START, 0));
    }
    cursor.keyAllowed = true;
    return this.#mark(TOKEN.BLOCK_ENTRY, 1);
  }

  #startKey(): YamlToken {
    const cursor = this.#cursor;
    if (this.#flowLevel === 0) {
      if (!cursor.keyAllowed) {
        return rejectText(cursor.position, 'found "? " where no key may start', "quote the value", {
          fix: asWord(cursor.position),
        });
      }
      if (this.#openBlock(cursorColumn(cursor))) this.#queue.push(this.#mark(TOKEN.BLOCK_MAPPING_START, 0));
    }
    cursor.keyAllowed = this.#flowLevel === 0;
    return this.#mark(TOKEN.KEY, 1);
  }

  #startValue(): YamlToken {
    const cursor = this.#cursor;
    const key = this.#queue.takeKey(this.#flowLevel);
    if (key !== undefined) {
      const { offset } = key;
      if (!this.#queue.insertBefore(key, { type: TOKEN.KEY, start: offset, end: offset })) {
        // Java's List.add throws here, and nothing in GoCD's plugin catches that.
        return rejectText(cursor.position, 'found ":" without a key before it', "write the key", {
          reach: "repo",
        });
      }
      if (this.#flowLevel === 0 && this.#openBlock(key.column)) {
        this.#queue.insertBefore(key, { type: TOKEN.BLOCK_MAPPING_START, start: offset, end: offset });
      }
      cursor.keyAllowed = false;
    } else if (this.#flowLevel === 0 && !cursor.keyAllowed) {
      return rejectColon(cursor);
    }
    return this.#mark(TOKEN.VALUE, 1);
  }
}
