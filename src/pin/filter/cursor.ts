import { PatternError } from "./syntax.js";

/** What the inline flags `(?imsdxuUc)` have switched on at a place of the pattern. `m` and `s` change nothing for tags. */
export interface Flags {
  readonly anyCase: boolean;
  readonly unicodeCase: boolean;
  readonly unixLines: boolean;
  readonly comments: boolean;
  readonly unicodeClasses: boolean;
  /** `(?c)`, canonical equivalence. */
  readonly canonical: boolean;
}

/** The flags at the start of a pattern. */
const NO_FLAGS: Flags = {
  anyCase: false,
  unicodeCase: false,
  unixLines: false,
  comments: false,
  unicodeClasses: false,
  canonical: false,
};

/** What `peek` returns past the end of the pattern. */
export const END = -1;

// Added to every character between \Q and \E, so that none is read as syntax. Greater than any code point.
const QUOTED = 0x200000;

/**
 * Walks over a pattern by code points as Java's parser does: `\Q...\E` is resolved first, and under `(?x)` white space
 * and comments are skipped wherever the parser looks at a character, even inside a token.
 */
export class Cursor {
  readonly #codes: number[] = [];
  readonly #offsets: number[] = [];
  readonly #length: number;
  position = 0;
  flags = NO_FLAGS;

  constructor(pattern: string) {
    this.#length = pattern.length;
    for (const { code, offset } of resolveQuotes(pattern)) {
      if (code === 0)
        throw new PatternError(offset, "a NUL character cannot be evaluated exactly as in Java");
      this.#codes.push(code);
      this.#offsets.push(offset);
    }
  }

  /** Offset of the character at `position` (by default the next one), in UTF-16 code units of the pattern. */
  offset(position: number = this.position): number {
    return this.#offsets[position] ?? this.#length;
  }

  /** The character at a position, without skipping white space. */
  raw(position: number): number {
    return this.#codes[position] ?? END;
  }

  /** The next character. The cursor stays before it. */
  peek(): number {
    if (this.flags.comments) this.#skipSpaces();
    return this.raw(this.position);
  }

  /** The next character. The cursor moves past it. */
  read(): number {
    const code = this.peek();
    this.position++;
    return code;
  }

  /** Moves past the character at `position`, and peeks. */
  next(): number {
    this.position++;
    return this.peek();
  }

  /** Moves past two characters, and returns the second without skipping white space. */
  skip(): number {
    this.position += 2;
    return this.raw(this.position - 1);
  }

  /** The text between two positions. */
  text(from: number, to: number): string {
    return this.#codes
      .slice(from, to)
      .map((code) => String.fromCodePoint(literalCode(code)))
      .join("");
  }

  /** Whether a character from here to the end of the pattern is not one UTF-16 code unit (Java's findSupplementary). */
  hasSupplementary(): boolean {
    return this.#codes.slice(this.position).some((code) => {
      const literal = literalCode(code);
      return literal > 0xffff || (literal >= 0xd800 && literal <= 0xdfff);
    });
  }

  #skipSpaces(): void {
    for (;;) {
      const code = this.raw(this.position);
      if (isSpace(code)) this.position++;
      else if (code === 0x23) this.#skipComment();
      else return;
    }
  }

  #skipComment(): void {
    do this.position++;
    while (this.raw(this.position) !== END && !this.#isLineEnd(literalCode(this.raw(this.position))));
    // Java has put a backslash before a quoted line end by now, which is part of the comment.
    if (isSpace(literalCode(this.raw(this.position)))) this.position++;
  }

  #isLineEnd(code: number): boolean {
    if (code === 0x0a) return true;
    return !this.flags.unixLines && [0x0d, 0x85, 0x2028, 0x2029].includes(code);
  }
}

/** The code point of a character of the cursor as a literal, quoted or not. */
export function literalCode(code: number): number {
  return code >= QUOTED ? code - QUOTED : code;
}

/** Whether Java's `(?x)` skips the character (ASCII white space only). */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

// Pattern.RemoveQEQuoting
function resolveQuotes(pattern: string): { code: number; offset: number }[] {
  const resolved: { code: number; offset: number }[] = [];
  let quoting = false;
  for (let offset = 0; offset < pattern.length;) {
    const code = pattern.codePointAt(offset) ?? END;
    const pair = pattern.slice(offset, offset + 2);
    if (pair === (quoting ? "\\E" : "\\Q")) {
      quoting = !quoting;
      offset += 2;
      continue;
    }
    resolved.push({ code: quoting ? code + QUOTED : code, offset });
    offset += code > 0xffff ? 2 : 1;
    if (!quoting && code === 0x5c && offset < pattern.length) {
      const escaped = pattern.codePointAt(offset) ?? END;
      resolved.push({ code: escaped, offset });
      offset += escaped > 0xffff ? 2 : 1;
    }
  }
  return resolved;
}

/**
 * Parses the letters of `(?imsdxuUc-imsdxuUc` and returns the flags that apply after them. The cursor is left on the
 * first other character.
 */
export function parseFlags(cursor: Cursor): Flags {
  let on = true;
  // Each letter applies at once: after "x" the next ones may follow white space.
  for (let code = cursor.peek(); ; code = cursor.next()) {
    if (code === 0x2d && on) {
      on = false;
      continue;
    }
    const changed = change(code, on);
    if (changed === undefined) return cursor.flags;
    cursor.flags = { ...cursor.flags, ...changed };
  }
}

function change(code: number, on: boolean): Partial<Flags> | undefined {
  switch (code) {
    case 0x69:
      return { anyCase: on };
    case 0x75:
      return { unicodeCase: on };
    case 0x64:
      return { unixLines: on };
    case 0x78:
      return { comments: on };
    case 0x55:
      return { unicodeClasses: on, unicodeCase: on };
    case 0x63:
      return { canonical: on };
    case 0x6d:
    case 0x73:
      return {};
    default:
      return undefined;
  }
}
