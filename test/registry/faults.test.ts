import { createServer, type Socket } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { RequestEvent } from "../../src/registry/world.js";
import type { RegistryFailure } from "../../src/model/failure.js";
import { replyWith, startFakeRegistry, type FakeRegistry, type Fault } from "../support/fake-registry.js";
import {
  failureOf,
  GOPHER,
  repositoryAt,
  scriptTags,
  tagOf,
  valueOf,
  withClient,
  type WorldSettings,
} from "./world.js";
import type { RegistryClient } from "../../src/registry/client.js";
import type { Repository } from "../../src/model/repository.js";

function testFault(
  title: string,
  settings: WorldSettings,
  run: (client: RegistryClient, repository: Repository, registry: FakeRegistry) => Promise<void>,
): void {
  test(`faults: ${title}`, async () => {
    const registry = await startFakeRegistry({ repositories: { "team/app": { tags: scriptTags(3) } } });
    try {
      await withClient(settings, (client) => run(client, repositoryAt(registry.url), registry));
    } finally {
      await registry.stop();
    }
  });
}

async function failTags(client: RegistryClient, repository: Repository): Promise<RegistryFailure> {
  return failureOf(await client.tags(repository, "team/app"));
}

const hangUp: Fault = (request) => {
  request.socket.destroy();
  return true;
};

for (const status of [408, 429, 500, 502, 503, 504]) {
  testFault(`${status} passes`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status }), 3);
    assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
    assert.is(registry.count(), 4);
  });
  testFault(`${status} for good`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status }), Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.status, status);
    assert.match(failure.message, `${registry.host} answers ${status}`);
    assert.is(
      failure.kind,
      status === 429 ? "rate-limited" : status === 408 || status === 504 ? "timeout" : "unreachable",
    );
    assert.is(registry.count(), 4);
  });
}

for (const status of [400, 402, 404, 409, 418, 451, 501, 505]) {
  testFault(`${status} is an answer: no retry`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status }), Infinity);
    await failTags(client, repository);
    assert.is(registry.count(), status === 400 ? 2 : 1);
  });
}

testFault("a connection that breaks is tried again", {}, async (client, repository, registry) => {
  registry.inject(hangUp, 2);
  assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
  assert.is(registry.count(), 3);
});

testFault("a connection that always breaks", {}, async (client, repository, registry) => {
  registry.inject(hangUp, Infinity);
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "unreachable");
  assert.match(failure.message, "closed the connection without a word");
  assert.is(registry.count(), 4);
});

const HAP429 = {
  status: 429,
  headers: { "retry-after": "60", "content-type": "text/plain" },
  body: "Too Many Requests (HAP429).\n",
};

testFault(
  "Retry-After beyond the time: no wait, and the option is named",
  { limits: { timeoutMs: 5000 } },
  async (client, repository, registry) => {
    registry.inject(replyWith(HAP429), Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "rate-limited");
    assert.match(failure.message, "answers 429: too many requests (Too Many Requests (HAP429).)");
    assert.match(failure.help ?? "", "wait 60 s, or allow that much time with --timeout");
    assert.is(registry.count(), 1);
  },
);

testFault(
  "Retry-After pauses the whole host: the others do not even ask",
  { limits: { timeoutMs: 5000 } },
  async (client, repository, registry) => {
    registry.inject(replyWith(HAP429), Infinity);
    await failTags(client, repository);
    for (const text of ["1.0.0", "1.0.1"]) {
      const failure = failureOf(await client.digest(repository, "team/app", tagOf(text)));
      assert.is(failure.kind, "rate-limited");
      assert.match(failure.message, "has asked to be left alone for a while");
    }
    assert.is(registry.count(), 1);
  },
);

testFault("Retry-After is capped", { limits: { maxWaitMs: 30 } }, async (client, repository, registry) => {
  registry.inject(replyWith(HAP429));
  assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
  assert.is(registry.count(), 2);
});

