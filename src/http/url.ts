/** `new URL` without the exception: undefined if `text` is not a URL (relative to `base`, if given). */
export function parseUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

/** Whether two URLs have the same scheme, host and port. */
export function isSameOrigin(a: URL, b: URL): boolean {
  return a.origin === b.origin;
}

/**
 * Returns why a redirect from `from` to `to` is not followed, as the end of a message, or undefined if it is. The address
 * of the target is checked by the connection guard.
 */
export function rejectRedirect(from: URL, to: URL): string | undefined {
  if (to.protocol !== "https:" && to.protocol !== "http:") return "only http and https are followed";
  if (from.protocol === "https:" && to.protocol === "http:") return "it leads from https to http";
  return undefined;
}
