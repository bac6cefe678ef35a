import tls from "node:tls";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Repository } from "../../src/model/declaration.js";
import { makeCertificate, type Certificate } from "../support/certificates.js";
import { startFakeRegistry, type FakeRegistryScript } from "../support/fake-registry.js";
import {
  failureOf,
  repositoryAt,
  scriptTags,
  valueOf,
  withClient,
  type WorldSettings,
} from "../registry/world.js";

const authority = makeCertificate({ name: "company CA", isAuthority: true });
const other = makeCertificate({ name: "another CA", isAuthority: true });
const server = makeCertificate({ name: "server", hosts: ["127.0.0.1"], issuer: authority });
const client = makeCertificate({ name: "client", issuer: authority });
const stranger = makeCertificate({ name: "stranger", issuer: other });

type Files = Readonly<Record<string, string>>;

/** Lists the tags of a TLS registry in a world with `files`, in whose paths and texts `HOST` is its `host:port`. */
async function listWith(
  files: Files,
  settings: WorldSettings = {},
  repository: Partial<Repository> = {},
  mutual: FakeRegistryScript["tls"] = {},
) {
  const repositories = { "team/app": { tags: scriptTags(3) } };
  const registry = await startFakeRegistry({
    repositories,
    tls: { cert: server.cert, key: server.key, ...mutual },
  });
  const here = (text: string) => text.replaceAll("HOST", registry.host);
  const placed = Object.fromEntries(Object.entries(files).map(([path, text]) => [here(path), text]));
  try {
    return await withClient({ machineRoot: "/", ...settings, files: placed }, async (made) => {
      const answer = await made.tags(repositoryAt(registry.url, repository), "team/app");
      const shown = answer.ok ? "" : `${answer.failure.message}; help: ${answer.failure.help}`;
      return { answer, shown: shown.replaceAll(registry.host, "HOST"), connections: registry.connections() };
    });
  } finally {
    await registry.stop();
  }
}

const BOTH = other.cert + authority.cert;
const PLACES: readonly (readonly [title: string, files: Files, env?: Readonly<Record<string, string>>])[] = [
  ["Debian's bundle", { "/etc/ssl/certs/ca-certificates.crt": BOTH }],
  ["Red Hat's bundle", { "/etc/pki/tls/certs/ca-bundle.crt": BOTH }],
  ["SUSE's bundle", { "/etc/ssl/ca-bundle.pem": BOTH }],
  ["newer Red Hat's bundle", { "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem": BOTH }],
  ["the bundle of macOS", { "/etc/ssl/cert.pem": BOTH }],
  ["SSL_CERT_FILE", { "/ca/all.pem": BOTH }, { SSL_CERT_FILE: "/ca/all.pem" }],
  ["SSL_CERT_DIR", { "/ca/0a.0": authority.cert, "/ca/README": "text" }, { SSL_CERT_DIR: "/none:/ca" }],
  [
    "SSL_CERT_FILE with SSL_CERT_DIR",
    { "/ca/a.pem": authority.cert, "/x.pem": other.cert },
    { SSL_CERT_FILE: "/x.pem", SSL_CERT_DIR: "/ca" },
  ],
  ["docker's certs.d", { "/etc/docker/certs.d/HOST/ca.crt": authority.cert }],
  ["docker's certs.d of the user", { "/home/user/.docker/certs.d/HOST/ca.crt": authority.cert }],
  [
    "docker's certs.d in DOCKER_CONFIG",
    { "/docker/certs.d/HOST/any.crt": authority.cert },
    { DOCKER_CONFIG: "/docker" },
  ],
  ["podman's certs.d", { "/etc/containers/certs.d/HOST/ca.crt": authority.cert }],
];
for (const [title, files, env = {}] of PLACES) {
  test(`a registry is trusted if its CA is only in ${title}`, async () => {
    assert.is(valueOf((await listWith(files, { env })).answer).length, 3);
    // With a repository's own ca_file, the place counts, too.
    const more = { ...files, "ca.pem": other.cert };
    assert.is(valueOf((await listWith(more, { env }, { caFile: "ca.pem" })).answer).length, 3);
    const strange = Object.fromEntries(Object.keys(files).map((path) => [path, other.cert]));
    assert.match((await listWith(strange, { env })).shown, "comes from an unknown certificate authority");
  });
}

test("a registry is trusted if its CA is only in the store that Node.js reads", async () => {
  Object.assign(tls, { getCACertificates: (type: string) => (type === "system" ? [authority.cert] : []) });
  try {
    assert.is(valueOf((await listWith({})).answer).length, 3);
    const env = { SSL_CERT_FILE: "/x.pem" };
    assert.not((await listWith({ "/x.pem": other.cert }, { env })).answer.ok);
  } finally {
    Reflect.deleteProperty(tls, "getCACertificates");
  }
});

test("without machineRoot no certificate of the machine is used", async () => {
  const files = {
    "/etc/ssl/certs/ca-certificates.crt": BOTH,
    "/etc/docker/certs.d/HOST/ca.crt": authority.cert,
  };
  const { shown } = await listWith(files, { machineRoot: undefined });
  assert.match(shown, "searched: Node.js, ~/.docker/certs.d/HOST");
});

test("the certs.d folder of another port is not used", async () => {
  assert.not((await listWith({ "/etc/docker/certs.d/127.0.0.1:1/ca.crt": authority.cert })).answer.ok);
});

