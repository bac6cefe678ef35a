import { checkPem, isPair, readCertificates } from "../http/pem.js";
import { createTlsSettings, type SharedTrust, type TlsSettings } from "../http/tls.js";
import { BOUNDS } from "../model/bounds.js";
import type { CertificateKey, Repository } from "../model/declaration.js";
import type { Answer } from "../model/failure.js";
import { readHostTrust, type HostTrust } from "./host-trust.js";
import type { RegistryWorld } from "./registry-world.js";

/**
 * Reads the TLS files of a repository, whose API is at `base`: the authorities of `ca_file` and, for https, of docker's
 * `certs.d`; the client certificate of `cert_file` and `key_file`, else of `certs.d`. Failures are of kind tls: a file that
 * cannot be read, is not PEM, a key that does not belong to its certificate or is encrypted.
 */
export async function readTlsSettings(
  repository: Repository,
  base: string,
  world: RegistryWorld,
  trust: SharedTrust,
): Promise<Answer<TlsSettings>> {
  const files = await readFiles(repository, world);
  if (!files.ok) return files;
  const url = new URL(base);
  const none: Answer<HostTrust> = { ok: true, value: { authorities: [], searched: [] } };
  const isClientSet = files.value.client !== undefined;
  const host = url.protocol === "https:" ? await readHostTrust(world, url, isClientSet) : none;
  if (!host.ok) return host;
  const authorities = [...files.value.authorities, ...host.value.authorities];
  const client = files.value.client ?? host.value.client;
  const { searched } = host.value;
  const verify = !repository.insecureSkipTlsVerify;
  return {
    ok: true,
    value: createTlsSettings(trust, { verify, authorities, searched, ...(client && { client }) }),
  };
}

type RepositoryFiles = Pick<HostTrust, "authorities" | "client">;

/** Reads the files that the repository's own keys name. */
async function readFiles(
  { name, caFile, certFile, keyFile }: Repository,
  world: RegistryWorld,
): Promise<Answer<RepositoryFiles>> {
  if ((certFile === undefined) !== (keyFile === undefined)) {
    return fail(
      certFile === undefined ? "key_file" : "cert_file",
      `repository "${name}" has only one of cert_file and key_file`,
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
    const file = await world.readFile(path, BOUNDS.certificateBytes);
    if (file.kind !== "text") {
      const reason = file.kind === "missing" ? "it does not exist" : file.reason;
      const help = "check that the file exists and is readable";
      return fail(key, `${key} "${path}" cannot be read: ${reason}`, help);
    }
    const problem = checkPem(key, file.text);
    if (problem !== undefined) return fail(key, `${key} "${path}" ${problem}`, "use a file in PEM format");
    texts.set(key, file.text);
  }
  const authorities = readCertificates(texts.get("ca_file") ?? "");
  const cert = texts.get("cert_file");
  const key = texts.get("key_file");
  if (cert === undefined || key === undefined) return { ok: true, value: { authorities } };
  if (isPair({ cert, key })) return { ok: true, value: { authorities, client: { cert, key } } };
  return fail(
    "key_file",
    `key_file "${keyFile ?? ""}" does not belong to cert_file "${certFile ?? ""}"`,
    "use the private key of that certificate",
  );
}

function fail(blames: CertificateKey, message: string, help: string): Answer<never> {
  return { ok: false, failure: { kind: "tls", message, help, blames } };
}
