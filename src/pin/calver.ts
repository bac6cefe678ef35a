import type { CalverField, CalverPart } from "./calver-format.js";
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
 * Reads tags that are wholly of the format and whose date exists (no month 13, no 30 February, weeks 1 to 53).
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
    refuse: (text) =>
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
