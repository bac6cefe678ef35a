import { test } from "uvu";
import * as assert from "uvu/assert";
import { acceptRealm, refuseRedirect } from "../../src/registry/origin.js";

const REDIRECTS: readonly (readonly [from: string, to: string, isFollowed: boolean])[] = [
  ["https://r.test/v2/", "https://r.test/x", true],
  ["https://r.test/v2/", "https://cdn.test/x", true],
  ["https://r.test/v2/", "http://r.test/x", false],
  ["http://r.test/v2/", "https://r.test/x", true],
  ["http://r.test/v2/", "ftp://r.test/x", false],
  ["https://r.test/v2/", "https://10.0.0.1/x", false],
  ["https://r.test/v2/", "https://172.16.0.1/x", false],
  ["https://r.test/v2/", "https://172.32.0.1/x", true],
  ["https://r.test/v2/", "https://192.168.1.1/x", false],
  ["https://r.test/v2/", "https://100.64.0.1/x", false],
  ["https://r.test/v2/", "https://0x7f.1/x", false],
  ["https://r.test/v2/", "https://2130706433/x", false],
  ["https://r.test/v2/", "https://localhost/x", false],
  ["https://r.test/v2/", "https://[::1]/x", false],
  ["https://r.test/v2/", "https://[::ffff:10.0.0.1]/x", false],
  ["https://r.test/v2/", "https://[fd00::1]/x", false],
  ["https://r.test/v2/", "https://[2001:db8::1]/x", true],
  ["https://10.0.0.1/v2/", "https://10.0.0.2/x", true],
  ["http://10.0.0.1/v2/", "http://169.254.169.254/latest", false],
  ["http://10.0.0.1/v2/", "http://[fe80::1]/x", false],
  ["http://169.254.1.1/v2/", "http://169.254.1.1/x", true],
];

for (const [from, to, isFollowed] of REDIRECTS) {
  test(`redirect from ${from} to ${to}`, () => {
    assert.is(refuseRedirect(new URL(from), new URL(to)) === undefined, isFollowed);
  });
}

const REALMS: readonly (readonly [registry: string, realm: string, expected: string | undefined])[] = [
  ["https://r.test/v2/", "https://auth.test/token?a=b", "https://auth.test/token?a=b"],
  ["https://r.test/v2/", "http://auth.test/token", undefined],
  ["https://r.test/v2/", "http://r.test/token", undefined],
  ["http://r.test/v2/", "http://r.test/token", "http://r.test/token"],
  ["http://r.test/v2/", "http://r.test:5001/token", undefined],
  ["http://r.test/v2/", "https://auth.test/token", "https://auth.test/token"],
  ["https://r.test/v2/", "/auth/token", "https://r.test/auth/token"],
  ["https://r.test/v2/", "Artifactory Realm", undefined],
  ["https://r.test/v2/", "", undefined],
  ["https://r.test/v2/", "https://", undefined],
  ["https://r.test/v2/", "file:///etc/passwd", undefined],
  ["https://r.test/v2/", "https://169.254.169.254/token", undefined],
  ["https://r.test/v2/", "https://127.0.0.1/token", undefined],
  ["https://127.0.0.1:5000/v2/", "https://127.0.0.1:5001/token", "https://127.0.0.1:5001/token"],
  ["https://r.test/v2/", "https://user:pw@auth.test/token", "https://auth.test/token"],
];

for (const [registry, realm, expected] of REALMS) {
  test(`realm "${realm}" of ${registry}`, () => {
    assert.is(acceptRealm(realm, new URL(registry))?.href, expected);
  });
}

test.run();
