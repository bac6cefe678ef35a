// V8 takes 0.3 ms to read a pattern with classes of Unicode when it is created. Most texts are plain ASCII and need none, so each
// pattern is created when it is used.
const PATTERNS = {
  // Controls (C0, C1, DEL), format characters (bidi overrides, zero-width ones, tags), lone surrogates, the two
  // Unicode line separators, and non-characters, of which XML 1.0 forbids U+FFFE and U+FFFF. Joiners are among them:
  // they are invisible in names, and terminals disagree on the width of a joined emoji.
  get invisible() {
    return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
  },
  get colorOrInvisible() {
    return new RegExp(`\\u001b\\[[\\d;]*m|${PATTERNS.invisible.source}`, "gu");
  },

  // What a CI server executes in the log of a job: Azure Pipelines `##vso[`, TeamCity `##teamcity[` and GitHub Actions `##[`
  // anywhere in a line, and GitHub Actions also `::` after the spaces at the start of a line. The runner of GitHub Actions
  // compares by the rules of Unicode, which ignore some characters (`ActionCommand` in actions/runner).
  // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
  // https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
  get hashOfCommand() {
    return /#(?=\p{DI}*#[\w\p{DI}]*\[)/gu;
  },
  get colonOfCommand() {
    return /^(?:[\p{Zs}\p{DI}\t]|\u001b\[[\d;]*m)*:(?=\p{DI}*:)/gmu;
  },

  // Marks and skin tones are drawn on the character before them.
  get joining() {
    return /^[\p{Mn}\p{Me}\p{Emoji_Modifier}]$/u;
  },

  // The blocks of https://www.unicode.org/Public/UCD/latest/ucd/EastAsianWidth.txt that are W or F, in one range
  // if only unassigned characters are between them. A flag is two regional indicators of one column each.
  get wide() {
    return /^(?!\p{Regional_Indicator})[\p{Emoji_Presentation}\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]$/u;
  },
};

// What picocolors writes.
const COLOR = /^\u001b\[[\d;]*m$/;

// A text that is printed as it is, unless it has a command of a CI server.
const PLAIN = /^[\n\t\x20-\x7e]*$/;

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
  return text.replace(PATTERNS.invisible, (char) => SHORT.get(char) ?? escapeCodePoint(char));
}

/**
 * Returns the text of a JSON document with every invisible character but the line
 * feed as `\uXXXX`. JSON does not escape DEL, C1 and bidi controls, which a terminal interprets. The same is done to a
 * `#` of `##[`, which a CI server interprets.
 */
export function escapeJson(json: string): string {
  return json
    .replace(PATTERNS.invisible, (char) => (char === "\n" ? char : escapeCodeUnits(char)))
    .replace(PATTERNS.hashOfCommand, escapeCodeUnits);
}

/**
 * The function that every text for a person passes before it is written, in every format. Returns `text` with line feeds
 * and tabs, but with every other invisible character as an escape. `##vso[`, `##[` and a `::` at the start of a line become
 * `# #vso[`, `# #[` and `: :`, so that names cannot run a command of the CI server that logs them. With `color`, colours
 * stay: the text was made of parts that have passed `makeVisible`. With `hasCommands`, a line may start with `::`.
 */
export function toPrintable(text: string, { color = false, hasCommands = false } = {}): string {
  if (PLAIN.test(text) && !text.includes("##") && (hasCommands || !text.includes("::"))) return text;
  const visible = text.replace(PATTERNS.colorOrInvisible, (char) => {
    if (char === "\n" || char === "\t" || (char.length > 1 && color && COLOR.test(char))) return char;
    return makeVisible(char);
  });
  const separate = visible.replace(PATTERNS.hashOfCommand, "# ");
  return hasCommands ? separate : separate.replace(PATTERNS.colonOfCommand, "$& ");
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

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const EMOJI_STYLE = "\ufe0f";

/** Whether `char` (one code point) is drawn on the character before it: a combining mark, a variation selector, a skin tone. */
export function isJoining(char: string): boolean {
  return char > "~" && PATTERNS.joining.test(char);
}

/**
 * Returns the number of terminal columns of `char` (one code point) after a character `last` columns wide. It must be
 * visible, as `makeVisible` returns it. U+FE0F selects the emoji form of the character before it, which is two wide.
 */
export function charWidth(char: string, last: number): number {
  if (char <= "~") return 1;
  if (char === EMOJI_STYLE) return last === 1 ? 1 : 0;
  if (isJoining(char)) return 0;
  return PATTERNS.wide.test(char) ? 2 : 1;
}

/** Returns the number of terminal columns of `text`, which must be visible, as `makeVisible` returns it. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  let last = 0;
  for (const char of text) {
    const added = charWidth(char, last);
    width += added;
    if (!isJoining(char)) last = added;
  }
  return width;
}

/** Returns `text` if it fits `width` columns, else its start and `…`; the empty string if not even that fits. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 1) return "";
  let start = "";
  let used = 0;
  let last = 0;
  for (const char of text) {
    const added = charWidth(char, last);
    if (used + added > width - 1) break;
    start += char;
    used += added;
    if (!isJoining(char)) last = added;
  }
  return `${start}…`;
}

/** Returns `text` with spaces up to `width` columns; a wider text is unchanged. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}
