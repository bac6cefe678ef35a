import { test } from "uvu";
import * as assert from "uvu/assert";
import type { QueryFailure } from "../../src/model/failure.js";
import { describeNetworkError, isPassing, seconds } from "../../src/http/network-failure.js";
import { HTTP_LIMITS } from "../../src/http/http-limits.js";
import { createRedactor } from "../../src/http/redactor.js";
import { REGISTRY } from "../../src/registry/registry-peer.js";

const TABLE: readonly (readonly [
  code: string,
  kind: QueryFailure["kind"],
  isTriedAgain: boolean,
  message: string,
])[] = [
  ["ENOTFOUND", "unreachable", false, "r.test:5000 is not known to DNS (ENOTFOUND)"],
  ["EAI_AGAIN", "unreachable", true, "r.test:5000 could not be looked up: DNS does not answer (EAI_AGAIN)"],
  ["ECONNREFUSED", "unreachable", true, "r.test:5000 refused the connection (ECONNREFUSED)"],
  ["EHOSTUNREACH", "unreachable", true, "r.test:5000 cannot be reached: no route to the host (EHOSTUNREACH)"],
  ["ETIMEDOUT", "timeout", true, "r.test:5000 did not answer the connection attempt (ETIMEDOUT)"],
  ["UND_ERR_CONNECT_TIMEOUT", "timeout", true, "r.test:5000 did not accept a connection within 10 s"],
  [
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "tls",
    false,
    "the certificate of r.test:5000 comes from an unknown certificate authority (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
  ],
  ["CERT_REVOKED", "tls", false, "the certificate of r.test:5000 was revoked (CERT_REVOKED)"],
  [
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "tls",
    false,
    "r.test:5000 requires a client certificate that it trusts (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)",
  ],
  [
    "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
    "tls",
    false,
    "r.test:5000 requires a client certificate that it trusts (ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE)",
  ],
  [
    "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    "tls",
    false,
    "the TLS handshake with r.test:5000 failed: some words (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)",
  ],
  ["ESOMETHING_NEW", "unreachable", true, "r.test:5000 could not be reached (ESOMETHING_NEW)"],
];

for (const [code, kind, isTriedAgain, message] of TABLE) {
  test(`network error ${code}`, () => {
    const fault = { code, text: "some\u001b words", received: 0 };
    const scene = {
      peer: REGISTRY,
      host: "r.test:5000",
      from: undefined,
      redactor: createRedactor(),
      limits: HTTP_LIMITS,
      searched: [],
      maxBytes: 1,
      isPlain: false,
      isOver: false,
    };
    const failure = describeNetworkError(fault, scene);
    assert.is(failure.kind, kind);
    assert.is(failure.message, message);
    assert.ok(failure.help);
    assert.is(isPassing(fault), isTriedAgain);
  });
}

test("seconds are formatted without trailing zeros", () => {
  assert.equal([30_000, 250, 1500, 100, 0].map(seconds), ["30 s", "0.25 s", "1.5 s", "0.1 s", "0 s"]);
});

test.run();
