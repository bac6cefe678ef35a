import type { Place, Span } from "../model/source.js";

/**
 * Returns the spans of a written URL that may contain a credential: user name and password before an `@`, query and
 * fragment. The text may be no URL, such as one without a scheme. If it has an escape, these parts may be hidden in it, so
 * the complete text is returned.
 */
export function credentialSpans({ file, span }: Place): readonly Span[] {
  const text = file.text.slice(span.start, span.end);
  if (text.includes("\\")) return [span];
  const at = text.lastIndexOf("@");
  const user = /^["']?[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0].length ?? 0;
  const query = text.slice(at + 1).search(/[?#]/);
  return [
    ...(at === -1 ? [] : [{ start: span.start + user, end: span.start + at }]),
    ...(query === -1 ? [] : [{ start: span.start + at + 1 + query, end: span.end }]),
  ];
}
