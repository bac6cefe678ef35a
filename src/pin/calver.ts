import { compareDigits, compareNatural } from "./natural.js";
import type { Order } from "./order.js";

/** A tag read by a calver format: its numbers, the most significant first, and its modifier, if it has one. */
export interface CalverVersion {
  readonly numbers: readonly string[];
  readonly modifier: string | undefined;
}

// The date decides first, wherever the format puts it.
const SIGNIFICANCE: readonly CalverField[] = [
  "year",
  "short-year",
  "month",
  "week",
  "day",
  "major",
  "minor",
  "micro",
];

/**
 * Reads tags that match the complete format and whose date exists (no month 13, no 30 February, weeks 1 to 53).
 * Compares the date, then MAJOR, MINOR, MICRO, by value. A MODIFIER is optional together with the separator before
 * it; a tag without one is later than the same with one, and two are compared naturally.
 */
export function calverOrder(parts: readonly CalverPart[]): Order<CalverVersion> {
  const expression = new RegExp(`^${parts.map(writePart).join("")}$`);
  const fields = parts.flatMap((part) => (part.kind === "number" ? [part.name] : []));
  const bySignificance = SIGNIFICANCE.filter((field) => fields.includes(field));

  return {
    read(text) {
      const match = expression.exec(text);
      if (match === null) return undefined;
      const numbers = new Map(fields.map((field, index) => [field, match[index + 1] ?? ""]));
      if (!isDate(numbers)) return undefined;
      return {
        numbers: bySignificance.map((field) => numbers.get(field) ?? ""),
        modifier: match.groups?.["modifier"],
      };
    },
    compare(a, b) {
      for (const [index, number] of a.numbers.entries()) {
        const difference = compareDigits(number, b.numbers[index] ?? "");
        if (difference !== 0) return difference;
      }
      if (a.modifier === undefined || b.modifier === undefined) {
        return Number(a.modifier === undefined) - Number(b.modifier === undefined);
      }
      return compareNatural(a.modifier, b.modifier);
    },
    show({ numbers, modifier }) {
      const values = numbers.map((number) => number.replace(/^0+(?=[0-9])/, ""));
      return [...values, ...(modifier === undefined ? [] : [modifier])].join(" ");
    },
    explainUnread: (text) =>
      expression.test(text) ? "has a date that does not exist" : "does not follow the format",
  };
}

function writePart(part: CalverPart, index: number, parts: readonly CalverPart[]): string {
  const next = parts[index + 1];
  switch (part.kind) {
    case "number":
      return `(${part.pattern})`;
    case "literal":
      // A separator belongs to the modifier after it: `YYYY.MM-MODIFIER` also accepts 2024.1.
      return next?.kind === "modifier" ? "" : escape(part.text);
    case "modifier": {
      const before = parts[index - 1];
      const separator = before?.kind === "literal" ? escape(before.text) : "";
      // Directly after a number, it cannot start with a digit, because the end of the number would be ambiguous.
      const start = before?.kind === "number" ? "(?![0-9])" : "";
      return `(?:${separator}${start}(?<modifier>[A-Za-z0-9_.-]+))?`;
    }
  }
}

function isDate(numbers: ReadonlyMap<CalverField, string>): boolean {
  const value = (field: CalverField): number | undefined => {
    const digits = numbers.get(field);
    return digits === undefined ? undefined : Number(digits);
  };
  const shortYear = value("short-year");
  const year = value("year") ?? 2000 + (shortYear ?? 0);
  const month = value("month") ?? 1;
  const week = value("week") ?? 1;
  const day = value("day") ?? 1;
  return month >= 1 && month <= 12 && week >= 1 && week <= 53 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function escape(text: string): string {
  return text.replace(/[.-]/g, "\\$&");
}

/** One part of a calver format: a number with its name, the modifier, or literal text. */
export type CalverPart =
  | { readonly kind: "number"; readonly name: CalverField; readonly pattern: string }
  | { readonly kind: "modifier" }
  | { readonly kind: "literal"; readonly text: string };

/** The meaning of a number of a calver tag. */
type CalverField = "year" | "short-year" | "month" | "week" | "day" | "major" | "minor" | "micro";

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
      if (seen.has(field)) return problem(`"${text}" is the second ${field}`);
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
      problem: {
        index: day.index,
        message: `"${day.text}" is the day of a month, and the format has no month`,
      },
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
