/** One part of a calver format: a number with its name, the modifier, or literal text. */
export type CalverPart =
  | { readonly kind: "number"; readonly name: CalverField; readonly pattern: string }
  | { readonly kind: "modifier" }
  | { readonly kind: "literal"; readonly text: string };

/** The meaning of a number of a calver tag. */
export type CalverField = "year" | "short-year" | "month" | "week" | "day" | "major" | "minor" | "micro";

/** The problem of a format, and its offset in UTF-16 code units. */
interface FormatProblem {
  readonly index: number;
  readonly message: string;
}

/** A parsed calver format, or its problem. */
export type CalverFormat =
  | { readonly ok: true; readonly parts: readonly CalverPart[] }
  | { readonly ok: false; readonly problem: FormatProblem };

interface Token {
  readonly name: CalverField;
  /** How the number is written where a separator or the end follows, and where another number touches it. */
  readonly alone: string;
  readonly touching: string | undefined;
}

// https://calver.org/#scheme. MM, WW, DD are read with and without a zero in front, since `YYYY.MM.DD` is what most
// people write for 2024.01.05; numbers that touch, as in YYYYMMDD, have their full width.
const TOKENS = new Map<string, Token>([
  ["YYYY", { name: "year", alone: "[1-9][0-9]{3}", touching: "[1-9][0-9]{3}" }],
  ["YY", { name: "short-year", alone: "[0-9]{1,3}", touching: "[0-9]{2}" }],
  ["0Y", { name: "short-year", alone: "[0-9]{2,3}", touching: "[0-9]{2}" }],
  ["MM", { name: "month", alone: "[0-9]{1,2}", touching: "[0-9]{2}" }],
  ["0M", { name: "month", alone: "[0-9]{2}", touching: "[0-9]{2}" }],
  ["WW", { name: "week", alone: "[0-9]{1,2}", touching: "[0-9]{2}" }],
  ["0W", { name: "week", alone: "[0-9]{2}", touching: "[0-9]{2}" }],
  ["DD", { name: "day", alone: "[0-9]{1,2}", touching: "[0-9]{2}" }],
  ["0D", { name: "day", alone: "[0-9]{2}", touching: "[0-9]{2}" }],
  ["MAJOR", { name: "major", alone: "[0-9]+", touching: undefined }],
  ["MINOR", { name: "minor", alone: "[0-9]+", touching: undefined }],
  ["MICRO", { name: "micro", alone: "[0-9]+", touching: undefined }],
]);

const LEXEME = /MODIFIER|MAJOR|MINOR|MICRO|YYYY|YY|0Y|MM|0M|WW|0W|DD|0D|[a-z._-]+/y;

/**
 * Reads a format such as `YYYY.0M.MICRO`, `YYYYMMDD` or `vYY.MINOR-MODIFIER`: the tokens of calver.org, and between
 * them lower-case letters and `.`, `_`, `-` as they are. Every field once, a year at least, a day only with a month; a
 * number without fixed width cannot be followed directly by another one, and MODIFIER by nothing.
 */
export function parseCalverFormat(format: string): CalverFormat {
  const lexemes = splitFormat(format);
  if (!Array.isArray(lexemes)) return { ok: false, problem: lexemes };
  const parts: CalverPart[] = [];
  const seen = new Set<string>();
  for (const [position, { text, index }] of lexemes.entries()) {
    const problem = (message: string): CalverFormat => ({ ok: false, problem: { index, message } });
    const token = TOKENS.get(text);
    const field = token?.name.replace("short-", "") ?? (text === "MODIFIER" ? "modifier" : undefined);
    if (field !== undefined) {
      if (seen.has(field)) return problem(`"${text}" gives the ${field} a second time`);
      seen.add(field);
    }
    if (text === "MODIFIER" && position + 1 < lexemes.length) {
      return problem('"MODIFIER" must be the last token, because it matches any text');
    }
    if (token === undefined) {
      parts.push(text === "MODIFIER" ? { kind: "modifier" } : { kind: "literal", text });
      continue;
    }
    const nextTouches = TOKENS.has(lexemes[position + 1]?.text ?? "");
    const touches = nextTouches || TOKENS.has(lexemes[position - 1]?.text ?? "");
    if (nextTouches && token.touching === undefined) {
      return problem(`"${text}" has no fixed width, so a separator must follow it`);
    }
    parts.push({
      kind: "number",
      name: token.name,
      pattern: (touches ? token.touching : undefined) ?? token.alone,
    });
  }
  if (!seen.has("year")) return { ok: false, problem: { index: 0, message: "a calver format needs a year" } };
  const day = lexemes.find(({ text }) => text === "DD" || text === "0D");
  if (day !== undefined && !seen.has("month")) {
    return {
      ok: false,
      problem: { index: day.index, message: `"${day.text}" is the day of a month, and there is none` },
    };
  }
  return { ok: true, parts };
}

function splitFormat(format: string): { text: string; index: number }[] | FormatProblem {
  const lexemes: { text: string; index: number }[] = [];
  for (let index = 0; index < format.length;) {
    LEXEME.lastIndex = index;
    const text = LEXEME.exec(format)?.[0];
    if (text === undefined) {
      return { index, message: `"${format.slice(index)}" does not start with a token of calver.org` };
    }
    lexemes.push({ text, index });
    index += text.length;
  }
  return lexemes;
}
