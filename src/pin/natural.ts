import { compareCodeUnits, type Order } from "./order.js";

const ZERO = 0x30;
const NINE = 0x39;

/**
 * The order of the GoCD plugin `docker-registry`, made total: texts are compared as if every run of digits were
 * padded with zeros to one endless width, that is: two runs by their value, a run and another character as "0" and
 * that character (so "a-" < "a." < "a1" < "aA"), other characters by UTF-16 code unit, and a text before its
 * continuation. Texts that differ in leading zeros alone are compared as they are. The plugin itself padded to six
 * digits and read them in 32 bits: a build number of seven digits was compared as text, a 14-digit date crashed it.
 */
export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(j);
    if (isDigit(left) && isDigit(right)) {
      const leftEnd = endOfDigits(a, i);
      const rightEnd = endOfDigits(b, j);
      const difference = compareRuns(a, i, leftEnd, b, j, rightEnd);
      if (difference !== 0) return difference;
      i = leftEnd;
      j = rightEnd;
    } else {
      if (left !== right) return (isDigit(left) ? ZERO : left) - (isDigit(right) ? ZERO : right);
      i++;
      j++;
    }
  }
  // Where both ended, they differ in leading zeros at most.
  return a.length - i - (b.length - j) || compareCodeUnits(a, b);
}

/** Compares two runs of decimal digits of any length by their value. */
export function compareDigits(a: string, b: string): number {
  return compareRuns(a, 0, a.length, b, 0, b.length);
}

/** Reads every text, compares by `compareNatural`. */
export const NATURAL: Order<string> = {
  read: (text) => text,
  compare: compareNatural,
  show: (text) => text,
  explainUnread: () => "is not in the natural order",
};

function compareRuns(a: string, i: number, iEnd: number, b: string, j: number, jEnd: number): number {
  while (i < iEnd && a.charCodeAt(i) === ZERO) i++;
  while (j < jEnd && b.charCodeAt(j) === ZERO) j++;
  if (iEnd - i !== jEnd - j) return iEnd - i - (jEnd - j);
  for (; i < iEnd; i++, j++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j);
    if (difference !== 0) return difference;
  }
  return 0;
}

function endOfDigits(text: string, from: number): number {
  while (from < text.length && isDigit(text.charCodeAt(from))) from++;
  return from;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}
