import { join } from "node:path";
import { checkPem, isPair, readCertificates, type ClientCertificate } from "../http/pem.js";
import { shownPath } from "../http/redactor.js";
import { describePlace, type MachineTrust } from "../http/trust.js";
import { BOUNDS } from "../model/bounds.js";
import { addAll } from "../model/diagnostic.js";
import type { Answer } from "../model/failure.js";
import type { RegistryWorld } from "./registry-world.js";

/** The certificates for one registry in the `certs.d` folders of docker and podman. */
export interface HostTrust extends MachineTrust {
  readonly client?: ClientCertificate;
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
  const named = url.port === "" ? [url.hostname, `${url.hostname}:443`] : [url.host];
  // A URL may have the host "..", which would name the folder above certs.d.
  const hosts = named.filter((host) => !/^\.+$/.test(host));
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
