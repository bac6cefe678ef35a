import { compareDigits } from "./natural.js";
import { compareCodeUnits, type Order } from "./order.js";

/** A decimal number of any size, exact: sign, integer part, and fraction without its trailing zeros. */
export interface Decimal {
  readonly negative: boolean;
  readonly integer: string;
  readonly fraction: string;
}

const DECIMAL = /^(-?)([0-9]+)(?:\.([0-9]+))?$/;

/**
 * Reads `123`, `1.50` and (from a group: no tag begins so) `-1`; no exponents. Equal values such as 1.5, 1.50 and 01.5
 * are equal. Nothing is rounded: a float would take 20240101120000001 and ...002 for the same.
 */
export const NUMERICAL: Order<Decimal> = {
  read(text) {
    const match = DECIMAL.exec(text);
    if (match === null) return undefined;
    const [, sign, integer = "", decimals = ""] = match;
    const fraction = decimals.replace(/0+$/, "");
    return { negative: sign === "-" && !(isZero(integer) && fraction === ""), integer, fraction };
  },
  compare(a, b) {
    if (a.negative !== b.negative) return a.negative ? -1 : 1;
    const size = compareDigits(a.integer, b.integer) || compareCodeUnits(a.fraction, b.fraction);
    return a.negative ? -size : size;
  },
  show(key) {
    const integer = key.integer.replace(/^0+(?=[0-9])/, "");
    return `${key.negative ? "-" : ""}${integer}${key.fraction === "" ? "" : `.${key.fraction}`}`;
  },
  explainUnread: () => "is not a decimal number",
};

function isZero(digits: string): boolean {
  return /^0*$/.test(digits);
}
