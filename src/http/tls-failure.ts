import type { QueryFailure } from "../model/failure.js";
import type { NetworkError, NetworkErrorContext } from "./network-error.js";
import type { Peer } from "./peer.js";

/** `isUntrusted`: the help lists the places where authorities were searched. */
interface CertificateProblem {
  readonly problem: string;
  readonly help: (peer: Peer) => string;
  readonly isUntrusted?: true;
}

const UNKNOWN_AUTHORITY: CertificateProblem = {
  problem: "comes from an unknown certificate authority",
  help: ({ trust }) => trust("the CA's certificate"),
  isUntrusted: true,
};

const REPLACE = ({ noun }: Peer) => `the ${noun}'s operator must replace it`;

// Codes of OpenSSL as Node passes them on: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE_ERRORS: Readonly<Record<string, CertificateProblem>> = {
  CERT_HAS_EXPIRED: {
    problem: "has expired",
    help: ({ noun }) => `the ${noun}'s operator must renew it; check this machine's clock`,
  },
  CERT_NOT_YET_VALID: { problem: "is not valid yet", help: () => "check this machine's clock" },
  CERT_REVOKED: { problem: "was revoked", help: REPLACE },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    problem: "is self-signed",
    help: ({ trust }) => trust("that certificate"),
    isUntrusted: true,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    ...UNKNOWN_AUTHORITY,
    problem: "comes from a certificate authority that is not trusted",
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  CERT_UNTRUSTED: { ...UNKNOWN_AUTHORITY, problem: "is not trusted" },
  INVALID_CA: {
    ...UNKNOWN_AUTHORITY,
    problem: "is signed by a certificate that is not a certificate authority",
  },
  INVALID_PURPOSE: { problem: "is not meant for servers", help: REPLACE },
  HOSTNAME_MISMATCH: { problem: "is for another host name", help: otherHostHelp },
};

function otherHostHelp({ setting }: Peer): string {
  return `use a host name in ${setting} that the certificate is valid for`;
}

/** Returns whether an error is one of TLS, so that the same request fails again. */
export function isTlsError({ code }: NetworkError): boolean {
  return (
    code === "TLS_ALERT" ||
    code in CERTIFICATE_ERRORS ||
    /^(ERR_SSL_|ERR_TLS_|EPROTO$|UND_ERR_PRX_TLS$)/.test(code)
  );
}

/** Describes an error of TLS; undefined for any other. `via` ends the message: how the host was reached. */
export function describeTlsError(
  error: NetworkError,
  { peer, host, redactor, searched }: NetworkErrorContext,
  via: string,
): QueryFailure | undefined {
  if (!isTlsError(error)) return undefined;
  const { code } = error;
  const fail = (message: string, help: string): QueryFailure => ({ kind: "tls", message, help });
  const certificate = CERTIFICATE_ERRORS[code];
  if (certificate !== undefined) {
    const { problem, help, isUntrusted } = certificate;
    const places = ["Node.js", ...searched].join(", ");
    const more = isUntrusted
      ? `, or add it to the trusted certificates of this machine; searched: ${places}`
      : "";
    return fail(`the certificate of ${host} ${problem} (${code})${via}`, help(peer) + more);
  }
  switch (code) {
    case "TLS_ALERT":
      return fail(
        `${host} uses TLS on this port, but the request had http://${via}`,
        `write https:// in ${peer.setting}`,
      );
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return fail(
        `the certificate of ${host} is for another host name: ${redactor.show(error.text)}${via}`,
        otherHostHelp(peer),
      );
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return fail(
        `${host} does not use TLS on this port (${code})${via}`,
        `write http:// in ${peer.setting} if the ${peer.noun} has no TLS`,
      );
  }
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN/.test(code)) {
    const places = searched.length === 0 ? "" : `; searched: ${searched.join(", ")}`;
    return fail(
      `${host} requires a client certificate that it trusts (${code})${via}`,
      peer.clientCertificate === undefined
        ? `gocd-pin sends no client certificate to a ${peer.noun}: use an address that requires none`
        : peer.clientCertificate.help + places,
    );
  }
  return fail(
    `the TLS handshake with ${host} failed: ${redactor.show(error.text)} (${code})${via}`,
    `check which TLS versions and certificates the ${peer.noun} accepts`,
  );
}
