import type { HttpLimits } from "./http-limits.js";
import type { Peer } from "./peer.js";
import type { Redactor } from "./redactor.js";

/** The reason why there is no complete answer to a request. */
export interface NetworkError {
  /**
   * The code of Node (`ECONNREFUSED`), of OpenSSL (`CERT_HAS_EXPIRED`), of undici (`UND_ERR_SOCKET`), or one of gocd-pin's own:
   * `ADDRESS_NOT_ALLOWED` (see `ConnectionGuard`), `HPE` (not HTTP), `TLS_ALERT` (a TLS server that got plain
   * HTTP), `CLOSED_UNHEARD` (closed without a byte), `TOO_LARGE`, `INTERIM` (see `InterimError`; `text` is the status),
   * `PROXY_REFUSED` (`text` is the status of the proxy) and `PROXY_MALFORMED` (`text` is the name of the variable).
   */
  readonly code: string;
  /** The message of the library; may contain text of the peer. */
  readonly text: string;
  /** The number of bytes of the body that were received. */
  readonly received: number;
  /** The HTTP status, if the head of an answer was received, or of a previous redirect. */
  readonly status?: number;
  /** The proxy, if one was used. */
  readonly proxy?: string;
}

/** An interim response (status 1xx) that gocd-pin did not request, or one more than the bound allows. */
export class InterimError extends Error {
  readonly code = "INTERIM";

  constructor(status: number) {
    super(String(status));
  }
}

/** The context of a network error, for its message. */
export interface NetworkErrorContext {
  readonly peer: Peer;
  /** The `host[:port]` of the request. */
  readonly host: string;
  /** The `host[:port]` to which the query was sent first. If it is another one, it redirects to `host`. */
  readonly from: string | undefined;
  /** Whether the request was sent without TLS. */
  readonly isPlain: boolean;
  readonly redactor: Redactor;
  readonly limits: HttpLimits;
  readonly maxBytes: number;
  /** Whether the time limit of the query was over. */
  readonly isOver: boolean;
  /** The places where certificates were searched. */
  readonly searched: readonly string[];
}

/**
 * Returns the code and the text of an error that undici threw. undici wraps some errors of Node, and Node aggregates those
 * of several addresses of one host; if undici has no specific code, the code is one of gocd-pin's own (see `NetworkError`).
 */
export function readNetworkError(error: unknown): { readonly code: string; readonly text: string } {
  // The answer of a proxy to CONNECT is only in the message.
  const proxyStatus =
    error instanceof Error ? /^Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined;
  if (proxyStatus !== undefined) return { code: "PROXY_REFUSED", text: proxyStatus };
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current.name === "HTTPParserError") {
      // A TLS server answers plain HTTP with an alert record: https://www.rfc-editor.org/rfc/rfc8446#section-5.1
      const isAlert = "data" in current && String(current.data).startsWith("\x15\x03");
      return { code: isAlert ? "TLS_ALERT" : "HPE", text: current.message };
    }
    // undici does not expect a status below 100, which its parser accepts.
    if ("code" in current && current.code === "ERR_ASSERTION") {
      return { code: "HPE", text: "the response has no valid status" };
    }
    // undici closes the connection when it gets one of these, and its message alone shows which.
    if (isSocketError(current) && /^bad (?:response|upgrade)$/.test(current.message)) {
      return { code: "INTERIM", text: current.message === "bad upgrade" ? "101" : "100" };
    }
    if (isUnheard(current)) return { code: "CLOSED_UNHEARD", text: current.message };
    if ("code" in current && typeof current.code === "string" && current.code !== "UND_ERR") {
      return { code: current.code, text: hostsOf(current) ?? current.message };
    }
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return { code: "UNKNOWN", text: error instanceof Error ? error.message : String(error) };
}

// The peer closed the connection without a byte: only the counters of the socket show it.
function isUnheard(error: Error): boolean {
  if (!isSocketError(error) || !("socket" in error)) return false;
  const { socket } = error;
  return typeof socket === "object" && socket !== null && "bytesRead" in socket && socket.bytesRead === 0;
}

function isSocketError(error: Error): boolean {
  return "code" in error && error.code === "UND_ERR_SOCKET";
}

// For a certificate of other hosts, Node reports only the names of the requested kind, none for an IP address:
// https://nodejs.org/api/tls.html#certificate-object
function hostsOf(error: Error): string | undefined {
  if (!("cert" in error) || typeof error.cert !== "object" || error.cert === null) return undefined;
  if (!("subjectaltname" in error.cert) || typeof error.cert.subjectaltname !== "string") return undefined;
  return `it is valid for ${error.cert.subjectaltname}`;
}
