import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { BOUNDS } from "../model/bounds.js";
import type { HttpWorld } from "./http-world.js";
import { readCertificates, type ClientCertificate } from "./pem.js";
import { readMachineTrust, type MachineTrust } from "./trust.js";

/** The TLS settings of one server that is queried, the peer. */
export interface TlsSettings {
  /** Whether the peer's own certificate is checked; those of other hosts always are. */
  readonly verify: boolean;
  /**
   * Returns the certificates for a connection to the peer's own host, or to another host: a token service or a blob
   * store, which usually has the same private CA, but never gets the client certificate. Undefined if Node's defaults are
   * enough.
   */
  context(route: "peer" | "other"): Promise<SecureContext | undefined>;
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

/** What gocd-pin trusts for one peer alone, and the places where that was searched. */
interface PeerTrust extends MachineTrust {
  readonly verify: boolean;
  readonly client?: ClientCertificate;
}

/** Creates the trust that all servers of a run share. It reads nothing before the first context. */
export function createSharedTrust(world: HttpWorld): SharedTrust {
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
    // Parsing 150 certificates takes 25 ms of CPU time, so the usual context is created once for all servers.
    context: (authorities, client) =>
      authorities.length === 0 && client === undefined
        ? (shared ??= create([], undefined))
        : create(authorities, client),
    searched: () => searched,
  };
}

/** Creates the settings for one peer. Its own `authorities` and `client` certificate are used in addition to `trust`. */
export function createTlsSettings(
  trust: SharedTrust,
  { verify, authorities, searched, client }: PeerTrust,
): TlsSettings {
  const contexts = new Map<string, Promise<SecureContext | undefined>>();
  return {
    verify,
    context(route) {
      const context =
        contexts.get(route) ?? trust.context(authorities, route === "peer" ? client : undefined);
      contexts.set(route, context);
      return context;
    },
    searched: () => [...trust.searched(), ...searched],
  };
}
