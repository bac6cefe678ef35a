import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import type { Answer, RegistryFailure } from "../../model/failure.js";
import type { CertificateKey, Repository } from "../../model/declaration.js";
import type { RegistryWorld } from "../world.js";

/** The TLS settings of one registry. */
export interface TlsSettings {
  /** For the registry's own host: roots and client certificate. Absent if Node's defaults are used. */
  readonly registry?: SecureContext;
  /** For token services and blob stores: a private CA is usually also theirs. */
  readonly others?: SecureContext;
  /** Whether the registry's own certificate is checked; those of other hosts always are. */
  readonly verify: boolean;
}

/**
 * Reads the TLS files of a repository: `ca_file` is added to the usual root certificates (Node's and those of
 * `NODE_EXTRA_CA_CERTS`), `cert_file` and `key_file` are the client certificate. Failures are of kind tls: a file
 * that cannot be read, is not PEM, a key that does not belong to its certificate or is encrypted.
 */
export async function readTlsSettings(
  repository: Repository,
  world: RegistryWorld,
): Promise<Answer<TlsSettings>> {
  const verify = !repository.insecureSkipTlsVerify;
  const { caFile, certFile, keyFile } = repository;
  if (caFile === undefined && certFile === undefined && keyFile === undefined) {
    return { ok: true, value: { verify } };
  }
  if ((certFile === undefined) !== (keyFile === undefined)) {
    return fail(
      certFile === undefined ? "key_file" : "cert_file",
      `repository "${repository.name}" has only one of cert_file and key_file`,
      "set both or neither",
    );
  }
  const texts = new Map<CertificateKey, string>();
  const files = [
    ["ca_file", caFile],
    ["cert_file", certFile],
    ["key_file", keyFile],
  ] as const;
  for (const [key, path] of files) {
    if (path === undefined) continue;
    const text = await world.readFile(path);
    if (text === undefined)
      return fail(key, `${key} "${path}" cannot be read`, "check that the file exists and is readable");
    const problem = checkPem(key, text);
    if (problem !== undefined) return fail(key, `${key} "${path}" ${problem}`, "use a file in PEM format");
    texts.set(key, text);
  }
  // Setting `ca` replaces Node's roots and its NODE_EXTRA_CA_CERTS, so both are set again.
  const extra = world.env["NODE_EXTRA_CA_CERTS"];
  const extraText = extra ? await world.readFile(extra) : undefined;
  const ca = texts.get("ca_file");
  const cert = texts.get("cert_file");
  const key = texts.get("key_file");
  const roots = ca === undefined ? {} : { ca: [...rootCertificates, ...(extraText ? [extraText] : []), ca] };
  // Created once: reading some 150 root certificates for every connection would take 30 ms each time.
  const others = createSecureContext(roots);
  if (cert === undefined || key === undefined)
    return { ok: true, value: { verify, registry: others, others } };
  try {
    return { ok: true, value: { verify, registry: createSecureContext({ ...roots, cert, key }), others } };
  } catch {
    return fail(
      "key_file",
      `key_file "${keyFile ?? ""}" does not belong to cert_file "${certFile ?? ""}"`,
      "use the private key of that certificate",
    );
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

// Each file is checked separately, so that the message can name it; Node skips a CA that it cannot read.
function checkPem(key: CertificateKey, text: string): string | undefined {
  if (key !== "key_file") {
    const blocks = text.match(CERTIFICATE);
    if (blocks === null) return "contains no certificate";
    return blocks.every((block) => isReadable(() => new X509Certificate(block)))
      ? undefined
      : "contains a certificate that is not valid";
  }
  if (!PRIVATE_KEY.test(text)) return "contains no private key";
  if (text.includes("ENCRYPTED")) return "contains an encrypted private key, which is not supported";
  return isReadable(() => createPrivateKey(text)) ? undefined : "contains a private key that is not valid";
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

function fail(
  blames: CertificateKey,
  message: string,
  help: string,
): { readonly ok: false; readonly failure: RegistryFailure } {
  return { ok: false, failure: { kind: "tls", message, help, blames } };
}
