import { stripVTControlCharacters } from "node:util";

/** The most code points of external text in a message. */
const LONGEST = 200;

/**
 * Returns the first line of `text` that is not empty, safe for a terminal: without escape sequences, control, bidi
 * and other invisible characters, and cut after 200 code points. Empty if nothing is left.
 */
export function shownText(text: string): string {
  for (const line of stripVTControlCharacters(text).split(/[\r\n\u2028\u2029]+/)) {
    const visible = Array.from(line.replace(/\p{C}/gu, "").trim());
    if (visible.length > LONGEST) return `${visible.slice(0, LONGEST).join("")}...`;
    if (visible.length > 0) return visible.join("");
  }
  return "";
}
