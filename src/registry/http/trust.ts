import { delimiter, join } from "node:path";
import tls from "node:tls";
import { addAll } from "../../model/diagnostic.js";
import { BOUNDS } from "../../model/bounds.js";
import type { Answer } from "../../model/failure.js";
import { shownPath } from "../redactor.js";
import type { RegistryWorld } from "../registry-world.js";
import { checkPem, isPair, readCertificates, type ClientCertificate } from "./pem.js";

/** The certificate authorities that this machine trusts in addition to those of Node.js. */
export interface MachineTrust {
  /** PEM, one certificate each. */
  readonly authorities: readonly string[];
  /** The places that were searched, for messages, with the reason if a place could not be used. */
  readonly searched: readonly string[];
}

/** The certificates for one registry in the `certs.d` folders of docker and podman. */
export interface HostTrust extends MachineTrust {
  readonly client?: ClientCertificate;
}

// The bundles of Debian, Alpine and Arch; Red Hat; SUSE; newer Red Hat; macOS and the BSDs. The first one counts, as in
// https://github.com/golang/go/blob/go1.23.0/src/crypto/x509/root_linux.go
const BUNDLES = [
  "etc/ssl/certs/ca-certificates.crt",
  "etc/pki/tls/certs/ca-bundle.crt",
  "etc/ssl/ca-bundle.pem",
  "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "etc/ssl/cert.pem",
];

/**
 * Reads the machine's store: what `SSL_CERT_FILE` and `SSL_CERT_DIR` name if one of them is set, as for OpenSSL and Go; else
 * the first bundle of the system, and what Node.js knows of the system (from version 22.15: also the keychain of macOS and the
 * store of Windows). A file that cannot be used is not a failure, since most registries do not need it: `searched` says so.
 */
export async function readMachineTrust(world: RegistryWorld): Promise<MachineTrust> {
  const { env, machineRoot } = world;
  const authorities = new Set<string>();
  const searched: string[] = [];
  let length = 0;

  /** Adds the certificates of a file, and returns why there are none. */
  async function addFile(path: string): Promise<string | undefined> {
    const file = await world.readFile(path, BOUNDS.fileBytes);
    if (file.kind === "missing") return "does not exist";
    if (file.kind === "unreadable") return file.reason;
    length += file.text.length;
    if (length > BOUNDS.fileBytes.value) return BOUNDS.fileBytes.message;
    const certificates = readCertificates(file.text);
    for (const certificate of certificates) authorities.add(certificate);
    return certificates.length === 0 ? "contains no certificate" : undefined;
  }

  /** Adds the certificates of all files in a folder, which may also have other files. */
  async function addFolder(folder: string): Promise<string | undefined> {
    const listed = await world.listFolder(folder);
    if (listed.kind === "missing") return "does not exist";
    if (listed.kind === "unreadable") return listed.reason;
    for (const name of listed.names) await addFile(join(folder, name));
    return undefined;
  }

  const file = env["SSL_CERT_FILE"] ?? "";
  const folders = (env["SSL_CERT_DIR"] ?? "").split(delimiter).filter((folder) => folder !== "");
  if (file !== "") searched.push(describePlace(`SSL_CERT_FILE=${shownPath(file)}`, await addFile(file)));
  for (const folder of folders) {
    searched.push(describePlace(`SSL_CERT_DIR=${shownPath(folder)}`, await addFolder(folder)));
  }
  if (file === "" && folders.length === 0 && machineRoot !== undefined) {
    const system = readSystemCertificates();
    for (const certificate of system) authorities.add(certificate);
    if (system.length > 0) searched.push("the system's store");
    for (const path of BUNDLES.map((bundle) => join(machineRoot, bundle))) {
      const problem = await addFile(path);
      if (problem === "does not exist") continue;
      searched.push(describePlace(shownPath(path), problem));
      if (problem === undefined) break;
    }
  }
  const roots = new Set(tls.rootCertificates.flatMap((root) => readCertificates(root)));
  return { authorities: [...authorities].filter((certificate) => !roots.has(certificate)), searched };
}

/** Returns the system's certificates as Node.js reads them, none before version 22.15. */
function readSystemCertificates(): readonly string[] {
  // https://nodejs.org/api/tls.html#tlsgetcacertificatestype
  if (!("getCACertificates" in tls) || typeof tls.getCACertificates !== "function") return [];
  const list: unknown = Reflect.apply(tls.getCACertificates, tls, ["system"]);
  const texts = Array.isArray(list) ? list.filter((text) => typeof text === "string") : [];
  return texts.flatMap((text) => readCertificates(text));
}

