import { Refusal } from "./syntax.js";

/** What the inline flags `(?imsdxuU)` have switched on at a place of the pattern; `m`, `s` and `U` change nothing for tags. */
export interface Flags {
  readonly anyCase: boolean;
  readonly unicodeCase: boolean;
  readonly unixLines: boolean;
  readonly comments: boolean;
  readonly unicodeClasses: boolean;
}

/** The flags at the beginning of a pattern. */
const NO_FLAGS: Flags = {
  anyCase: false,
  unicodeCase: false,
  unixLines: false,
  comments: false,
  unicodeClasses: false,
};

/** What `peek` gives past the end of the pattern. */
export const END = -1;

// Characters between \Q and \E are kept apart from their syntactic twins by this offset, above every code point.
const QUOTED = 0x200000;

/**
 * Walks over a pattern by code points the way Java's parser does: `\Q…\E` is taken out beforehand, and under `(?x)`
 * white space and comments are passed by wherever the parser looks at a character, even within a token.
 */
export class Cursor {
  readonly #codes: number[] = [];
  readonly #offsets: number[] = [];
  readonly #length: number;
  position = 0;
  flags = NO_FLAGS;

  constructor(pattern: string) {
    this.#length = pattern.length;
    const taken = takeQuotes(pattern);
    for (const { code, offset } of taken) {
      if (code === 0) throw new Refusal(offset, "a NUL character cannot be honoured exactly");
      this.#codes.push(code);
      this.#offsets.push(offset);
    }
  }

  /** Offset of the character at `position` (by default the next one), in UTF-16 code units of the pattern. */
  offset(position: number = this.position): number {
    return this.#offsets[position] ?? this.#length;
  }

  /** The character at a position as it stands, white space too. */
  raw(position: number): number {
    return this.#codes[position] ?? END;
  }

  /** The next character, without taking it. */
  peek(): number {
    if (this.flags.comments) this.#passBlanks();
    return this.raw(this.position);
  }

  /** The next character, taken. */
  read(): number {
    const code = this.peek();
    this.position++;
    return code;
  }

  /** Passes the character at `position` by, and peeks. */
  next(): number {
    this.position++;
    return this.peek();
  }

  /** Passes the character at `position` by, and takes the one right after it as it stands. */
  skip(): number {
    this.position += 2;
    return this.raw(this.position - 1);
  }

  /** The text between two positions as it stands. */
  text(from: number, to: number): string {
    return this.#codes
      .slice(from, to)
      .map((code) => String.fromCodePoint(literalCode(code)))
      .join("");
  }

  #passBlanks(): void {
    for (;;) {
      const code = this.raw(this.position);
      if (isSpace(code)) this.position++;
      else if (code === 0x23) this.#passComment();
      else return;
    }
  }

  #passComment(): void {
    do this.position++;
    while (this.raw(this.position) !== END && !this.#isLineEnd(literalCode(this.raw(this.position))));
    // Java has put a backslash before a quoted line end by now, which belongs to the comment.
    if (isSpace(literalCode(this.raw(this.position)))) this.position++;
  }

  #isLineEnd(code: number): boolean {
    if (code === 0x0a) return true;
    return !this.flags.unixLines && [0x0d, 0x85, 0x2028, 0x2029].includes(code);
  }
}

/** The code point that a character of the cursor stands for as a literal, quoted or not. */
export function literalCode(code: number): number {
  return code >= QUOTED ? code - QUOTED : code;
}

/** Whether Java's `(?x)` passes the character by (ASCII white space only). */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function takeQuotes(pattern: string): { code: number; offset: number }[] {
  const taken: { code: number; offset: number }[] = [];
  let quoting = false;
  for (let offset = 0; offset < pattern.length;) {
    const code = pattern.codePointAt(offset) ?? END;
    const pair = pattern.slice(offset, offset + 2);
    if (pair === (quoting ? "\\E" : "\\Q")) {
      quoting = !quoting;
      offset += 2;
      continue;
    }
    taken.push({ code: quoting ? code + QUOTED : code, offset });
    offset += code > 0xffff ? 2 : 1;
    if (!quoting && code === 0x5c && offset < pattern.length) {
      const escaped = pattern.codePointAt(offset) ?? END;
      taken.push({ code: escaped, offset });
      offset += escaped > 0xffff ? 2 : 1;
    }
  }
  return taken;
}
