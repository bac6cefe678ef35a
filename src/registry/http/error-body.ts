import type { HttpResponse } from "./http.js";
import { mediaType } from "./headers.js";
import type { Redactor } from "../redactor.js";

/** One error in the answer of a registry; both texts come from the registry. */
interface SpecError {
  readonly code: string;
  readonly message: string;
}

// A body that explains an error is short; a longer one is ignored.
const LONGEST = 64 * 1024;

/**
 * Returns the errors in the body of an answer, none if it is not the JSON of the spec: proxies in front of a registry
 * answer in text or HTML.
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

/** Returns the explanation in the body of an error as ` (CODE: message)`, empty if there is none. */
export function describeBody(response: HttpResponse, redactor: Redactor): string {
  const [first] = readErrors(response);
  const detail =
    first !== undefined
      ? [first.code, first.message].filter((text) => text !== "").join(": ")
      : mediaType(response) === "text/plain"
        ? response.body.toString("utf8", 0, LONGEST)
        : "";
  const shown = redactor.show(detail);
  return shown === "" ? "" : ` (${shown})`;
}

/** `JSON.parse` without the exception: undefined if `text` is not JSON. */
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
