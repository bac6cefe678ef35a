import type { PermittedOrigins } from "../http/exchange.js";
import { parseUrl } from "../http/url.js";

/**
 * Decides which origins may receive the credential of one registry: the registry, and the token services that it names
 * in an answer from its own origin. The answer of any other host, which a redirect leads to, adds none.
 */
export interface CredentialOrigins extends PermittedOrigins {
  /** Whether a challenge in an answer from `url` may be followed. */
  trusts(url: URL): boolean;
  /**
   * Returns the URL of the token service that a challenge from `answer` names, and permits its origin; undefined if it is
   * not allowed. It must use https, or be at the registry's own origin. A realm may be relative (zot), but a bare word
   * is a realm in the sense of RFC 7235 (`Basic realm="Artifactory Realm"`) and not an address.
   */
  acceptRealm(realm: string, answer: URL): URL | undefined;
}

/** Creates the origins of the registry at `origin`, with scheme and port. */
export function createCredentialOrigins(origin: string): CredentialOrigins {
  const permitted = new Set([origin]);
  const trusts = (url: URL): boolean => url.origin === origin;
  return {
    permits: (url) => permitted.has(url.origin),
    trusts,
    acceptRealm(realm, answer) {
      if (!trusts(answer) || !realm.includes("/")) return undefined;
      const url = parseUrl(realm, answer);
      if (url === undefined || (url.protocol !== "https:" && url.origin !== origin)) return undefined;
      url.username = "";
      url.password = "";
      url.hash = "";
      permitted.add(url.origin);
      return url;
    },
  };
}