test("a TLS error names the places that were searched, with what is wrong there", async () => {
  const { shown } = await listWith({ "/etc/ssl/ca-bundle.pem": other.cert });
  assert.is(
    shown,
    "the certificate of HOST comes from an unknown certificate authority (UNABLE_TO_VERIFY_LEAF_SIGNATURE); " +
      "help: set ca_file of the package repository to the CA's certificate, or add it to the trusted certificates of this machine; " +
      "searched: Node.js, /etc/ssl/ca-bundle.pem, /etc/docker/certs.d/HOST, ~/.docker/certs.d/HOST, /etc/containers/certs.d/HOST",
  );
  const env = { SSL_CERT_FILE: "/absent.pem", SSL_CERT_DIR: "/none", DOCKER_CONFIG: "/docker" };
  assert.match(
    (await listWith({}, { env })).shown,
    "searched: Node.js, SSL_CERT_FILE=/absent.pem (does not exist), SSL_CERT_DIR=/none (does not exist), " +
      "/etc/docker/certs.d/HOST, /docker/certs.d/HOST,",
  );
  const empty = { "/empty.pem": "text" };
  assert.match(
    (await listWith(empty, { env: { SSL_CERT_FILE: "/empty.pem" } })).shown,
    "SSL_CERT_FILE=/empty.pem (contains no certificate)",
  );
});

const MUTUAL = { requestCert: true, ca: authority.cert };

/** A folder of certs.d that has the CA, and a client certificate. */
function hostFolder(folder: string, { cert, key }: Pick<Certificate, "cert" | "key"> = client): Files {
  return {
    [`${folder}/certs.d/HOST/ca.crt`]: authority.cert,
    [`${folder}/certs.d/HOST/client.cert`]: cert,
    [`${folder}/certs.d/HOST/client.key`]: key,
  };
}

for (const folder of ["/etc/docker", "/home/user/.docker", "/etc/containers"]) {
  test(`the client certificate of ${folder}/certs.d is sent`, async () => {
    assert.is(valueOf((await listWith(hostFolder(folder), {}, {}, MUTUAL)).answer).length, 3);
    assert.not((await listWith(hostFolder(folder, stranger), {}, {}, MUTUAL)).answer.ok);
  });
}

test("cert_file takes precedence over the client certificate of certs.d", async () => {
  const files = {
    ...hostFolder("/etc/docker", stranger),
    "client.pem": client.cert,
    "client.key": client.key,
  };
  const repository = { certFile: "client.pem", keyFile: "client.key" };
  assert.is(valueOf((await listWith(files, {}, repository, MUTUAL)).answer).length, 3);
  // The files that are not used may even be broken.
  const broken = { ...files, "/etc/docker/certs.d/HOST/client.key": "text" };
  assert.is(valueOf((await listWith(broken, {}, repository, MUTUAL)).answer).length, 3);
});

test("the first folder with a client certificate counts", async () => {
  const files = { ...hostFolder("/etc/docker"), ...hostFolder("/etc/containers", stranger) };
  assert.is(valueOf((await listWith(files, {}, {}, MUTUAL)).answer).length, 3);
});

const FOLDER = "/etc/docker/certs.d/HOST";
const BROKEN: readonly (readonly [files: Files, message: string])[] = [
  [
    { [`${FOLDER}/a.crt`]: "text" },
    `the certificate file "${FOLDER}/a.crt" contains no certificate; help: use a readable file in PEM format, or remove it`,
  ],
  [
    { [`${FOLDER}/a.cert`]: client.cert },
    `the certificate file "${FOLDER}/a.cert" has no "a.key" next to it; help: add the missing file, or remove this one; ` +
      'an authority has the extension ".crt"',
  ],
  [{ [`${FOLDER}/a.key`]: client.key }, `the certificate file "${FOLDER}/a.key" has no "a.cert" next to it;`],
  [
    { [`${FOLDER}/a.cert`]: client.cert, [`${FOLDER}/a.key`]: stranger.key },
    `the certificate file "${FOLDER}/a.key" does not belong to "a.cert"; help: use the private key of that certificate`,
  ],
  [
    { [`${FOLDER}/a.cert`]: client.cert, [`${FOLDER}/a.key`]: "text" },
    `the certificate file "${FOLDER}/a.key" contains no private key;`,
  ],
];
for (const [files, message] of BROKEN) {
  test(`certs.d: ${message.split(";", 1)[0] ?? ""}`, async () => {
    const { answer, shown, connections } = await listWith(files);
    assert.ok(shown.startsWith(message), shown);
    const failure = failureOf(answer);
    assert.is(failure.kind, "tls");
    assert.is(failure.blames, "registry_url");
    assert.is(connections, 0);
  });
}

test("certificates of the machine are not read for a registry without TLS", async () => {
  const registry = await startFakeRegistry({ repositories: { "team/app": { tags: scriptTags(3) } } });
  const files = { [`/etc/docker/certs.d/${registry.host}/a.crt`]: "text" };
  try {
    await withClient({ files, machineRoot: "/" }, async (made) => {
      assert.is(valueOf(await made.tags(repositoryAt(registry.url), "team/app")).length, 3);
    });
  } finally {
    await registry.stop();
  }
});

test.run();
