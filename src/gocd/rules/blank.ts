/** Java's Character.isWhitespace; unlike `\s` in JavaScript, it has no non-breaking spaces. */
const BLANK = /^[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/;

/** Whether a text is empty or only spaces (StringUtils.isBlank). */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}
