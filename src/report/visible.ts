// Controls (C0, C1, DEL), format characters (bidi overrides, zero-width ones, tags), lone surrogates, the two
// Unicode line separators, and non-characters, of which XML 1.0 forbids U+FFFE and U+FFFF. Joiners are among them:
// they are invisible in names, and terminals disagree on the width of a joined emoji.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

// What picocolors writes.
const COLOR = /^\u001b\[[\d;]*m$/;
const COLOR_OR_INVISIBLE = new RegExp(`\\u001b\\[[\\d;]*m|${INVISIBLE.source}`, "gu");

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * Returns any text as one line that is safe to print: each character that a terminal
 * would interpret, or that is invisible, becomes an escape such as `\x1b`, `\u202e` or `\u{e0041}`. The
 * result is also legal XML 1.0 text, except for the characters of markup.
 * https://trojansource.codes/ describes attacks with bidi controls.
 */
export function makeVisible(text: string): string {
  return text.replace(INVISIBLE, (char) => SHORT.get(char) ?? escapeCodePoint(char));
}

/**
 * Returns the text of a JSON document with every invisible character but the line
 * feed as `\uXXXX`. JSON does not escape DEL, C1 and bidi controls, which a terminal interprets.
 */
export function escapeJson(json: string): string {
  return json.replace(INVISIBLE, (char) => (char === "\n" ? char : escapeCodeUnits(char)));
}

/**
 * The function that every text for a person passes before it is written, in every format. Returns `text` with line feeds
 * and tabs, but with every other invisible character as an escape. With `color`, colours stay: the text was made of parts
 * that have passed `makeVisible`.
 */
export function toPrintable(text: string, color = false): string {
  return text.replace(COLOR_OR_INVISIBLE, (char) => {
    if (char === "\n" || char === "\t" || (char.length > 1 && color && COLOR.test(char))) return char;
    return makeVisible(char);
  });
}

function escapeCodePoint(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}

function escapeCodeUnits(char: string): string {
  return Array.from(
    { length: char.length },
    (_, index) => `\\u${char.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}
