import { createServer } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { RequestEvent } from "../../src/http/http-world.js";
import { makeCertificate } from "../support/certificates.js";
import { startFakeRegistry, type FakeRegistry } from "../support/fake-registry.js";
import { replyWith } from "../support/scripted-server.js";
import {
  failureOf,
  GOPHER,
  repositoryAt,
  scriptTags,
  tagOf,
  valueOf,
  withClient,
} from "../registry/world.js";

// Linux connects to this machine for 0.0.0.0, but it is not a loopback address: a registry there represents one that is
// elsewhere, so that a loopback address is one of another kind.

const REPOSITORIES = { repositories: { "team/app": { tags: scriptTags(2) } } };

/** Counts the connections to a TCP server on this machine while `use` runs. */
async function countConnections(use: (port: number) => Promise<void>): Promise<number> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.resume();
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n" + INSIDE);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
    await use(address.port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  return connections;
}

const INSIDE = '{"name":"team/app","tags":["99.0.0"]}   ';

async function withRegistry(
  script: Parameters<typeof startFakeRegistry>[0],
  use: (registry: FakeRegistry, port: string) => Promise<void>,
): Promise<void> {
  const registry = await startFakeRegistry(script);
  try {
    await use(registry, new URL(registry.url).port);
  } finally {
    await registry.stop();
  }
}

for (const host of ["127.0.0.1", "localhost", "localhost.", "[::ffff:127.0.0.1]", "2130706433"]) {
  test(`a redirect of another registry to ${host} opens no connection`, async () => {
    await withRegistry(REPOSITORIES, async (registry, registryPort) => {
      const connections = await countConnections(async (port) => {
        const headers = { location: `http://${host}:${port}/v2/team/app/tags/list` };
        registry.inject(replyWith({ status: 307, headers }), Infinity);
        await withClient({}, async (client) => {
          const answer = await client.tags(repositoryAt(`http://0.0.0.0:${registryPort}`), "team/app");
          const failure = failureOf(answer);
          assert.is(failure.kind, "protocol");
          assert.is(failure.status, 307);
          assert.match(failure.message, "is not allowed: it ");
          assert.match(failure.message, "loopback");
        });
      });
      assert.is(connections, 0);
      assert.is(registry.count(), 1);
    });
  });
}

test("a page of the tag list that is redirected to this machine opens no connection", async () => {
  await withRegistry(REPOSITORIES, async (registry, registryPort) => {
    const connections = await countConnections(async (port) => {
      const link = '</v2/team/app/tags/list?n=1000&last=1.0.0>; rel="next"';
      const redirect = { location: `http://localhost:${port}/x` };
      registry.inject((request, response) => {
        if (request.url?.includes("last") === true) response.writeHead(302, redirect).end();
        else response.writeHead(200, { link }).end('{"name":"team/app","tags":["1.0.0"]}');
        return true;
      }, Infinity);
      await withClient({}, async (client) => {
        const answer = await client.tags(repositoryAt(`http://0.0.0.0:${registryPort}`), "team/app");
        const failure = failureOf(answer);
        assert.is(failure.kind, "incomplete");
        assert.match(failure.message, "is not allowed: it ");
      });
    });
    assert.is(connections, 0);
  });
});

test("a token service on this machine opens no connection for another registry", async () => {
  await withRegistry(REPOSITORIES, async (registry, registryPort) => {
    const connections = await countConnections(async (port) => {
      const challenge = `Bearer realm="https://localhost:${port}/token",service="x"`;
      registry.inject(replyWith({ status: 401, headers: { "www-authenticate": challenge } }), Infinity);
      await withClient({ credential: GOPHER }, async (client) => {
        const answer = await client.tags(repositoryAt(`http://0.0.0.0:${registryPort}`), "team/app");
        const failure = failureOf(answer);
        assert.is(failure.kind, "protocol");
        assert.match(failure.message, `a connection to localhost:${port}`);
        assert.match(failure.message, "loopback");
      });
    });
    assert.is(connections, 0);
  });
});

test("a registry on this machine may redirect to this machine", async () => {
  await withRegistry(REPOSITORIES, async (registry) => {
    const connections = await countConnections(async (port) => {
      registry.inject(replyWith({ status: 307, headers: { location: `http://localhost:${port}/x` } }));
      await withClient({}, async (client) => {
        assert.equal(valueOf(await client.tags(repositoryAt(registry.url), "team/app")), ["99.0.0"]);
      });
    });
    assert.is(connections, 1);
  });
});