/**
 * Reads the folders `certs.d/<host[:port]>/` of docker in `/etc/docker` and in the user's docker folder, and of podman in
 * `/etc/containers`. Every `*.crt` is an authority; the first `*.cert` with its `*.key` is the client certificate, which is
 * not read if `isClientSet`. Fails as tls if such a file cannot be used, as for docker.
 * https://docs.docker.com/engine/security/certificates/
 */
export async function readHostTrust(
  world: RegistryWorld,
  url: URL,
  isClientSet: boolean,
): Promise<Answer<HostTrust>> {
  const authorities: string[] = [];
  const searched: string[] = [];
  let client: ClientCertificate | undefined;
  // A URL omits the default port, but docker names the folder like the image reference.
  const hosts = url.port === "" ? [url.hostname, `${url.hostname}:443`] : [url.host];
  for (const parent of hostFolders(world)) {
    for (const [index, host] of hosts.entries()) {
      const folder = join(parent, "certs.d", host);
      const listed = await world.listFolder(folder);
      if (listed.kind !== "missing" || index === 0) {
        const problem = listed.kind === "unreadable" ? listed.reason : undefined;
        searched.push(describePlace(shownPath(folder, world.homeDir), problem));
      }
      // Docker, too, ignores a folder that it may not read.
      if (listed.kind !== "names") continue;
      const read = await readHostFolder(world, folder, listed.names, isClientSet || client !== undefined);
      if (!read.ok) return read;
      addAll(authorities, read.value.authorities);
      client ??= read.value.client;
    }
  }
  return { ok: true, value: { authorities, searched, ...(client && { client }) } };
}

function hostFolders({ env, homeDir, machineRoot }: RegistryWorld): readonly string[] {
  const user = env["DOCKER_CONFIG"] ?? "";
  const machine = (folder: string): string[] =>
    machineRoot === undefined ? [] : [join(machineRoot, "etc", folder)];
  return [...machine("docker"), user === "" ? join(homeDir, ".docker") : user, ...machine("containers")];
}

async function readHostFolder(
  world: RegistryWorld,
  folder: string,
  names: readonly string[],
  isClientSet: boolean,
): Promise<Answer<Omit<HostTrust, "searched">>> {
  const authorities: string[] = [];
  const fail = (name: string, problem: string, help: string): Answer<never> => {
    const message = `the certificate file "${shownPath(join(folder, name), world.homeDir)}" ${problem}`;
    return { ok: false, failure: { kind: "tls", message, help, blames: "registry_url" } };
  };

  async function read(name: string, key: "ca_file" | "cert_file" | "key_file"): Promise<Answer<string>> {
    const file = await world.readFile(join(folder, name), BOUNDS.certificateBytes);
    const problem =
      file.kind === "text"
        ? checkPem(key, file.text)
        : `cannot be read: ${file.kind === "missing" ? "it does not exist" : file.reason}`;
    if (file.kind === "text" && problem === undefined) return { ok: true, value: file.text };
    return fail(name, problem ?? "", "use a readable file in PEM format, or remove it");
  }

  for (const name of names.filter((candidate) => candidate.endsWith(".crt"))) {
    const text = await read(name, "ca_file");
    if (!text.ok) return text;
    addAll(authorities, readCertificates(text.value));
  }
  if (isClientSet) return { ok: true, value: { authorities } };
  const stems = new Set(names.flatMap((name) => /^(.+)\.(?:cert|key)$/.exec(name)?.[1] ?? []));
  for (const stem of stems) {
    for (const [present, absent] of [
      [`${stem}.cert`, `${stem}.key`],
      [`${stem}.key`, `${stem}.cert`],
    ] as const) {
      if (names.includes(absent)) continue;
      const help = 'add the missing file, or remove this one; an authority has the extension ".crt"';
      return fail(present, `has no "${absent}" next to it`, help);
    }
  }
  const [stem] = stems;
  if (stem === undefined) return { ok: true, value: { authorities } };
  const cert = await read(`${stem}.cert`, "cert_file");
  if (!cert.ok) return cert;
  const key = await read(`${stem}.key`, "key_file");
  if (!key.ok) return key;
  const client = { cert: cert.value, key: key.value };
  if (isPair(client)) return { ok: true, value: { authorities, client } };
  return fail(`${stem}.key`, `does not belong to "${stem}.cert"`, "use the private key of that certificate");
}

function describePlace(place: string, problem: string | undefined): string {
  return problem === undefined ? place : `${place} (${problem})`;
}
