import { test } from "uvu";
import * as assert from "uvu/assert";
import { rejectRedirect } from "../../src/http/url.js";
import { createCredentialOrigins } from "../../src/registry/origin.js";

const REDIRECTS: readonly (readonly [from: string, to: string, isFollowed: boolean])[] = [
  ["https://r.test/v2/", "https://r.test/x", true],
  ["https://r.test/v2/", "https://cdn.test/x", true],
  ["https://r.test/v2/", "http://r.test/x", false],
  ["http://r.test/v2/", "https://r.test/x", true],
  ["http://r.test/v2/", "http://cdn.test/x", true],
  ["http://r.test/v2/", "ftp://r.test/x", false],
];

for (const [from, to, isFollowed] of REDIRECTS) {
  test(`redirect from ${from} to ${to}`, () => {
    assert.is(rejectRedirect(new URL(from), new URL(to)) === undefined, isFollowed);
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
  ["https://127.0.0.1:5000/v2/", "https://127.0.0.1:5001/token", "https://127.0.0.1:5001/token"],
  ["https://r.test/v2/", "https://user:pw@auth.test/token", "https://auth.test/token"],
];

for (const [registry, realm, expected] of REALMS) {
  test(`realm "${realm}" of ${registry}`, () => {
    const answer = new URL(registry);
    assert.is(createCredentialOrigins(answer.origin).acceptRealm(realm, answer)?.href, expected);
  });
}

test("a credential may go to the registry, and after a challenge to its token service, but to no other origin", () => {
  const origins = createCredentialOrigins("https://r.test");
  assert.ok(origins.permits(new URL("https://r.test/v2/")));
  assert.not(origins.permits(new URL("https://auth.test/token")));
  assert.ok(origins.acceptRealm("https://auth.test/token", new URL("https://r.test/v2/")));
  assert.ok(origins.permits(new URL("https://auth.test/token")));
  for (const other of [
    "http://r.test/v2/",
    "https://r.test:444/",
    "https://evil.test/",
    "http://auth.test/",
  ]) {
    assert.not(origins.permits(new URL(other)), other);
  }
});

test("a challenge in the answer of another origin names no token service (issue 12, error 3)", () => {
  const origins = createCredentialOrigins("https://r.test");
  for (const answer of ["https://cdn.test/x", "http://r.test/x", "https://r.test:8443/x"]) {
    assert.is(origins.acceptRealm("https://evil.test/token", new URL(answer)), undefined, answer);
    assert.is(origins.acceptRealm("/token", new URL(answer)), undefined, answer);
  }
  assert.not(origins.permits(new URL("https://evil.test/token")));
});

test.run();
