import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import {
  addressKind,
  createConnectionGuard,
  type AddressKind,
  type ConnectionGuard,
} from "../../src/http/connection-guard.js";

// Canonical spellings, as a URL and DNS have them.
const KINDS: readonly (readonly [address: string, kind: AddressKind])[] = [
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["64:ff9b::7f00:1", "loopback"],
  ["169.254.169.254", "link-local"],
  ["::ffff:a9fe:a9fe", "link-local"],
  ["64:ff9b::a9fe:a9fe", "link-local"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.1", "public"],
  ["192.168.1.1", "private"],
  ["64:ff9b::a00:1", "private"],
  ["fec0::1", "private"],
  ["fc00::1", "unique-local"],
  ["fd00:ec2::254", "unique-local"],
  ["100.64.0.1", "shared"],
  ["100.100.100.200", "shared"],
  ["100.128.0.1", "public"],
  ["0.0.0.0", "reserved"],
  ["0.1.2.3", "reserved"],
  ["192.0.0.1", "reserved"],
  ["198.18.0.1", "reserved"],
  ["224.0.0.1", "reserved"],
  ["255.255.255.255", "reserved"],
  ["::", "reserved"],
  ["::7f00:1", "reserved"],
  ["::ffff:0:7f00:1", "reserved"],
  ["64:ff9b:1::a00:1", "reserved"],
  ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "reserved"],
  ["2002:7f00:1::", "reserved"],
  ["2002:808:808::1", "reserved"],
  ["2001:db8::1", "reserved"],
  ["ff02::1", "reserved"],
  ["8.8.8.8", "public"],
  ["::ffff:808:808", "public"],
  ["64:ff9b::808:808", "public"],
  ["2606:4700::1111", "public"],
];

for (const [address, kind] of KINDS) {
  test(`the address ${address} is ${kind}`, () => assert.is(addressKind(address), kind));
}

test("every IPv4 address has the same kind when it is mapped to IPv6 or reached through NAT64", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      assert.is(addressKind(`::ffff:${address}`), addressKind(address));
      assert.is(addressKind(`64:ff9b::${address}`), addressKind(address));
    }),
  );
});

const LITERALS: readonly (readonly [registry: string, host: string, isAllowed: boolean])[] = [
  ["r.test", "[::127.0.0.1]", false],
  ["r.test", "[64:ff9b::a9fe:a9fe]", false],
  ["r.test", "[2002:7f00:1::]", false],
  ["r.test", "[fec0::1]", false],
  ["r.test", "[::ffff:10.0.0.1]", false],
  ["r.test", "192.0.0.1", false],
  ["r.test", "0x7f.1", false],
  ["r.test", "2130706433", false],
  ["r.test", "localhost", false],
  ["r.test", "localhost.", false],
  ["r.test", "a.localhost", false],
  ["r.test", "ip6-localhost", false],
  ["r.test", "8.8.8.8", true],
  ["r.test", "localhost.test", true],
  ["r.test", "cdn.test", true],
  ["10.0.0.1", "10.0.0.2", true],
  ["10.0.0.1", "169.254.169.254", false],
  ["10.0.0.1", "100.100.100.200", false],
  ["10.0.0.1", "127.0.0.1", false],
  ["[fd00::1]", "[fd00:ec2::1]", true],
  ["10.0.0.1", "[fd00:ec2::254]", false],
  ["localhost", "127.0.0.1", true],
  ["169.254.1.1", "169.254.1.1", true],
];

for (const [registry, host, isAllowed] of LITERALS) {
  test(`the host ${host} is ${isAllowed ? "allowed" : "not allowed"} for the registry ${registry}`, () => {
    const guard = createConnectionGuard(hostOf(registry));
    assert.is(guard.checkHost(hostOf(host)) === undefined, isAllowed);
  });
}

/** A guard whose names resolve as in `names`. */
function guardWith(registry: string, names: Readonly<Record<string, readonly string[]>>): ConnectionGuard {
  return createConnectionGuard(registry, (hostname, _options, callback) => {
    const addresses = names[hostname] ?? [];
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  });
}

function look(guard: ConnectionGuard, hostname: string, all = true): string {
  let result = "";
  const callback: Parameters<LookupFunction>[2] = (error, address) => {
    const list = typeof address === "string" ? [address] : address.map((entry) => entry.address);
    result = error === null ? list.join() : error.message;
  };
  guard.lookup(hostname, { all }, callback);
  return result;
}

test("a name that resolves to an internal address is not allowed for a public registry (issue 12, error 7)", () => {
  const guard = guardWith("r.test", {
    "r.test": ["8.8.8.8"],
    "127.0.0.1.nip.io": ["127.0.0.1"],
    "metadata.test": ["169.254.169.254"],
    "v6.test": ["fd00::1", "::1"],
    "cdn.test": ["9.9.9.9", "2606:4700::1111"],
  });
  assert.is(look(guard, "r.test"), "8.8.8.8");
  assert.is(look(guard, "127.0.0.1.nip.io"), "it resolves to 127.0.0.1 (loopback)");
  assert.is(look(guard, "127.0.0.1.nip.io", false), "it resolves to 127.0.0.1 (loopback)");
  assert.is(look(guard, "metadata.test"), "it resolves to 169.254.169.254 (link-local)");
  assert.is(look(guard, "v6.test"), "it resolves to fd00::1 (unique-local), ::1 (loopback)");
  assert.is(look(guard, "cdn.test"), "9.9.9.9,2606:4700::1111");
  assert.is(look(guard, "cdn.test", false), "9.9.9.9");
});

test("of a name with a public and an internal address, only the public one is used", () => {
  const guard = guardWith("r.test", { "r.test": ["8.8.8.8"], "mixed.test": ["10.0.0.1", "9.9.9.9"] });
  look(guard, "r.test");
  assert.is(look(guard, "mixed.test"), "9.9.9.9");
  assert.is(look(guard, "mixed.test", false), "9.9.9.9");
});

test("a registry on a private network may name hosts there, but none of another kind", () => {
  const guard = guardWith("r.test", {
    "r.test": ["10.0.0.1", "fd00::1"],
    "auth.test": ["10.9.9.9"],
    "auth6.test": ["fd00::2"],
    "self.test": ["127.0.0.1"],
  });
  assert.is(look(guard, "auth.test"), "it resolves to 10.9.9.9 (private)", "before the registry is resolved");
  assert.is(look(guard, "r.test"), "10.0.0.1,fd00::1");
  assert.is(look(guard, "auth.test"), "10.9.9.9");
  assert.is(look(guard, "auth6.test"), "fd00::2");
  assert.is(look(guard, "self.test"), "it resolves to 127.0.0.1 (loopback)");
  assert.not(guard.isLoopback());
});

test("a registry is on this machine if all its addresses are", () => {
  assert.ok(createConnectionGuard("127.0.0.1").isLoopback());
  assert.ok(createConnectionGuard("localhost").isLoopback());
  assert.not(createConnectionGuard("r.test").isLoopback());
  const guard = guardWith("r.test", { "r.test": ["127.0.0.1", "::1"] });
  look(guard, "r.test");
  assert.ok(guard.isLoopback());
});

/** The host name of a URL, which is canonical. */
function hostOf(text: string): string {
  return new URL(`http://${text}/`).hostname;
}

test.run();
