import { NAME_PATTERN } from "./grammar/words.js";

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

/** A text as GoCD must find it where it looks for parameters: each `#` doubled (ParamStateMachine). */
export function escapeParameters(text: string): string {
  return text.replaceAll("#", "##");
}
