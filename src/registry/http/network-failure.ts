import type { RegistryFailure } from "../../model/failure.js";
import type { NetworkError, NetworkErrorContext } from "./network-error.js";
import { describeTlsError, isTlsError } from "./tls-failure.js";

type Kind = RegistryFailure["kind"];

const NAME_HELP = "check the spelling of the host, and whether HTTPS_PROXY or HTTP_PROXY is needed";
const SLOW_HELP = "try again, or allow more time with --timeout";
const REACH_HELP = "check that the registry runs there, and that no firewall or proxy is in between";

// [kind, text after the host, help]
const ERRORS: Readonly<Record<string, readonly [Kind, string, string]>> = {
  ENOTFOUND: ["unreachable", "is not known to DNS", NAME_HELP],
  EAI_AGAIN: ["unreachable", "could not be looked up: DNS does not answer", "check that the network is up"],
  ECONNREFUSED: ["unreachable", "refused the connection", REACH_HELP],
  EHOSTUNREACH: ["unreachable", "cannot be reached: no route to the host", REACH_HELP],
  ENETUNREACH: ["unreachable", "cannot be reached: no route to its network", REACH_HELP],
  ECONNRESET: ["unreachable", "closed the connection before its answer was complete", REACH_HELP],
  EPIPE: ["unreachable", "closed the connection before its answer was complete", REACH_HELP],
  UND_ERR_SOCKET: ["unreachable", "closed the connection before its answer was complete", REACH_HELP],
  // With TLS 1.3 a server can reject a missing client certificate only after the handshake.
  CLOSED_UNHEARD: [
    "unreachable",
    "closed the connection without a response",
    `${REACH_HELP}; a registry that requires a client certificate (cert_file, key_file) also does this`,
  ],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["unreachable", "sent less than it announced", REACH_HELP],
  ETIMEDOUT: ["timeout", "did not answer the connection attempt", REACH_HELP],
  UND_ERR_HEADERS_OVERFLOW: ["protocol", "sent more than 16 KiB of headers", "check registry_url"],
};

const CLOSED = new Set(["CLOSED_UNHEARD", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** Whether the same request may succeed later. A host that is not known to DNS is a permanent error. */
export function isPassing(error: NetworkError): boolean {
  const lasting = [
    "ENOTFOUND",
    "ADDRESS_NOT_ALLOWED",
    "TOO_LARGE",
    "PROXY_MALFORMED",
    "UND_ERR_HEADERS_OVERFLOW",
    "PROXY_REFUSED",
  ];
  return !lasting.includes(error.code) && !isTlsError(error);
}

/**
 * Describes a network error; the only place where error codes are read. Without a response the failure affects the complete
 * registry.
 */
export function describeNetworkError(error: NetworkError, context: NetworkErrorContext): RegistryFailure {
  const failure = classifyNetworkError(error, context);
  if (error.status !== undefined) return { ...failure, status: error.status };
  // Without a status nothing depended on the image.
  return { ...failure, blames: "registry_url" };
}

function classifyNetworkError(error: NetworkError, context: NetworkErrorContext): RegistryFailure {
  const { host, limits, redactor } = context;
  const via = error.proxy === undefined ? "" : ` (through the proxy ${error.proxy})`;
  if (context.isOver) return describeSlowness(error, context, via);
  const tls = describeTlsError(error, context, via);
  if (tls !== undefined) return tls;
  switch (error.code) {
    case "UND_ERR_CONNECT_TIMEOUT":
      return timeout(
        `${host} did not accept a connection within ${seconds(limits.connectMs)}${via}`,
        REACH_HELP,
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
        message: `a connection to ${host}, which the registry redirects to or names as its token service, is not allowed: ${error.text}${via}`,
        help: "use a registry that does not refer to internal addresses, or set registry_url to its internal address",
      };
    case "TOO_LARGE":
      return {
        kind: "protocol",
        message: `${host} sent a response of more than ${context.maxBytes} bytes, the limit`,
        help: "check that registry_url is the address of a registry, or raise --max-bytes for a long tag list",
      };
    case "HPE":
      return {
        kind: "protocol",
        message: `${host} did not respond in HTTP/1.1: ${redactor.show(error.text)}${via}`,
        // Docker Hub's abuse limit sends header lines that end with a bare LF, which strict parsers reject.
        help: "check that registry_url is the address of a registry; Docker Hub does this if it gets too many requests",
      };
    case "PROXY_MALFORMED":
      return {
        kind: "unreachable",
        message: `the proxy for ${host} in the environment variable "${error.text}" is not an http or https URL`,
        help: `set ${error.text} to http://host:port, or unset it`,
      };
    case "PROXY_REFUSED":
      return describeProxyRefusal(error, context);
  }
  const [kind, what, help] = ERRORS[error.code] ?? ["unreachable", "could not be reached", REACH_HELP];
  const code = error.code === "CLOSED_UNHEARD" ? "" : ` (${error.code})`;
  const message = `${host} ${what}${code}${via}`;
  // A TLS server may just close a connection that does not begin with a handshake.
  const isMaybeTls = context.isPlain && CLOSED.has(error.code) && error.received === 0;
  return { kind, message, help: isMaybeTls ? `write https:// if the registry uses TLS; ${help}` : help };
}

function describeSlowness(
  error: NetworkError,
  { host, limits }: NetworkErrorContext,
  via: string,
): RegistryFailure {
  const limit = seconds(limits.timeoutMs);
  const message =
    error.received > 0
      ? `${host} sent only ${error.received} bytes of its response within ${limit}${via}`
      : `${host} did not answer within ${limit}${via}`;
  return timeout(message, SLOW_HELP);
}

function describeProxyRefusal(error: NetworkError, { host }: NetworkErrorContext): RegistryFailure {
  return {
    kind: "unreachable",
    message: `the proxy ${error.proxy ?? ""} responded with ${error.text} instead of connecting to ${host}`,
    help:
      error.text === "407"
        ? "set the proxy's user and password in HTTPS_PROXY or HTTP_PROXY: http://user:password@host:port"
        : `check that the proxy may connect to ${host}, or add the host to NO_PROXY`,
  };
}

function timeout(message: string, help: string): RegistryFailure {
  return { kind: "timeout", message, help };
}

/** `30 s`, `0.25 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(2))} s`;
}
