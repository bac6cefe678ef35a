import { BOUNDS } from "../model/bounds.js";
import type { QueryFailure } from "../model/failure.js";
import type { NetworkError, NetworkErrorContext } from "./network-error.js";
import type { Peer } from "./peer.js";
import { describeTlsError, isTlsError } from "./tls-failure.js";

type Kind = QueryFailure["kind"];

const NAME_HELP = "check the spelling of the host, and whether HTTPS_PROXY or HTTP_PROXY is needed";
const SLOW_HELP = "try again, or allow more time with --timeout";

const RESET = "closed the connection before its response was complete";

// [kind, text after the host, help]
type Row = readonly [Kind, string, string | ((peer: Peer, isPlain: boolean) => string)];
const ERRORS: Readonly<Record<string, Row>> = {
  ENOTFOUND: ["unreachable", "is not known to DNS", NAME_HELP],
  EAI_AGAIN: ["unreachable", "could not be looked up: DNS does not answer", "check that the network is up"],
  ECONNREFUSED: ["unreachable", "refused the connection", reachHelp],
  EHOSTUNREACH: ["unreachable", "cannot be reached: no route to the host", reachHelp],
  ENETUNREACH: ["unreachable", "cannot be reached: no route to its network", reachHelp],
  ECONNRESET: ["unreachable", RESET, reachHelp],
  EPIPE: ["unreachable", RESET, reachHelp],
  UND_ERR_SOCKET: ["unreachable", RESET, reachHelp],
  // With TLS 1.3 a server can reject a missing client certificate only after the handshake.
  CLOSED_UNHEARD: ["unreachable", "closed the connection without a response", unheardHelp],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["unreachable", "sent less than it announced", reachHelp],
  ETIMEDOUT: ["timeout", "did not answer the connection attempt", reachHelp],
  UND_ERR_HEADERS_OVERFLOW: [
    "protocol",
    "sent more than 16 KiB of headers",
    ({ setting }) => `check ${setting}`,
  ],
};

const UNKNOWN: Row = ["unreachable", "could not be reached", reachHelp];

// Errors while connecting. With a proxy, gocd-pin connects to the proxy, so the proxy causes them.
const REACHING = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
]);

/** Returns a host for a message. If the query was sent to another host first, the text names that host, too. */
export function hostWithOrigin(host: string, from: string | undefined): string {
  return from === undefined || from === host ? host : `${host} (to which ${from} redirects)`;
}

function reachHelp({ noun }: Peer): string {
  return `check that the ${noun} runs there, and that no firewall or proxy is in between`;
}

function unheardHelp(peer: Peer, isPlain: boolean): string {
  const { noun, clientCertificate } = peer;
  if (isPlain) return reachHelp(peer);
  const keys = clientCertificate === undefined ? "" : ` (${clientCertificate.keys})`;
  return `${reachHelp(peer)}; a ${noun} that requires a client certificate${keys} also does this`;
}

