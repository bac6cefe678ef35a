import { delimiter, join } from "node:path";
import tls from "node:tls";
import { BOUNDS } from "../model/bounds.js";
import { shownPath } from "./redactor.js";
import type { HttpWorld } from "./http-world.js";
import { readCertificates } from "./pem.js";

/** The certificate authorities that this machine trusts in addition to those of Node.js. */
export interface MachineTrust {
  /** PEM, one certificate each. */
  readonly authorities: readonly string[];
  /** The places that were searched, for messages, with the reason if a place could not be used. */
  readonly searched: readonly string[];
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
 * store of Windows). A file that cannot be used is not a failure, since most servers do not need it: `searched` says so.
 */
export async function readMachineTrust(world: HttpWorld): Promise<MachineTrust> {
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

/** Returns a place where certificates were searched, with the reason if it could not be used. */
export function describePlace(place: string, problem: string | undefined): string {
  return problem === undefined ? place : `${place} (${problem})`;
}
