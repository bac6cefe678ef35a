import { createServer, type Socket } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeCertificate } from "../support/certificates.js";
import type { FakeAuth } from "../support/fake-registry-auth.js";
import { startFakeProxy, type FakeProxy } from "../support/fake-registry-proxy.js";
import { startFakeRegistry, type FakeRegistry, type FakeRegistryScript } from "../support/fake-registry.js";
import { listenLocally, replyWith } from "../support/scripted-server.js";
import {
  failureOf,
  GOPHER,
  repositoryAt,
  scriptTags,
  tagOf,
  valueOf,
  withClient,
} from "../registry/world.js";

const authority = makeCertificate({ name: "test CA", isAuthority: true });
const HOSTS = ["registry-1.docker.io", "auth.docker.io", "registry.test"];
const { cert, key } = makeCertificate({ name: "server", hosts: HOSTS, issuer: authority });
const TLS = { caFile: "ca.pem" };
const files = { "ca.pem": authority.cert };

async function withProxy(
  script: Partial<FakeRegistryScript>,
  run: (proxy: FakeProxy, registry: FakeRegistry) => Promise<void>,
): Promise<void> {
  const repositories = { "library/alpine": { tags: scriptTags(2) }, "team/app": { tags: scriptTags(3) } };
  const registry = await startFakeRegistry({ repositories, ...script });
  const proxy = await startFakeProxy({ target: registry.host, login: "proxy-user:proxy-word" });
  try {
    await run(proxy, registry);
  } finally {
    await proxy.stop();
    await registry.stop();
  }
}

test("proxy: https goes through a tunnel, with a login and a private CA", async () => {
  await withProxy({ tls: { cert, key } }, async (proxy, registry) => {
    const env = { HTTPS_PROXY: `http://proxy-user:proxy-word@${proxy.host}` };
    await withClient({ env, files }, async (client) => {
      const repository = repositoryAt("https://registry.test", TLS);
      assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
      valueOf(await client.digest(repository, "team/app", tagOf("1.0.1")));
      assert.equal([...new Set(proxy.requests)], ["CONNECT registry.test:443"]);
      assert.is(registry.requests[0]?.headers["proxy-authorization"], undefined);
      assert.is(registry.requests[0]?.headers.host, "registry.test");
    });
  });
});

// undici connects again, without a limit, if a proxy closes the connection.
for (const [what, answer] of [
  ["never answers", () => undefined],
  ["always closes the connection", (socket: Socket) => void socket.end()],
] as const) {
  test(`proxy: the time limit also ends a request for a tunnel that the proxy ${what}`, async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => answer(socket));
    });
    const { port, close } = await listenLocally(server);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    try {
      await withClient({ env, limits: { timeoutMs: 600 } }, async (client) => {
        const failure = failureOf(await client.tags(repositoryAt("https://registry.test"), "team/app"));
        assert.is(failure.kind, "timeout");
        assert.match(failure.message, "registry.test did not answer within 0.6 s");
      });
    } finally {
      await close();
    }
  });
}

test("proxy: plain http is sent as a complete URL", async () => {
  await withProxy({}, async (proxy, registry) => {
    const env = { http_proxy: `http://proxy-user:proxy-word@${proxy.host}` };
    await withClient({ env }, async (client) => {
      const repository = repositoryAt("http://registry.test:5000/v2/");
      assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
      assert.equal(proxy.requests, ["GET http://registry.test:5000/v2/team/app/tags/list?n=1000"]);
      assert.is(registry.requests[0]?.headers.host, "registry.test:5000");
    });
  });
});

for (const host of ["169.254.169.254", "[64:ff9b::a9fe:a9fe]", "10.0.0.1", "ip6-localhost"]) {
  test(`proxy: a redirect to ${host} is not sent to the proxy`, async () => {
    await withProxy({}, async (proxy, registry) => {
      const env = { http_proxy: `http://proxy-user:proxy-word@${proxy.host}` };
      registry.inject(replyWith({ status: 307, headers: { location: `http://${host}/x` } }), Infinity);
      await withClient({ env }, async (client) => {
        const failure = failureOf(await client.tags(repositoryAt("http://registry.test"), "team/app"));
        assert.is(failure.kind, "protocol");
        assert.match(failure.message, "is not allowed: it is a ");
      });
      assert.equal(proxy.requests, ["GET http://registry.test/v2/team/app/tags/list?n=1000"]);
    });
  });
}

