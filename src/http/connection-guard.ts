import { lookup as lookupName, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** What kind of network an address belongs to; `public` is everything that is not special. */
export type AddressKind =
  "loopback" | "link-local" | "private" | "unique-local" | "shared" | "reserved" | "public";

/**
 * Decides which addresses the client of one server, the peer, may connect to. The peer's own host is always allowed. Every
 * other host (of a redirect or a token service) must have a public address, or one of a kind that the peer has
 * itself: an answer of a server must not make gocd-pin talk to services of this machine or its network.
 */
export interface ConnectionGuard {
  /**
   * Checks a host before the connection, with the name alone: literal addresses and the names of this machine. Through a
   * proxy, nothing else is known. Returns the error, or undefined if the connection may go on.
   */
  checkHost(hostname: string): AddressError | undefined;
  /** Resolves a name for a connection, and only returns addresses that are allowed. */
  readonly lookup: LookupFunction;
  /** Whether the peer is reached on this machine only. */
  isLoopback(): boolean;
}

/** The error of a host with no allowed address. `code` is read by `readNetworkError`. */
class AddressError extends Error {
  readonly code = "ADDRESS_NOT_ALLOWED";
}

/** Resolves a host name to all its addresses. */
export type ResolveName = (
  hostname: string,
  options: Parameters<LookupFunction>[1],
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

// https://www.iana.org/assignments/iana-ipv4-special-registry and its counterpart for IPv6
const IPV4: readonly (readonly [AddressKind, network: string, prefix: number])[] = [
  ["loopback", "127.0.0.0", 8],
  ["link-local", "169.254.0.0", 16],
  ["private", "10.0.0.0", 8],
  ["private", "172.16.0.0", 12],
  ["private", "192.168.0.0", 16],
  // Carrier-grade NAT; some clouds have their metadata service there.
  ["shared", "100.64.0.0", 10],
  ["reserved", "0.0.0.0", 8],
  ["reserved", "192.0.0.0", 24],
  ["reserved", "192.0.2.0", 24],
  ["reserved", "192.88.99.0", 24],
  ["reserved", "198.18.0.0", 15],
  ["reserved", "198.51.100.0", 24],
  ["reserved", "203.0.113.0", 24],
  ["reserved", "224.0.0.0", 4],
  ["reserved", "240.0.0.0", 4],
];
const IPV6: readonly (readonly [AddressKind, network: string, prefix: number])[] = [
  ["loopback", "::1", 128],
  ["link-local", "fe80::", 10],
  ["private", "fec0::", 10],
  ["unique-local", "fc00::", 7],
  // IPv4-compatible, IPv4-translated, local NAT64, discard, IETF protocols with Teredo, documentation, 6to4, multicast.
  ["reserved", "::", 96],
  ["reserved", "::ffff:0:0:0", 96],
  ["reserved", "64:ff9b:1::", 48],
  ["reserved", "100::", 64],
  ["reserved", "2001::", 23],
  ["reserved", "2001:db8::", 32],
  ["reserved", "2002::", 16],
  ["reserved", "3fff::", 20],
  ["reserved", "ff00::", 8],
];
// Networks without IPv4 reach every IPv4 address under this prefix (RFC 6052), so it has the kinds of IPv4.
const NAT64 = "64:ff9b::";

/** Names that mean this machine everywhere (RFC 6761, and Debian's hosts file). */
const LOOPBACK_NAME = /^(?:(?:.+\.)?localhost|ip6-localhost|ip6-loopback)\.?$/;

const LISTS = new Map<AddressKind, BlockList>();
for (const [kind, network, prefix] of IPV4) {
  listOf(kind).addSubnet(network, prefix, "ipv4");
  listOf(kind).addSubnet(`${NAT64}${network}`, 96 + prefix, "ipv6");
}
for (const [kind, network, prefix] of IPV6) listOf(kind).addSubnet(network, prefix, "ipv6");

function listOf(kind: AddressKind): BlockList {
  const list = LISTS.get(kind) ?? new BlockList();
  LISTS.set(kind, list);
  return list;
}

/** Returns the kind of an IP address; an IPv4-mapped one has the kind of its IPv4 address. */
export function addressKind(address: string): AddressKind {
  const [bare = ""] = address.split("%", 1);
  const family = isIP(bare) === 6 ? "ipv6" : "ipv4";
  for (const [kind, list] of LISTS) if (list.check(bare, family)) return kind;
  return "public";
}

/** Creates the guard for the peer at `peerHost`, the host name of a URL. */
export function createConnectionGuard(
  peerHost: string,
  resolve: ResolveName = (hostname, options, callback) =>
    lookupName(hostname, { ...options, all: true }, callback),
): ConnectionGuard {
  const peerKinds = new Set<AddressKind>();
  const peerKind = kindOfName(peerHost);
  if (peerKind !== undefined) peerKinds.add(peerKind);

  const isAllowed = (kind: AddressKind): boolean => kind === "public" || peerKinds.has(kind);

  return {
    checkHost(hostname) {
      if (hostname === peerHost) return undefined;
      const kind = kindOfName(hostname);
      if (kind === undefined || isAllowed(kind)) return undefined;
      return new AddressError(`it is a ${kind} address`);
    },
    lookup(hostname, options, callback) {
      resolve(hostname, options, (error, addresses) => {
        if (error !== null) {
          callback(error, "");
          return;
        }
        const isPeer = hostname === peerHost;
        if (isPeer) for (const { address } of addresses) peerKinds.add(addressKind(address));
        const allowed = addresses.filter(({ address }) => isPeer || isAllowed(addressKind(address)));
        const [first] = allowed;
        if (first === undefined) {
          const listed = addresses.map(({ address }) => `${address} (${addressKind(address)})`).join(", ");
          callback(new AddressError(`it resolves to ${listed}`), "");
        } else if (options.all === true) callback(null, allowed);
        else callback(null, first.address, first.family);
      });
    },
    isLoopback: () => peerKinds.size > 0 && Array.from(peerKinds).every((kind) => kind === "loopback"),
  };
}

/** The kind of a host that needs no DNS; undefined for any other name. IPv6 addresses have brackets. */
function kindOfName(hostname: string): AddressKind | undefined {
  const address = hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0) return addressKind(address);
  return LOOPBACK_NAME.test(hostname) ? "loopback" : undefined;
}
