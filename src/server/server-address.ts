import { parseUrl } from "../http/url.js";

/** Where the API of a GoCD server is. */
export interface ServerAddress {
  /** The root of GoCD without a trailing slash: `https://ci.example:8154/go`. */
  readonly base: string;
  readonly origin: string;
  /** `host[:port]`, for messages. */
  readonly host: string;
  /** Host without port, IPv6 in brackets. */
  readonly hostname: string;
}

/**
 * Reads the URL of a GoCD server, with or without the `/go` at its end; slashes may be doubled. If the text cannot be such a URL,
 * returns the problem as the end of a sentence. The problem contains no part of the text, which may have a password.
 */
export function parseServerAddress(text: string): ServerAddress | { readonly problem: string } {
  const url = parseUrl(text.trim());
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return { problem: "is not an http or https URL" };
  }
  if (url.username !== "" || url.password !== "") return { problem: "has a user name or a password" };
  if (url.search !== "" || url.hash !== "") return { problem: "has a query or a fragment" };
  // A doubled slash is a typo, which not every server or proxy ignores.
  const path = url.pathname.replace(/\/+/g, "/").replace(/\/$/, "").replace(/\/go$/, "");
  if (/\/go\//.test(path)) return { problem: "has a path after /go" };
  return {
    base: `${url.origin}${path}/go`,
    origin: url.origin,
    host: url.host,
    hostname: url.hostname,
  };
}
