import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { BOUNDS } from "../../model/bounds.js";
import type { Answer } from "../../model/failure.js";
import type { CertificateKey, Repository } from "../../model/declaration.js";
import type { RegistryWorld } from "../registry-world.js";
import { checkPem, isPair, readCertificates, type ClientCertificate } from "./pem.js";
import { readHostTrust, readMachineTrust, type HostTrust, type MachineTrust } from "./trust.js";

/** The TLS settings of one registry. */
export interface TlsSettings {
  /** Whether the registry's own certificate is checked; those of other hosts always are. */
  readonly verify: boolean;
  /**
   * Returns the certificates for a connection to the registry's own host, or to another host: a token service or a blob
   * store, which usually has the same private CA, but never gets the client certificate. Undefined if Node's defaults are
   * enough.
   */
  context(route: "registry" | "other"): Promise<SecureContext | undefined>;
  /** Returns the places where certificates were searched, for messages. */
  searched(): readonly string[];
}

/** The certificates of this machine, read when the first TLS connection of a run needs them. */
export interface SharedTrust {
  /** Returns the context with these authorities in addition to the machine's; undefined if Node's defaults are enough. */
  context(
    authorities: readonly string[],
    client: ClientCertificate | undefined,
  ): Promise<SecureContext | undefined>;
  /** Returns the places that were searched; none before the first context. */
  searched(): readonly string[];
}

/** Creates the trust that all registries of a run share. It reads nothing before the first context. */
export function createSharedTrust(world: RegistryWorld): SharedTrust {
  let machine: Promise<MachineTrust> | undefined;
  let shared: Promise<SecureContext | undefined> | undefined;
  let searched: readonly string[] = [];

  async function create(
    authorities: readonly string[],
    client: ClientCertificate | undefined,
  ): Promise<SecureContext | undefined> {
    machine ??= readMachineTrust(world);
    const trust = await machine;
    ({ searched } = trust);
    const more = [...trust.authorities, ...authorities];
    if (more.length === 0) return client && createSecureContext(client);
    // Setting `ca` replaces Node's roots and its NODE_EXTRA_CA_CERTS, so both are set again.
    const path = world.env["NODE_EXTRA_CA_CERTS"] ?? "";
    const file = path === "" ? undefined : await world.readFile(path, BOUNDS.fileBytes);
    const extra = file?.kind === "text" ? readCertificates(file.text) : [];
    return createSecureContext({ ...client, ca: [...rootCertificates, ...extra, ...more] });
  }

  return {
    // Parsing 150 certificates takes 25 ms of CPU time, so the usual context is created once for all registries.
    context: (authorities, client) =>
      authorities.length === 0 && client === undefined
        ? (shared ??= create([], undefined))
        : create(authorities, client),
    searched: () => searched,
  };
}

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
  const contexts = new Map<string, Promise<SecureContext | undefined>>();
  return {
    ok: true,
    value: {
      verify: !repository.insecureSkipTlsVerify,
      context(route) {
        const context =
          contexts.get(route) ?? trust.context(authorities, route === "registry" ? client : undefined);
        contexts.set(route, context);
        return context;
      },
      searched: () => [...trust.searched(), ...host.value.searched],
    },
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
