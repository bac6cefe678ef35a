import type { HttpResponse } from "./http.js";

/** All values of a header (name in lower case), in their order. */
export function headerValues(response: HttpResponse, name: string): readonly string[] {
  const value = response.headers[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The first value of a header (name in lower case). */
export function header(response: HttpResponse, name: string): string | undefined {
  return headerValues(response, name)[0];
}

/** The media type of the answer: lower case, without parameters; empty if there is none. */
export function mediaType(response: HttpResponse): string {
  return (header(response, "content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
