/**
 * Returns a generated text with the line endings of the file that it replaces, as git may have changed them
 * (`core.autocrlf`). A text in which both kinds occur stays as it is, as there is no rule to convert it by.
 */
export function withEndingsOf(text: string, onDisk: string): string {
  const target = endingOf(onDisk);
  const current = endingOf(text);
  if (target === undefined || current === undefined || target === current) return text;
  return target === "\r\n" ? text.replaceAll("\n", "\r\n") : text.replaceAll("\r\n", "\n");
}

/** Returns whether two texts differ at most in CRLF against LF. */
export function isSameText(a: string, b: string): boolean {
  return a === b || a.replaceAll("\r\n", "\n") === b.replaceAll("\r\n", "\n");
}

/** Returns the only line ending of a text; undefined if it has none or both. */
function endingOf(text: string): "\n" | "\r\n" | undefined {
  const first = text.indexOf("\n");
  if (first < 0) return undefined;
  const isWindows = text[first - 1] === "\r";
  if (isWindows) return /(?:^|[^\r])\n/.test(text) ? undefined : "\r\n";
  return text.includes("\r\n") ? undefined : "\n";
}
