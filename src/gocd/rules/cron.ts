/** Least and greatest number of a field, and the largest step; `names` are its words. */
interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly names?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

// https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html
const FIELDS: readonly Field[] = [
  { name: "second", min: 0, max: 59, step: 59 },
  { name: "minute", min: 0, max: 59, step: 59 },
  { name: "hour", min: 0, max: 23, step: 23 },
  { name: "day of the month", min: 1, max: 31, step: 31 },
  { name: "month", min: 1, max: 12, step: 12, names: MONTHS },
  { name: "day of the week", min: 1, max: 7, step: 7, names: DAYS },
  // Quartz has no bounds of a year; it does not report a number that cannot be a year.
  { name: "year", min: 0, max: Number.MAX_SAFE_INTEGER, step: Number.MAX_SAFE_INTEGER },
];

const DAY_OF_MONTH = 3;
const DAY_OF_WEEK = 5;

/**
 * Returns why Quartz's CronExpression, which GoCD's timer uses, rejects an expression; undefined if it accepts it. Six
 * fields or seven (what follows is not looked at), of the two day fields exactly one is `?`.
 */
export function cronProblem(expression: string): string | undefined {
  const parts = expression
    .toUpperCase()
    .split(/[ \t]+/)
    .filter((part) => part !== "");
  if (parts.length < 6) {
    const given = parts.length === 1 ? "1 field" : `${parts.length} fields`;
    return `it has ${given}, but needs 6 or 7: second, minute, hour, day of the month, month, day of the week, year`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const part = parts[index];
    const problem = part === undefined ? undefined : fieldProblem(part, index, field);
    if (problem !== undefined) return `${problem} in the field "${part ?? ""}" (${field.name})`;
  }
  const unsaid = [DAY_OF_MONTH, DAY_OF_WEEK].filter((index) => hasQuestionMark(parts[index] ?? ""));
  if (unsaid.length === 0) return 'one of "day of the month" and "day of the week" must be `?`';
  if (unsaid.length === 2) return 'only one of "day of the month" and "day of the week" may be `?`';
  return undefined;
}

function hasQuestionMark(part: string): boolean {
  return part.split(",").some((item) => item.startsWith("?"));
}

function fieldProblem(part: string, index: number, field: Field): string | undefined {
  const isDay = index === DAY_OF_MONTH || index === DAY_OF_WEEK;
  if (isDay && part.includes("L") && part.includes(",")) return "`L` is not allowed in a list of days";
  if (index === DAY_OF_WEEK && part.split("#").length > 2) return "`#` is allowed only once";
  for (const item of part.split(",")) {
    if (item === "") continue;
    const problem = itemProblem(item, index, field);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function itemProblem(item: string, index: number, field: Field): string | undefined {
  if (item.startsWith("?")) {
    return index === DAY_OF_MONTH || index === DAY_OF_WEEK ? undefined : "`?` is allowed only in a day field";
  }
  if (item === "*") return undefined;
  const every = /^\*?\/([0-9]+)/.exec(item);
  if (every !== null) return stepProblem(Number(every[1]), field);
  if (item.startsWith("*")) return undefined; // Quartz reads `*` with anything but a step after it as `*`.
  if (item.startsWith("/")) return "`/` needs a number after it";
  if (item === "L" || item === "LW" || /^L-[0-9]*W?$/.test(item)) return lastProblem(item);
  if (/^[A-Z]/.test(item)) return wordProblem(item, field);
  return numberProblem(item, index, field);
}

function lastProblem(item: string): string | undefined {
  const offset = /^L-([0-9]*)/.exec(item)?.[1];
  if (offset === undefined) return undefined;
  return offset !== "" && Number(offset) <= 30 ? undefined : "`L-` needs a number up to 30 after it";
}

function wordProblem(item: string, { names }: Field): string | undefined {
  if (names === undefined) return "words are not allowed here";
  const [first, second] = [item.slice(0, 3), item[3] === "-" ? item.slice(4, 7) : undefined];
  for (const word of [first, second]) {
    if (word !== undefined && !names.includes(word)) return `"${word}" is not one of ${names.join(", ")}`;
  }
  if (names === DAYS && item[3] === "#" && !/^[1-5]$/.test(item.slice(4)))
    return "`#` needs a number from 1 to 5 after it";
  return undefined;
}

function numberProblem(item: string, index: number, field: Field): string | undefined {
  const match = /^([0-9]+)(?:-([0-9]+))?(?:\/([0-9]*))?(.*)$/.exec(item);
  if (match === null) return `"${item[0] ?? ""}" is not allowed here`;
  const [, first = "", last, step, rest = ""] = match;
  const { min, max } = field;
  for (const number of [first, last]) {
    if (number !== undefined && (Number(number) < min || Number(number) > max)) {
      return `${number} is not between ${min} and ${max}`;
    }
  }
  if (step === "") return "`/` needs a number after it";
  // Quartz checks the step of a single number, not that of a range.
  if (step !== undefined && last === undefined) return stepProblem(Number(step), field);
  if (rest.startsWith("-")) return "`-` needs a number after it";
  if (rest.startsWith("L") && index !== DAY_OF_WEEK) return "`L` is not allowed after a number here";
  if (rest.startsWith("W") && index !== DAY_OF_MONTH) return "`W` is not allowed here";
  if (rest.startsWith("#")) {
    if (index !== DAY_OF_WEEK) return "`#` is allowed only in the day of the week";
    if (!/^#[1-5]$/.test(rest)) return "`#` needs a number from 1 to 5 after it";
  }
  return undefined;
}

function stepProblem(step: number, { step: max }: Field): string | undefined {
  return step <= max ? undefined : `the step ${step} is larger than ${max}`;
}
