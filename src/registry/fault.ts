import type { RegistryFailure } from "../model/failure.js";
import type { Fault } from "./http.js";
import type { Limits } from "./limits.js";
import type { Words } from "./words.js";

type Kind = RegistryFailure["kind"];

/** What a fault is held against to put it into words. */
export interface FaultScene {
  /** `host[:port]` that was asked. */
  readonly host: string;
  readonly words: Words;
  readonly limits: Limits;
  readonly maxBytes: number;
  /** Whether the time of the question was over. */
  readonly isOver: boolean;
}

const CERTIFICATE_HELP =
  "give the CA's certificate as ca_file of the package repository, or set NODE_EXTRA_CA_CERTS to it";

// Codes of OpenSSL as Node passes them on: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE_FAULTS: Readonly<Record<string, readonly [problem: string, help: string]>> = {
  CERT_HAS_EXPIRED: [
    "has expired",
    "the registry's operator must renew it; see whether this machine's clock is right",
  ],
  CERT_NOT_YET_VALID: ["is not valid yet", "see whether this machine's clock is right"],
  CERT_REVOKED: ["was revoked", "the registry's operator must replace it"],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    "is self-signed",
    "give that certificate as ca_file of the package repository, or set NODE_EXTRA_CA_CERTS to it",
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    "comes from a certificate authority that is not trusted here",
    CERTIFICATE_HELP,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["comes from an unknown certificate authority", CERTIFICATE_HELP],
  UNABLE_TO_GET_ISSUER_CERT: ["comes from an unknown certificate authority", CERTIFICATE_HELP],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["comes from an unknown certificate authority", CERTIFICATE_HELP],
  CERT_UNTRUSTED: ["is not trusted", CERTIFICATE_HELP],
  INVALID_CA: ["comes from a certificate that may not act as a certificate authority", CERTIFICATE_HELP],
  INVALID_PURPOSE: ["is not meant for servers", "the registry's operator must replace it"],
  HOSTNAME_MISMATCH: ["is for another host name", "ask the registry by a name that its certificate holds"],
};

const NAME_HELP = "see whether the host is spelt correctly, and whether HTTPS_PROXY or HTTP_PROXY is needed";
const SLOW_HELP = "try again, or allow more time with --timeout";
const REACH_HELP = "see whether the registry runs there, and whether a firewall or proxy stands in between";

// [kind, what happened, in words that follow the host, help]
const FAULTS: Readonly<Record<string, readonly [Kind, string, string]>> = {
  ENOTFOUND: ["unreachable", "is not known to DNS", NAME_HELP],
  EAI_AGAIN: ["unreachable", "could not be looked up: DNS does not answer", "see whether the network is up"],
  ECONNREFUSED: ["unreachable", "refused the connection", REACH_HELP],
  EHOSTUNREACH: ["unreachable", "cannot be reached: no route to the host", REACH_HELP],
  ENETUNREACH: ["unreachable", "cannot be reached: no route to its network", REACH_HELP],
  ECONNRESET: ["unreachable", "closed the connection before its answer was complete", REACH_HELP],
  EPIPE: ["unreachable", "closed the connection before its answer was complete", REACH_HELP],
  UND_ERR_SOCKET: ["unreachable", "closed the connection before its answer was complete", REACH_HELP],
  // With TLS 1.3 a server can hang up for want of a client certificate only after the handshake.
  CLOSED_UNHEARD: [
    "unreachable",
    "closed the connection without a word",
    `${REACH_HELP}; a registry that demands a client certificate (cert_file, key_file) does so, too`,
  ],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["unreachable", "sent less than it had announced", REACH_HELP],
  ETIMEDOUT: ["timeout", "did not answer the connection attempt", REACH_HELP],
  UND_ERR_HEADERS_OVERFLOW: [
    "protocol",
    "sent more headers than 16 KiB",
    "see whether registry_url is right",
  ],
};

/** Faults that the same request may not meet again; DNS that knows no such host is not one of them. */
export function isPassing(fault: Fault): boolean {
  const lasting = ["ENOTFOUND", "TOO_LARGE", "PROXY_MALFORMED", "UND_ERR_HEADERS_OVERFLOW", "PROXY_REFUSED"];
  return !lasting.includes(fault.code) && !isTls(fault);
}

/** Puts a fault of the wire into a failure: the one place where error codes are read. */
export function describeFault(fault: Fault, scene: FaultScene): RegistryFailure {
  const failure = nameFault(fault, scene);
  return fault.status === undefined ? failure : { ...failure, status: fault.status };
}