testFault("Retry-After as a date", { limits: { timeoutMs: 5000 } }, async (client, repository, registry) => {
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  registry.inject(replyWith({ status: 503, headers: { "retry-after": date } }), Infinity);
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "unreachable");
  assert.match(failure.help ?? "", /^wait 120 s/);
  assert.is(registry.count(), 1);
});

for (const value of ["soon", "-5", "1.5", ""]) {
  testFault(`Retry-After "${value}" is none`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status: 429, headers: { "retry-after": value } }));
    assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
    assert.is(registry.count(), 2);
  });
}

testFault("the quota is told when it is nearly used up", {}, async (client, repository, registry) => {
  const quota = (left: number): Fault =>
    replyWith({
      status: 404,
      headers: { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": `${left};w=21600` },
    });
  registry.inject(quota(76));
  await client.digest(repository, "team/app", tagOf("a"));
  assert.equal(client.warnings(), []);
  registry.inject(quota(9));
  await client.digest(repository, "team/app", tagOf("b"));
  assert.equal(client.warnings(), [`${registry.host} allows 9 more of 100 pulls in 6 hours`]);
});

testFault("Warning headers are shown once, without colours", {}, async (client, repository, registry) => {
  const warning = ['299 - "this registry \u009b31mretires \\"soon\\""', '199 - "no"'];
  registry.inject(replyWith({ status: 404, headers: { warning } }), 2);
  await client.digest(repository, "team/app", tagOf("a"));
  await client.digest(repository, "team/app", tagOf("b"));
  assert.equal(client.warnings(), [`${registry.host} warns: this registry  31mretires "soon"`]);
});

// Redirects

testFault(
  "a redirect within the origin keeps the token",
  { credential: GOPHER },
  async (client, repository, registry) => {
    const basic = replyWith({ status: 401, headers: { "www-authenticate": "Basic realm=x" } });
    registry.inject(basic);
    registry.inject((_request, response, seen) => {
      if (seen.authorization === undefined) return false;
      response.writeHead(308, { location: "/v2/team/app/tags/list?n=1000&last=0" }).end();
      return true;
    });
    valueOf(await client.tags(repository, "team/app"));
    assert.equal(
      registry.requests.map(({ authorization }) => authorization?.split(" ")[0]),
      [undefined, "Basic", "Basic"],
    );
  },
);

testFault(
  "a redirect to another origin loses the token for good",
  { credential: GOPHER },
  async (client, repository, registry) => {
    const other = await startFakeRegistry({ repositories: {} });
    try {
      registry.inject(replyWith({ status: 307, headers: { location: `${other.url}/there` } }, "/v2/"));
      registry.inject(replyWith({ status: 401, headers: { "www-authenticate": "Basic realm=x" } }));
      other.inject(
        replyWith({ status: 302, headers: { location: `${registry.url}/v2/team/app/tags/list` } }),
      );
      valueOf(await client.tags(repository, "team/app"));
      assert.is(other.requests[0]?.authorization, undefined);
      assert.equal(
        registry.requests.map(({ authorization }) => authorization?.split(" ")[0]),
        [undefined, "Basic", undefined],
      );
    } finally {
      await other.stop();
    }
  },
);

testFault("a redirect to where a login is wanted", {}, async (client, repository, registry) => {
  const other = await startFakeRegistry({ repositories: {} });
  try {
    registry.inject(replyWith({ status: 307, headers: { location: `${other.url}/there` } }));
    other.inject(replyWith({ status: 401, headers: { "www-authenticate": "Basic realm=x" } }));
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "unauthorized");
    assert.is(other.count(), 1);
  } finally {
    await other.stop();
  }
});

const REDIRECTS: readonly (readonly [location: string, message: string])[] = [
  ["/v2/team/app/tags/list?n=1000", "redirects in a circle"],
  ["http://169.254.169.254/latest/meta-data", "it leads to a link-local address"],
  ["ftp://127.0.0.1/x", "only http and https are followed"],
  ["http://", "it is no URL"],
];
for (const [location, message] of REDIRECTS) {
  testFault(`a redirect to ${location}`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status: 302, headers: { location } }), Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "protocol");
    assert.match(failure.message, message);
    assert.is(registry.count(), 1);
  });
}