const CLOSED = new Set(["CLOSED_UNHEARD", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** Whether the same request may succeed later. A host that is not known to DNS is a permanent error. */
export function isPassing(error: NetworkError): boolean {
  const lasting = [
    "ENOTFOUND",
    "ADDRESS_NOT_ALLOWED",
    "TOO_LARGE",
    "INTERIM",
    "PROXY_MALFORMED",
    "UND_ERR_HEADERS_OVERFLOW",
    "PROXY_REFUSED",
  ];
  return !lasting.includes(error.code) && !isTlsError(error);
}

/**
 * Describes a network error; the only place where error codes are read. Without a response the failure affects the complete
 * server.
 */
export function describeNetworkError(error: NetworkError, context: NetworkErrorContext): QueryFailure {
  const failure = classifyNetworkError(error, context);
  if (error.status !== undefined) return { ...failure, status: error.status };
  // Without a status nothing depended on the image.
  return { ...failure, blames: "registry_url" };
}

function classifyNetworkError(error: NetworkError, context: NetworkErrorContext): QueryFailure {
  const { peer, limits, redactor } = context;
  const host = hostWithOrigin(context.host, context.from);
  const via = error.proxy === undefined ? "" : ` (through the proxy ${error.proxy})`;
  if (context.isOver) return describeSlowness(error, { ...context, host }, via);
  const tls = describeTlsError(error, { ...context, host }, via);
  if (tls !== undefined) return tls;
  if (error.proxy !== undefined && REACHING.has(error.code)) {
    const [kind, what] = ERRORS[error.code] ?? UNKNOWN;
    return {
      kind,
      message: `the proxy ${error.proxy}, through which gocd-pin connects to ${host}, ${what} (${error.code})`,
      help: "check the proxy in HTTPS_PROXY or HTTP_PROXY, or add the host to NO_PROXY",
    };
  }
  switch (error.code) {
    case "UND_ERR_CONNECT_TIMEOUT":
      return timeout(
        `${host} did not accept a connection within ${seconds(limits.connectMs)}${via}`,
        reachHelp(peer),
      );
    case "UND_ERR_HEADERS_TIMEOUT":
      return timeout(`${host} did not begin to answer within ${seconds(limits.headersMs)}${via}`, SLOW_HELP);
    case "UND_ERR_BODY_TIMEOUT":
      return timeout(
        `${host} stopped in the middle of its response, after ${error.received} bytes, for ${seconds(limits.bodyMs)}${via}`,
        SLOW_HELP,
      );
    case "ADDRESS_NOT_ALLOWED":
      return {
        kind: "protocol",
        message: `a connection to ${context.host}, ${peer.leads}, is not allowed: ${error.text}${via}`,
        help: `use a ${peer.noun} that does not refer to internal addresses, or set ${peer.setting} to its internal address`,
      };
    case "TOO_LARGE":
      return {
        kind: "protocol",
        message: `${host} sent a response of more than ${context.maxBytes} bytes, the limit`,
        help: peer.tooLarge,
        isTooLong: true,
      };
    case "HPE":
      return {
        kind: "protocol",
        message: `${host} did not respond in HTTP/1.1: ${redactor.show(error.text)}${via}`,
        help: `check that ${peer.setting} is the address of a ${peer.noun}${peer.notHttp}`,
      };
    case "INTERIM": {
      const isUnrequested = error.text === "100" || error.text === "101";
      const what = isUnrequested
        ? `responded with the interim status ${error.text}, which gocd-pin did not request`
        : `sent more than ${BOUNDS.interimResponses.value} interim responses (status ${error.text}) before its response`;
      return {
        kind: "protocol",
        message: `${host} ${what}${via}`,
        help: `check that ${peer.setting} is the address of a ${peer.noun}, and that no proxy changes its responses`,
      };
    }
    case "PROXY_MALFORMED":
      return {
        kind: "unreachable",
        message: `the proxy for ${host} in the environment variable "${error.text}" is not an http or https URL`,
        help: `set ${error.text} to http://host:port, or unset it`,
      };
    case "PROXY_REFUSED":
      return describeProxyRefusal(error, host);
  }
  const [kind, what, advice] = ERRORS[error.code] ?? UNKNOWN;
  const code = error.code === "CLOSED_UNHEARD" ? "" : ` (${error.code})`;
  const message = `${host} ${what}${code}${via}`;
  const help = typeof advice === "string" ? advice : advice(peer, context.isPlain);
  // A TLS server may just close a connection that does not begin with a handshake.
  const isMaybeTls = context.isPlain && CLOSED.has(error.code) && error.received === 0;
  return { kind, message, help: isMaybeTls ? `write https:// if the ${peer.noun} uses TLS; ${help}` : help };
}

function describeSlowness(
  error: NetworkError,
  { host, limits }: NetworkErrorContext,
  via: string,
): QueryFailure {
  const limit = seconds(limits.timeoutMs);
  const message =
    error.received > 0
      ? `${host} sent only ${error.received} bytes of its response within ${limit}${via}`
      : `${host} did not answer within ${limit}${via}`;
  return timeout(message, SLOW_HELP);
}

function describeProxyRefusal(error: NetworkError, host: string): QueryFailure {
  return {
    kind: "unreachable",
    message: `the proxy ${error.proxy ?? ""} responded with ${error.text} instead of connecting to ${host}`,
    help:
      error.text === "407"
        ? "set the proxy's user and password in HTTPS_PROXY or HTTP_PROXY: http://user:password@host:port"
        : `check that the proxy may connect to ${host}, or add the host to NO_PROXY`,
  };
}

function timeout(message: string, help: string): QueryFailure {
  return { kind: "timeout", message, help };
}

/** `30 s`, `0.25 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(2))} s`;
}
