import type { HttpResponse } from "./http.js";
import { mediaType } from "./headers.js";
import type { Words } from "./words.js";

/** One error of a registry's answer; both texts come from the registry. */
export interface SpecError {
  readonly code: string;
  readonly message: string;
}

// A body that explains an error is short; a long one is no explanation.
const LONGEST = 64 * 1024;

/**
 * The errors in the body of an answer, none when it is not the JSON of the spec: whatever stands in front of a
 * registry answers in text or HTML.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
 */
function readErrors(response: HttpResponse): readonly SpecError[] {
  const value = response.body.length > LONGEST ? undefined : parseJson(response.body.toString());
  const errors = isRecord(value) ? value["errors"] : undefined;
  if (!Array.isArray(errors)) return [];
  return errors.filter(isRecord).map(({ code, message }) => ({
    code: typeof code === "string" ? code : "",
    message: typeof message === "string" ? message : "",
  }));
}

/** What the body of an error says, as ` (CODE: message)`, or nothing when it says nothing that can be shown. */
export function describeBody(response: HttpResponse, words: Words): string {
  const [first] = readErrors(response);
  const said =
    first !== undefined
      ? [first.code, first.message].filter((text) => text !== "").join(": ")
      : mediaType(response) === "text/plain"
        ? response.body.toString("utf8", 0, 1024)
        : "";
  const shown = words.say(said);
  return shown === "" ? "" : ` (${shown})`;
}

/** `JSON.parse` without the exception: undefined when `text` is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a parsed JSON value is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