testFault("redirects without end", {}, async (client, repository, registry) => {
  registry.inject((_request, response) => {
    response.writeHead(302, { location: `/v2/${registry.count()}` }).end();
    return true;
  }, Infinity);
  const failure = await failTags(client, repository);
  assert.match(failure.message, "redirects more than 10 times");
  assert.is(registry.count(), 11);
});

testFault("a redirect circle of two", {}, async (client, repository, registry) => {
  registry.inject((_request, response, seen) => {
    response.writeHead(302, { location: seen.path === "/a" ? "/b" : "/a" }).end();
    return true;
  }, Infinity);
  const failure = await failTags(client, repository);
  assert.match(failure.message, "redirects in a circle");
  assert.is(registry.count(), 3);
});

// Hostile hosts

testFault(
  "a host that never answers",
  { limits: { headersMs: 100, retries: 1 } },
  async (client, repository, registry) => {
    registry.inject(() => true, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "timeout");
    assert.match(failure.message, `${registry.host} did not begin to answer within 0.1 s`);
    assert.is(registry.count(), 2);
  },
);

testFault(
  "a host that never answers, and the time is over",
  { limits: { timeoutMs: 150 } },
  async (client, repository, registry) => {
    registry.inject(() => true, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "timeout");
    assert.match(failure.message, `${registry.host} did not answer within 0.15 s`);
    assert.match(failure.help ?? "", "--timeout");
    assert.is(registry.count(), 1);
  },
);

testFault(
  "a host that sends a byte at a time",
  { limits: { timeoutMs: 300 } },
  async (client, repository, registry) => {
    registry.inject((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
      return true;
    }, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "timeout");
    assert.match(failure.message, /had sent only \d+ bytes of its answer when 0\.3 s were over/);
  },
);

testFault(
  "a host that falls silent in its answer",
  { limits: { bodyMs: 100, retries: 0 } },
  async (client, repository, registry) => {
    registry.inject((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{");
      return true;
    }, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "timeout");
    assert.match(failure.message, "stopped in the middle of its answer, after 1 bytes, for 0.1 s");
  },
);

testFault("a host that hangs up in its answer", {}, async (client, repository, registry) => {
  registry.inject((_request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write('{"name":"team/app","tags":["1.0.0"');
    setTimeout(() => response.destroy(), 10);
    return true;
  }, Infinity);
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "unreachable");
  assert.match(failure.message, "closed the connection before its answer was complete");
  assert.is(registry.count(), 4);
});

testFault(
  "a host that sends a gigabyte",
  { limits: { maxListBytes: 1_000_000 } },
  async (client, repository, registry) => {
    let sent = 0;
    registry.inject((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, " ");
      const pump = (): void => {
        while (sent < 1e9 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", pump);
        }
      };
      pump();
      return true;
    }, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "protocol");
    assert.match(failure.message, "sent an answer of more than 1000000 bytes");
    assert.is(registry.count(), 1);
    assert.ok(sent < 50_000_000);
  },
);

testFault("a host that sends a megabyte of error", {}, async (client, repository, registry) => {
  const message = "\u001b[31m".repeat(100_000);
  registry.inject(
    replyWith({ status: 404, body: JSON.stringify({ errors: [{ code: "X".repeat(1e6), message }] }) }),
    Infinity,
  );
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "not-found");
  assert.ok(failure.message.length < 400);
});

testFault("more headers than anybody needs", {}, async (client, repository, registry) => {
  registry.inject(replyWith({ status: 200, headers: { x: "y".repeat(40_000) } }), Infinity);
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "protocol");
  assert.match(failure.message, "more headers");
});

