import type { RegistryFailure } from "../../model/failure.js";
import type { Limits } from "../limits.js";
import type { Redactor } from "../redactor.js";
import type { NetworkError } from "./network-error.js";

type Kind = RegistryFailure["kind"];

/** The context of a network error, for its message. */
export interface NetworkErrorContext {
  /** The `host[:port]` of the request. */
  readonly host: string;
  /** Whether the request was sent without TLS. */
  readonly isPlain: boolean;
  readonly redactor: Redactor;
  readonly limits: Limits;
  readonly maxBytes: number;
  /** Whether the time limit of the query was over. */
  readonly isOver: boolean;
}

const CERTIFICATE_HELP =
  "set ca_file of the package repository, or NODE_EXTRA_CA_CERTS, to the CA's certificate";

// Codes of OpenSSL as Node passes them on: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE_ERRORS: Readonly<Record<string, readonly [problem: string, help: string]>> = {
  CERT_HAS_EXPIRED: ["has expired", "the registry's operator must renew it; check this machine's clock"],
  CERT_NOT_YET_VALID: ["is not valid yet", "check this machine's clock"],
  CERT_REVOKED: ["was revoked", "the registry's operator must replace it"],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    "is self-signed",
    "set ca_file of the package repository, or NODE_EXTRA_CA_CERTS, to that certificate",
  ],
  SELF_SIGNED_CERT_IN_CHAIN: ["comes from a certificate authority that is not trusted", CERTIFICATE_HELP],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["comes from an unknown certificate authority", CERTIFICATE_HELP],
  UNABLE_TO_GET_ISSUER_CERT: ["comes from an unknown certificate authority", CERTIFICATE_HELP],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["comes from an unknown certificate authority", CERTIFICATE_HELP],
  CERT_UNTRUSTED: ["is not trusted", CERTIFICATE_HELP],
  INVALID_CA: ["is signed by a certificate that is not a certificate authority", CERTIFICATE_HELP],
  INVALID_PURPOSE: ["is not meant for servers", "the registry's operator must replace it"],
  HOSTNAME_MISMATCH: [
    "is for another host name",
    "use a host name in registry_url that the certificate is valid for",
  ],
};

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
    "TLS_ALERT",
  ];
  return !lasting.includes(error.code) && !isTls(error);
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
  const certificate = CERTIFICATE_ERRORS[error.code];
  if (certificate !== undefined) {
    const [problem, help] = certificate;
    return { kind: "tls", message: `the certificate of ${host} ${problem} (${error.code})${via}`, help };
  }
  switch (error.code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return {
        kind: "tls",
        message: `the certificate of ${host} is for another host name: ${redactor.show(error.text)}${via}`,
        help: "use a host name in registry_url that the certificate is valid for",
      };
    case "UND_ERR_CONNECT_TIMEOUT":
      return timeout(
        `${host} did not accept a connection within ${seconds(limits.connectMs)}${via}`,
        REACH_HELP,
      );
    case "UND_ERR_HEADERS_TIMEOUT":
      return timeout(`${host} did not begin to answer within ${seconds(limits.headersMs)}${via}`, SLOW_HELP);
    case "UND_ERR_BODY_TIMEOUT":
      return timeout(
        `${host} stopped in the middle of its answer, after ${error.received} bytes, for ${seconds(limits.bodyMs)}${via}`,
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
        message: `${host} sent an answer of more than ${context.maxBytes} bytes, the limit`,
        help: "check that registry_url is the address of a registry, or raise --max-bytes for a long tag list",
      };
    case "HPE":
      return {
        kind: "protocol",
        message: `${host} did not respond in HTTP/1.1: ${redactor.show(error.text)}${via}`,
        // Docker Hub's abuse limit sends header lines that end with a bare LF, which strict parsers reject.
        help: "check that registry_url is the address of a registry; Docker Hub does this if it gets too many requests",
      };
    case "TLS_ALERT":
      return {
        kind: "tls",
        message: `${host} uses TLS on this port, but the request had http://${via}`,
        help: "write https:// in registry_url",
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
  if (isTls(error)) return describeHandshake(error, context, via);
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
      ? `${host} sent only ${error.received} bytes of its answer within ${limit}${via}`
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

function describeHandshake(
  error: NetworkError,
  { host, redactor }: NetworkErrorContext,
  via: string,
): RegistryFailure {
  if (error.code === "ERR_SSL_WRONG_VERSION_NUMBER" || error.code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    const message = `${host} does not use TLS on this port (${error.code})${via}`;
    return { kind: "tls", message, help: "write http:// in registry_url if the registry has no TLS" };
  }
  if (
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN/.test(error.code)
  ) {
    const message = `${host} requires a client certificate that it trusts (${error.code})${via}`;
    return { kind: "tls", message, help: "set cert_file and key_file of the package repository" };
  }
  const message = `the TLS handshake with ${host} failed: ${redactor.show(error.text)} (${error.code})${via}`;
  return { kind: "tls", message, help: "check which TLS versions and certificates the registry accepts" };
}

function isTls({ code }: NetworkError): boolean {
  return code in CERTIFICATE_ERRORS || /^(ERR_SSL_|ERR_TLS_|EPROTO$|UND_ERR_PRX_TLS$)/.test(code);
}

function timeout(message: string, help: string): RegistryFailure {
  return { kind: "timeout", message, help };
}

/** `30 s`, `0.25 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(2))} s`;
}
