import { parseUrl } from "./address.js";

/**
 * Decides which origins may receive the credential of one registry: the registry, and the token services that it names
 * in an answer from its own origin. The answer of any other host, which a redirect leads to, adds none.
 */
export interface CredentialOrigins {
  /** Whether a credential may be sent to the origin of `url`. */
  permits(url: URL): boolean;
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
