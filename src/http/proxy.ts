import { parseUrl } from "./url.js";
import type { ProcessEnvironment } from "../model/program.js";

/** The proxy of a request. */
export interface Proxy {
  /** Scheme, host and port; never user and password. */
  readonly origin: string;
  /** The value of `Proxy-Authorization`, if the proxy's URL has a user. */
  readonly authorization?: string;
}

/**
 * Chooses the proxy for `url` by `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`; the lower-case spelling comes first,
 * as in curl. Returns undefined for a direct connection, "malformed" with the variable's name if its value is not an
 * http or https URL. This machine is never reached through a proxy (as in Go's net/http, so in docker).
 */
export function chooseProxy(
  env: ProcessEnvironment,
  url: URL,
): Proxy | { readonly malformed: string } | undefined {
  const variable = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const name = env[variable.toLowerCase()] ? variable.toLowerCase() : variable;
  const text = env[name] ?? "";
  if (text === "" || isExempt(env["no_proxy"] ?? env["NO_PROXY"] ?? "", url)) return undefined;
  const proxy = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (proxy === undefined || (proxy.protocol !== "http:" && proxy.protocol !== "https:")) {
    return { malformed: name };
  }
  if (proxy.username === "") return { origin: proxy.origin };
  const user = `${decodePart(proxy.username)}:${decodePart(proxy.password)}`;
  return { origin: proxy.origin, authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

/**
 * Whether `NO_PROXY` names the host: `*`, `host` (and its subdomains), `.suffix` and `*.suffix` (only
 * subdomains), each with or without `:port`, and IPv4 ranges (`10.0.0.0/8`).
 */
function isExempt(list: string, url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || host === "::1" || host.startsWith("127.")) return true;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => entry === "*" || isInRange(entry, host) || isNamed(entry, host, port));
}

function isNamed(entry: string, host: string, port: string): boolean {
  // An IPv6 address without brackets has colons but no port.
  const [, name = entry, entryPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  const bare = name.replace(/^\[|\]$/g, "").replace(/^\*(?=\.)/, "");
  return bare.startsWith(".") ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
}

function isInRange(entry: string, host: string): boolean {
  const [network = "", bits = ""] = entry.split("/");
  const a = ipv4Number(network);
  const b = ipv4Number(host);
  if (a === undefined || b === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(a / size) === Math.floor(b / size);
}

function ipv4Number(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part < 256) === true
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : undefined;
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