for (const [scheme, script] of [
  ["https", { tls: { cert, key } }],
  ["http", {}],
] as const) {
  test(`proxy: 407 by ${scheme} is reported without the login`, async () => {
    await withProxy(script, async (proxy, registry) => {
      const env = {
        HTTPS_PROXY: `http://x:wrong-word@${proxy.host}`,
        HTTP_PROXY: `http://x:wrong-word@${proxy.host}`,
      };
      await withClient({ env, files }, async (client) => {
        const failure = failureOf(
          await client.tags(repositoryAt(`${scheme}://registry.test`, TLS), "team/app"),
        );
        assert.is(failure.kind, "unreachable");
        assert.match(
          failure.message,
          `the proxy http://${proxy.host} responded with 407 instead of connecting to registry.test`,
        );
        assert.match(failure.help, "user and password in HTTPS_PROXY or HTTP_PROXY");
        assert.not.match(JSON.stringify(failure), "wrong-word");
        assert.is(registry.count(), 0);
        assert.is(proxy.requests.length, 1);
      });
    });
  });
}

test("proxy: a proxy that cannot be reached is named", async () => {
  const env = { HTTPS_PROXY: "http://user:hidden-word@127.0.0.1:1" };
  await withClient({ env, limits: { retries: 1 } }, async (client) => {
    const failure = failureOf(await client.tags(repositoryAt("https://registry.test"), "team/app"));
    assert.is(failure.kind, "unreachable");
    assert.match(
      failure.message,
      "the proxy http://127.0.0.1:1, through which gocd-pin connects to registry.test, refused the connection (ECONNREFUSED)",
    );
    assert.not.match(JSON.stringify(failure), "hidden-word");
  });
});

test("proxy: the message names a malformed variable", async () => {
  await withClient({ env: { HTTPS_PROXY: "http://user:hidden-word@:" } }, async (client) => {
    const failure = failureOf(await client.tags(repositoryAt("https://registry.test"), "team/app"));
    assert.match(failure.message, 'in the environment variable "HTTPS_PROXY" is not an http or https URL');
    assert.not.match(JSON.stringify(failure), "hidden-word");
  });
});

test("Docker Hub: three names, one registry, library/ on the wire and in the scope", async () => {
  const auth: FakeAuth = {
    scheme: "bearer",
    anonymous: true,
    users: { gopher: "s3cret-word" },
    challenge: () => ['Bearer realm="https://auth.docker.io/token",service="fake-registry"'],
  };
  await withProxy({ tls: { cert, key }, auth }, async (proxy, registry) => {
    const env = { HTTPS_PROXY: `http://proxy-user:proxy-word@${proxy.host}` };
    await withClient({ env, files, credential: GOPHER }, async (client) => {
      for (const name of ["docker.io", "index.docker.io/v1/", "registry-1.docker.io/v2/"]) {
        assert.is(valueOf(await client.tags(repositoryAt(`https://${name}`, TLS), "alpine")).length, 2);
      }
      assert.is(registry.count("GET /v2/library/alpine/tags/list"), 2);
      assert.is(registry.count(), 3);
      const [, token] = registry.requests;
      assert.is(token?.query, "service=fake-registry&scope=repository%3Alibrary%2Falpine%3Apull");
      assert.is(token?.headers.host, "auth.docker.io");
      assert.equal([...new Set(proxy.requests)].sort(), [
        "CONNECT auth.docker.io:443",
        "CONNECT registry-1.docker.io:443",
      ]);
      const failure = failureOf(await client.tags(repositoryAt("https://docker.io", TLS), "ghost"));
      assert.is(failure.kind, "not-found");
      assert.match(failure.message, 'image "ghost" does not exist at registry-1.docker.io');
    });
  });
});

test("Docker Hub: a token for anything and then a 401 means absent or private, or library/", async () => {
  const auth: FakeAuth = {
    scheme: "bearer",
    anonymous: true,
    actions: ["owner"],
    challenge: () => [
      'Bearer realm="https://auth.docker.io/token",service="fake-registry",error="insufficient_scope"',
    ],
  };
  await withProxy({ tls: { cert, key }, auth }, async (proxy) => {
    const env = { HTTPS_PROXY: `http://proxy-user:proxy-word@${proxy.host}` };
    await withClient({ env, files }, async (client) => {
      const failure = failureOf(await client.tags(repositoryAt("https://docker.io", TLS), "alpine"));
      assert.is(failure.kind, "unauthorized");
      assert.match(
        failure.message,
        'image "alpine" does not exist at registry-1.docker.io, or access is not allowed',
      );
      assert.match(failure.help, '"library/alpine"');
    });
  });
});

test.run();
