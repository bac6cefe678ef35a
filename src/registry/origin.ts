import { parseUrl } from "./address.js";

/** Whether two URLs share scheme, host and port: only then does an Authorization header go along. */
export function isSameOrigin(a: URL, b: URL): boolean {
  return a.origin === b.origin;
}

/**
 * Why a redirect from `from` to `to` is not followed, in words that continue `a redirect to ... is refused: `, or
 * undefined when it may be. https never leads to http, and nobody outside leads us to an address inside: what a
 * registry says must not make us talk to the machine's own services or a cloud's metadata.
 */
export function refuseRedirect(from: URL, to: URL): string | undefined {
  if (to.protocol !== "https:" && to.protocol !== "http:") return "only http and https are followed";
  if (from.protocol === "https:" && to.protocol === "http:") return "it leads from https to http";
  if (to.hostname === from.hostname) return undefined;
  if (isLinkLocal(to.hostname)) return "it leads to a link-local address";
  if (isPrivate(to.hostname) && !isPrivate(from.hostname)) return "it leads to a private address";
  return undefined;
}

/**
 * The URL of a challenge's realm when tokens may be fetched there: https, or the registry's own http origin; no
 * private or link-local literal unless that is the registry's own host. A realm may be relative (zot), but a bare
 * word is a realm in RFC 7235's sense (`Basic realm="Artifactory Realm"`) and no address.
 */
export function acceptRealm(realm: string, registry: URL): URL | undefined {
  if (!realm.includes("/")) return undefined;
  const url = parseUrl(realm, registry);
  if (url === undefined || (url.protocol !== "https:" && !isSameOrigin(url, registry))) return undefined;
  if (isPrivate(url.hostname) && url.hostname !== registry.hostname) return undefined;
  url.username = "";
  url.password = "";
  url.hash = "";
  return url;
}

// The URL parser has already made every spelling of an IPv4 address (hex, octal, one number) dotted decimal.
function isPrivate(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost") || isLinkLocal(hostname)) return true;
  const [a, b] = ipv4(hostname) ?? [];
  if (a !== undefined && b !== undefined) {
    // RFC 1122 (0/8), RFC 1918, RFC 6598, loopback.
    if (a === 0 || a === 10 || a === 127) return true;
    return (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128);
  }
  return hostname === "[::1]" || hostname === "[::]" || /^\[f[cd]/.test(hostname);
}

function isLinkLocal(hostname: string): boolean {
  const [a, b] = ipv4(hostname) ?? [];
  return (a === 169 && b === 254) || /^\[fe[89ab]/.test(hostname);
}

// IPv4 addresses mapped into IPv6 (`[::ffff:7f00:1]`) are the IPv4 address.
function ipv4(hostname: string): readonly number[] | undefined {
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):[0-9a-f]{1,4}\]$/.exec(hostname)?.[1];
  if (mapped !== undefined) {
    const high = Number.parseInt(mapped, 16);
    return [high >> 8, high & 255];
  }
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? hostname.split(".").map(Number) : undefined;
}
