import { createServer } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Repository } from "../../src/model/declaration.js";
import { makeCertificate, type Certificate, type CertificateRequest } from "../support/certificates.js";
import { startFakeRegistry, type FakeRegistryScript } from "../support/fake-registry.js";
import { replyWith } from "../support/scripted-server.js";
import {
  failureOf,
  repositoryAt,
  scriptTags,
  valueOf,
  withClient,
  type WorldSettings,
} from "../registry/world.js";
import type { Answer } from "../../src/model/failure.js";

const authority = makeCertificate({ name: "test CA", isAuthority: true });
const stranger = makeCertificate({ name: "another CA", isAuthority: true });
const client = makeCertificate({ name: "client", issuer: authority });
const files = {
  "ca.pem": authority.cert,
  "other.pem": stranger.cert,
  "client.pem": client.cert,
  "client.key": client.key,
  "other.key": stranger.key,
  "text.pem": "no certificate",
  "broken.pem": authority.cert.replace(/\n[^\n]{10}/, "\nAAAAAAAAAA"),
  "locked.key": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
};

async function askWith(
  server: Certificate,
  repository: Partial<Repository>,
  settings: WorldSettings = {},
  tls: FakeRegistryScript["tls"] = {},
): Promise<{
  readonly answer: Answer<readonly string[]>;
  readonly warnings: readonly string[];
  readonly connections: number;
}> {
  const { cert, key } = server;
  const repositories = { "team/app": { tags: scriptTags(3) } };
  const registry = await startFakeRegistry({ repositories, tls: { cert, key, ...tls } });
  try {
    return await withClient({ files, ...settings }, async (made) => {
      const answer = await made.tags(repositoryAt(registry.url, repository), "team/app");
      return {
        answer,
        warnings: made.warnings().map(({ message }) => message),
        connections: registry.connections(),
      };
    });
  } finally {
    await registry.stop();
  }
}

const DAY = 24 * 60 * 60 * 1000;
const good = makeCertificate({ name: "server", hosts: ["127.0.0.1"], issuer: authority });

test("tls: ca_file adds a private CA", async () => {
  const { answer, warnings } = await askWith(good, { caFile: "ca.pem" });
  assert.is(valueOf(answer).length, 3);
  assert.equal(warnings, []);
});

test("tls: NODE_EXTRA_CA_CERTS counts together with ca_file", async () => {
  const { answer } = await askWith(good, { caFile: "other.pem" }, { env: { NODE_EXTRA_CA_CERTS: "ca.pem" } });
  assert.is(valueOf(answer).length, 3);
});

const REFUSED: readonly (readonly [
  title: string,
  request: Partial<CertificateRequest>,
  message: string,
  help: string,
])[] = [
  [
    "expired",
    { issuer: authority, notAfter: new Date(Date.now() - DAY / 2) },
    "has expired (CERT_HAS_EXPIRED)",
    "renew",
  ],
  [
    "not valid yet",
    { issuer: authority, notBefore: new Date(Date.now() + DAY / 2) },
    "is not valid yet",
    "clock",
  ],
  [
    "for another host",
    { issuer: authority, hosts: ["other.test"] },
    "is for another host name: it is valid for DNS:other.test",
    "that the certificate is valid for",
  ],
  ["self-signed", {}, "is self-signed", "set ca_file"],
  ["of an unknown CA", { issuer: stranger }, "comes from an unknown certificate authority", "set ca_file"],
];
for (const [title, request, message, help] of REFUSED) {
  test(`tls: a certificate that is ${title}, and it is not retried`, async () => {
    const server = makeCertificate({ name: "server", hosts: ["127.0.0.1"], ...request });
    const { answer, connections } = await askWith(server, { caFile: "ca.pem" });
    const failure = failureOf(answer);
    assert.is(failure.kind, "tls");
    assert.match(failure.message, /^the certificate of 127\.0\.0\.1:\d+ /);
    assert.match(failure.message, message);
    assert.match(failure.help, help);
    assert.is(connections, 1);
  });
  test(`tls: a certificate that is ${title} is accepted with insecure_skip_tls_verify, with a warning`, async () => {
    const server = makeCertificate({ name: "server", hosts: ["127.0.0.1"], ...request });
    const { answer, warnings } = await askWith(server, { insecureSkipTlsVerify: true });
    assert.is(valueOf(answer).length, 3);
    assert.is(warnings.length, 1);
    assert.match(
      warnings.join(),
      /^the certificate of 127\.0\.0\.1:\d+ is not checked \(insecure_skip_tls_verify\)$/,
    );
  });
}

const MUTUAL = { requestCert: true, ca: authority.cert };

test("tls: a client certificate is sent to a server that requires it", async () => {
  const { answer } = await askWith(
    good,
    { caFile: "ca.pem", certFile: "client.pem", keyFile: "client.key" },
    {},
    MUTUAL,
  );
  assert.is(valueOf(answer).length, 3);
});