function nameFault(fault: Fault, scene: FaultScene): RegistryFailure {
  const { host, limits, words } = scene;
  const via = fault.proxy === undefined ? "" : ` (through the proxy ${fault.proxy})`;
  if (scene.isOver) return describeSlowness(fault, scene, via);
  const certificate = CERTIFICATE_FAULTS[fault.code];
  if (certificate !== undefined) {
    const [problem, help] = certificate;
    return { kind: "tls", message: `the certificate of ${host} ${problem} (${fault.code})${via}`, help };
  }
  switch (fault.code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return {
        kind: "tls",
        message: `the certificate of ${host} is for another host name: ${words.say(fault.text)}${via}`,
        help: "ask the registry by a name that its certificate holds",
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
        `${host} stopped in the middle of its answer, after ${fault.received} bytes, for ${seconds(limits.bodyMs)}${via}`,
        SLOW_HELP,
      );
    case "TOO_LARGE":
      return {
        kind: "protocol",
        message: `${host} sent an answer of more than ${scene.maxBytes} bytes, the most that is read`,
        help: "see whether registry_url is the address of a registry; a tag list may be longer with --max-bytes",
      };
    case "HPE":
      return {
        kind: "protocol",
        message: `${host} does not answer in HTTP/1.1: ${words.say(fault.text)}${via}`,
        // Docker Hub's limit against abuse ends its header lines with a bare LF, which no strict parser takes.
        help: "see whether registry_url is the address of a registry; Docker Hub does this when it is asked too often",
      };
    case "PROXY_MALFORMED":
      return {
        kind: "unreachable",
        message: `the proxy for ${host} in the environment variable "${fault.text}" is no http or https URL`,
        help: `set ${fault.text} to http://host:port, or unset it`,
      };
    case "PROXY_REFUSED":
      return describeRefusal(fault, scene);
  }
  if (isTls(fault)) return describeHandshake(fault, scene, via);
  const [kind, what, help] = FAULTS[fault.code] ?? ["unreachable", "could not be asked", REACH_HELP];
  const code = fault.code === "CLOSED_UNHEARD" ? "" : ` (${fault.code})`;
  return { kind, message: `${host} ${what}${code}${via}`, help };
}

function describeSlowness(fault: Fault, { host, limits }: FaultScene, via: string): RegistryFailure {
  const limit = seconds(limits.timeoutMs);
  const message =
    fault.received > 0
      ? `${host} had sent only ${fault.received} bytes of its answer when ${limit} were over${via}`
      : `${host} did not answer within ${limit}${via}`;
  return timeout(message, SLOW_HELP);
}

function describeRefusal(fault: Fault, { host }: FaultScene): RegistryFailure {
  return {
    kind: "unreachable",
    message: `the proxy ${fault.proxy ?? ""} answered ${fault.text} instead of asking ${host}`,
    help:
      fault.text === "407"
        ? "give the proxy's user and password in HTTPS_PROXY or HTTP_PROXY: http://user:password@host:port"
        : `see whether the proxy may reach ${host}, or add the host to NO_PROXY`,
  };
}

function describeHandshake(fault: Fault, { host, words }: FaultScene, via: string): RegistryFailure {
  if (fault.code === "ERR_SSL_WRONG_VERSION_NUMBER" || fault.code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    const message = `${host} does not speak TLS on this port (${fault.code})${via}`;
    return { kind: "tls", message, help: "write http:// in registry_url if the registry has no TLS" };
  }
  if (
    /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN/.test(fault.code)
  ) {
    const message = `${host} demands a client certificate that it trusts (${fault.code})${via}`;
    return { kind: "tls", message, help: "give cert_file and key_file of the package repository" };
  }
  const message = `the TLS handshake with ${host} failed: ${words.say(fault.text)} (${fault.code})${via}`;
  return { kind: "tls", message, help: "see which TLS versions and certificates the registry wants" };
}

function isTls({ code }: Fault): boolean {
  return code in CERTIFICATE_FAULTS || /^(ERR_SSL_|ERR_TLS_|EPROTO$|UND_ERR_PRX_TLS$)/.test(code);
}

function timeout(message: string, help: string): RegistryFailure {
  return { kind: "timeout", message, help };
}

/** `30 s`, `0.25 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(2))} s`;
}
