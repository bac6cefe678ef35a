import { parseJson } from "../model/json.js";
import type { Peer } from "./peer.js";
import type { Redactor } from "./redactor.js";

/** One request, exactly as it goes on the wire. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Whether the body has a credential. */
  readonly isBodySecret?: true;
  /** The largest body that is read, in bytes. */
  readonly maxBytes: number;
}

/** A complete answer. */
export interface HttpResponse {
  /** The URL that answered, after redirects. */
  readonly url: URL;
  readonly status: number;
  /** Names in lower case; a header that came several times is a list. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** All values of a header (name in lower case), in their order. */
export function headerValues(response: HttpResponse, name: string): readonly string[] {
  const value = response.headers[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The first value of a header (name in lower case). */
export function header(response: HttpResponse, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The media type of the answer: lower case, without parameters; empty if there is none. */
export function mediaType(response: HttpResponse): string {
  return (header(response, "content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/**
 * Returns the wait of a `Retry-After` value in ms from `now` (ms since 1970): seconds or an HTTP date (RFC 9110, section
 * 10.2.3). Returns undefined if it is neither, 0 for a date in the past.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Every form of an HTTP date begins with the day of the week; Date.parse alone would also accept "1.5".
  const date = /^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const TLS_PORT = /plain HTTP request was sent to HTTPS port|SSL-enabled server port|to an HTTPS server/i;

/** Whether this is how nginx, Apache or Go answer plain HTTP on a TLS port: with 400 and a sentence. */
export function isOfTlsPort({ status, url, body }: HttpResponse): boolean {
  return status === 400 && url.protocol === "http:" && TLS_PORT.test(body.toString("latin1"));
}

/** Whether a header can carry a text as a token: visible ASCII, at least one character. */
export function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

// A body that explains an error is short; a longer one is ignored.
const LONGEST = 64 * 1024;

/**
 * Returns the explanation in the body of an error as ` (message)`, empty if there is none: proxies in front of a server
 * answer in text or HTML.
 */
export function describeBody(
  response: HttpResponse,
  { peer, redactor }: { readonly peer: Peer; readonly redactor: Redactor },
): string {
  const { body } = response;
  const isText = mediaType(response) === "text/plain";
  const json = body.length > LONGEST ? undefined : parseJson(body.toString());
  const detail = peer.explain(json) ?? (isText ? body.toString("utf8", 0, LONGEST) : "");
  const shown = redactor.show(detail);
  return shown === "" ? "" : ` (${shown})`;
}