// The redirect leads to the same server under the name of another host: the host of the registry is 127.0.0.1.
for (const [title, tls, repository, kind] of [
  ["the certificate of another host is checked", {}, { insecureSkipTlsVerify: true }, "tls"],
  [
    "another host gets no client certificate",
    MUTUAL,
    { caFile: "ca.pem", certFile: "client.pem", keyFile: "client.key" },
    "unreachable",
  ],
] as const) {
  test(`tls: after a redirect, ${title}`, async () => {
    const issuer = "insecureSkipTlsVerify" in repository ? stranger : authority;
    const { cert, key } = makeCertificate({ name: "server", hosts: ["127.0.0.1", "localhost"], issuer });
    const repositories = { "team/app": { tags: scriptTags(3) } };
    const registry = await startFakeRegistry({ repositories, tls: { cert, key, ...tls } });
    const location = `${registry.origin.replace("127.0.0.1", "localhost")}/v2/team/app/tags/list`;
    registry.inject(replyWith({ status: 307, headers: { location } }), Infinity);
    try {
      await withClient({ files }, async (made) => {
        const failure = failureOf(await made.tags(repositoryAt(registry.url, repository), "team/app"));
        assert.is(failure.kind, kind, failure.message);
        assert.match(failure.message, "localhost");
      });
    } finally {
      await registry.stop();
    }
  });
}

test("tls: the help mentions a missing client certificate", async () => {
  const { answer } = await askWith(good, { caFile: "ca.pem" }, {}, MUTUAL);
  const failure = failureOf(answer);
  assert.is(failure.kind, "unreachable");
  assert.match(failure.message, "closed the connection without a response");
  assert.match(failure.help, "a client certificate (cert_file, key_file)");
});

const FILES: readonly (readonly [repository: Partial<Repository>, message: string])[] = [
  [{ caFile: "absent.pem" }, 'ca_file "absent.pem" cannot be read'],
  [{ caFile: "text.pem" }, 'ca_file "text.pem" contains no certificate'],
  [{ caFile: "broken.pem" }, 'ca_file "broken.pem" contains a certificate that is not valid'],
  [{ certFile: "client.pem" }, "has only one of cert_file and key_file"],
  [{ certFile: "client.pem", keyFile: "client.pem" }, 'key_file "client.pem" contains no private key'],
  [
    { certFile: "client.pem", keyFile: "locked.key" },
    'key_file "locked.key" contains an encrypted private key',
  ],
  [
    { certFile: "client.pem", keyFile: "other.key" },
    'key_file "other.key" does not belong to cert_file "client.pem"',
  ],
];
for (const [repository, message] of FILES) {
  test(`tls: ${message}`, async () => {
    const { answer, connections } = await askWith(good, repository);
    const failure = failureOf(answer);
    assert.is(failure.kind, "tls");
    assert.match(failure.message, message);
    assert.is(connections, 0);
  });
}

test("tls: http to a TLS port leads to https", async () => {
  const { cert, key } = good;
  const registry = await startFakeRegistry({ repositories: {}, tls: { cert, key } });
  try {
    await withClient({}, async (made) => {
      const failure = failureOf(await made.ping(repositoryAt(registry.url.replace("https:", "http:"))));
      assert.match(failure.help, "write https://");
    });
  } finally {
    await registry.stop();
  }
});

for (const [server, answer] of [
  ["nginx", "400 The plain HTTP request was sent to HTTPS port"],
  ["Apache", "400 You're speaking plain HTTP to an SSL-enabled server port."],
  ["Go", "400 Client sent an HTTP request to an HTTPS server."],
  ["a TLS alert", undefined],
] as const) {
  test(`tls: http to a TLS port of ${server} leads to https`, async () => {
    const body = answer ?? "";
    const head = `HTTP/1.1 400 Bad Request\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
    const bytes = answer === undefined ? Buffer.from([0x15, 3, 1, 0, 2, 2, 70]) : Buffer.from(head + body);
    const listener = createServer((socket) => socket.once("data", () => socket.end(bytes)));
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
    try {
      await withClient({}, async (made) => {
        const repository = repositoryAt(`http://127.0.0.1:${address.port}`);
        for (const failure of [
          failureOf(await made.ping(repository)),
          failureOf(await made.tags(repository, "team/app")),
        ]) {
          assert.is(failure.kind, "tls");
          assert.match(failure.message, "uses TLS on this port");
          assert.is(failure.help, "write https:// in registry_url");
          assert.is(failure.blames, "registry_url");
        }
      });
    } finally {
      listener.close();
    }
  });
}

test("tls: a registry without TLS fails with https", async () => {
  const registry = await startFakeRegistry({ repositories: {} });
  try {
    await withClient({}, async (made) => {
      const failure = failureOf(await made.ping(repositoryAt(registry.url.replace("http:", "https:"))));
      assert.is(failure.kind, "tls");
      assert.match(failure.message, "does not use TLS on this port");
      assert.match(failure.help, "http://");
    });
  } finally {
    await registry.stop();
  }
});

test.run();