/** Runs `use` with the port of a server that does `serve` with every connection. */
async function withServer(
  serve: (socket: Socket) => void,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  try {
    await use(address.port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("faults: a host that speaks another language", async () => {
  await withServer(
    (socket) => socket.once("data", () => socket.end("550 what?\r\n")),
    async (port) => {
      await withClient({ limits: { retries: 1 } }, async (client) => {
        const failure = failureOf(await client.ping(repositoryAt(`http://127.0.0.1:${port}`)));
        assert.is(failure.kind, "protocol");
        assert.match(failure.message, "does not answer in HTTP/1.1: ");
      });
    },
  );
});

test("faults: nobody there, and everybody else learns it from the first who asked", async () => {
  let port = 0;
  await withServer(
    () => undefined,
    (free) => Promise.resolve(void (port = free)),
  );
  const events: RequestEvent[] = [];
  await withClient({ events }, async (client) => {
    const repository = repositoryAt(`http://127.0.0.1:${port}`);
    const images = Array.from({ length: 50 }, (_, index) => `team/app${index}`);
    for (const answer of await Promise.all(images.map((image) => client.tags(repository, image)))) {
      const failure = failureOf(answer);
      assert.is(failure.kind, "unreachable");
      assert.match(failure.message, `127.0.0.1:${port} refused the connection (ECONNREFUSED)`);
    }
    assert.equal(
      events.map(({ outcome }) => outcome),
      ["ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED"],
    );
  });
});

test("faults: a host name that does not exist", async () => {
  await withClient({ limits: { retries: 0 } }, async (client) => {
    const failure = failureOf(await client.ping(repositoryAt("http://no-such-host.invalid")));
    assert.is(failure.kind, "unreachable");
    assert.match(failure.message, /^no-such-host\.invalid (is not known to DNS|could not be looked up)/);
  });
});

testFault(
  "no more questions at a time than allowed",
  { limits: { concurrency: 3 } },
  async (client, repository, registry) => {
    let open = 0;
    let most = 0;
    registry.inject((_request, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.writeHead(404).end();
      }, 10);
      return true;
    }, Infinity);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => client.digest(repository, "team/app", tagOf(`t${i}`))),
    );
    assert.is(most, 3);
    assert.is(registry.count(), 20);
    assert.ok(registry.connections() <= 4);
  },
);

test("faults: every request is told, and no secret with it", async () => {
  const registry = await startFakeRegistry({ repositories: { "team/app": { tags: scriptTags(1) } } });
  const events: RequestEvent[] = [];
  try {
    registry.inject(replyWith({ status: 401, headers: { "www-authenticate": "Basic realm=x" } }));
    await withClient({ events, credential: GOPHER }, async (client) => {
      valueOf(await client.tags(repositoryAt(registry.url), "team/app"));
    });
    const url = `${registry.url}/v2/team/app/tags/list?n=1000`;
    const told = events.map((event) => ({ ...event, ms: 0 }));
    assert.equal(told, [
      { method: "GET", url, outcome: 401, ms: 0, bytes: 0 },
      { method: "GET", url, outcome: 200, ms: 0, bytes: 36 },
    ]);
  } finally {
    await registry.stop();
  }
});

testFault("ping: 404 is no registry", {}, async (client, repository, registry) => {
  registry.inject(replyWith({ status: 404 }));
  const failure = failureOf(await client.ping(repository));
  assert.is(failure.kind, "not-found");
  assert.is(failure.status, 404);
  assert.match(failure.message, `there is no registry at ${registry.url}: 404 for /v2/`);
});

testFault(
  "ping: an open registry takes no credential",
  { credential: GOPHER },
  async (client, repository, registry) => {
    assert.equal(valueOf(await client.ping(repository)), {
      announced: true,
      credentialSource: undefined,
      admitted: true,
    });
    assert.is(registry.requests[0]?.authorization, undefined);
  },
);

testFault("ping: a web page is no registry", {}, async (client, repository, registry) => {
  registry.inject(replyWith({ status: 200, headers: { "content-type": "text/html" }, body: "<html>" }));
  assert.is(failureOf(await client.ping(repository)).kind, "protocol");
});

test.run();