const authority = makeCertificate({ name: "test CA", isAuthority: true });
const server = makeCertificate({ name: "server", hosts: ["127.0.0.1"], issuer: authority });
const tls = { cert: server.cert, key: server.key };

for (const isRedirectedAtOnce of [true, false]) {
  const title = isRedirectedAtOnce ? "the first request" : "a request with a token";
  test(`a challenge in the redirected answer of ${title} gets neither a request nor a credential`, async () => {
    const bearer = { scheme: "bearer", users: { gopher: "s3cret-word" } } as const;
    await withRegistry(
      isRedirectedAtOnce ? REPOSITORIES : { ...REPOSITORIES, auth: bearer },
      async (registry) => {
        await withRegistry(REPOSITORIES, async (other) => {
          await withRegistry({ ...REPOSITORIES, tls }, async (thief) => {
            const settings = { credential: GOPHER, files: { "ca.pem": authority.cert } };
            await withClient(settings, async (client) => {
              const repository = repositoryAt(registry.url, { caFile: "ca.pem" });
              if (!isRedirectedAtOnce) valueOf(await client.tags(repository, "team/app"));
              registry.inject(replyWith({ status: 307, headers: { location: `${other.url}/x` } }), Infinity);
              const challenge = `Bearer realm="${thief.url}/token",service="x"`;
              other.inject(replyWith({ status: 401, headers: { "www-authenticate": challenge } }), Infinity);
              const failure = failureOf(await client.digest(repository, "team/app", tagOf("1.0.0")));
              assert.is(failure.kind, "unauthorized");
              assert.match(failure.message, `redirects to ${other.host}, which responded with 401`);
            });
            assert.is(thief.connections(), 0);
            assert.equal(
              other.requests.map(({ authorization }) => authorization),
              [undefined],
            );
          });
        });
      },
    );
  });
}

for (const [host, isWarned] of [
  ["127.0.0.1", false],
  ["localhost", false],
  ["0.0.0.0", true],
] as const) {
  for (const scheme of ["basic", "bearer"] as const) {
    test(`a ${scheme} credential over plain http to ${host} ${isWarned ? "is" : "is not"} a warning (issue 12, error 13)`, async () => {
      const auth = { scheme, users: { gopher: GOPHER.password.reveal() } };
      await withRegistry({ ...REPOSITORIES, auth }, async (registry, port) => {
        registry.inject((request, response) => {
          // The token service must be at the registry's own origin, with any name.
          if (scheme === "basic" || request.headers.authorization !== undefined) return false;
          const challenge = `Bearer realm="/token",service="fake-registry"`;
          response.writeHead(401, { "www-authenticate": challenge }).end();
          return true;
        });
        await withClient({ credential: GOPHER }, async (client) => {
          const repository = repositoryAt(`http://${host}:${port}`);
          valueOf(await client.tags(repository, "team/app"));
          valueOf(await client.digest(repository, "team/app", tagOf("1.0.0")));
          const message = `a credential is sent to ${host}:${port} over plain http, where others on the network can read it`;
          assert.equal(
            client.warnings().map((notice) => [notice.code, notice.message]),
            isWarned ? [["registry-plaintext", message]] : [],
          );
        });
      });
    });
  }
}

test("anonymous requests over plain http are not a warning", async () => {
  await withRegistry(REPOSITORIES, async (_registry, port) => {
    await withClient({}, async (client) => {
      valueOf(await client.tags(repositoryAt(`http://0.0.0.0:${port}`), "team/app"));
      assert.equal(client.warnings(), []);
    });
  });
});

test("a verbose line has no query string (issue 12, error 11)", async () => {
  const events: RequestEvent[] = [];
  await withRegistry(REPOSITORIES, async (registry) => {
    registry.inject((request, response) => {
      const location = "/v2/team/app/tags/list?X-Amz-Signature=s3cret-signature";
      if (request.url?.includes("Signature") !== true) response.writeHead(307, { location }).end();
      else response.writeHead(200).end('{"name":"team/app","tags":["1.0.0"]}');
      return true;
    }, Infinity);
    await withClient({ events }, async (client) => {
      valueOf(await client.tags(repositoryAt(registry.url), "team/app"));
    });
    const url = `${registry.url}/v2/team/app/tags/list`;
    assert.equal(
      events.map((event) => event.url),
      [url, url],
    );
  });
});

test.run();
