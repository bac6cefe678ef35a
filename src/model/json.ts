/** `JSON.parse` without the exception: undefined if `text` is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns whether a JSON text may have more values than `most`. Parsed, small values need much more memory than their text. */
export function exceedsValues(text: string, most: number): boolean {
  let count = 0;
  for (const char of text) if (char === "," || char === "[" || char === "{") count++;
  return count > most;
}

/** Whether a parsed JSON value is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a parsed JSON value if it is an object, else an empty object. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
