import { NAME_PATTERN } from "./grammar/shape.js";

const NAME = new RegExp(NAME_PATTERN);

/**
 * A name as GoCD puts it into the names of variables: every code point outside `[A-Za-z0-9_]` becomes one `_`, then
 * upper case (EnvironmentVariableContext.escapeEnvironmentVariable).
 */
export function escapeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/gu, "_").toUpperCase();
}

/** Whether GoCD accepts this as the name of a pipeline, material and the like (NameTypeValidator). */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/**
 * A text as a name that GoCD accepts, if it is not too long: `.` for each `/`, `-` for every other character that GoCD
 * rejects, and for a `.` at the start. The names of variables are the same for both.
 */
export function toName(text: string): string {
  return text
    .replaceAll("/", ".")
    .replace(/[^A-Za-z0-9_.-]/gu, "-")
    .replace(/^\./, "-");
}

/** A text as GoCD must find it where it looks for parameters: each `#` doubled (ParamStateMachine). */
export function escapeParameters(text: string): string {
  return text.replaceAll("#", "##");
}

/** Java's Character.isWhitespace; unlike `\s` in JavaScript, it has no non-breaking spaces. */
const SPACES = /^[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/;

/** Whether a text is empty or has only spaces (StringUtils.isBlank). */
export function isOnlySpaces(text: string): boolean {
  return SPACES.test(text);
}
