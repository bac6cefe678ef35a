import { createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { QueryFailure } from "../../src/model/failure.js";
import type { Repository } from "../../src/model/declaration.js";
import type { RegistryClient } from "../../src/registry/client.js";
import type { RequestEvent } from "../../src/http/http-world.js";
import { drip, replyWith } from "../support/scripted-server.js";
import { testFake, type Run, type Settings } from "../registry/rig.js";
import { failureOf, repositoryAt, valueOf, withClient } from "../registry/world.js";

function testHostile(title: string, settings: Settings, run: Run): void {
  testFake(`hostile: ${title}`, {}, settings, run);
}

async function failTags(client: RegistryClient, repository: Repository): Promise<QueryFailure> {
  return failureOf(await client.tags(repository, "team/app"));
}

testHostile(
  "a host that never answers",
  (factor) => ({ limits: { headersMs: 100 * factor, retries: 0 } }),
  async (client, repository, registry) => {
    registry.inject(() => true, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "timeout");
    assert.match(failure.message, /127\.0\.0\.1:\d+ did not begin to answer within (?:0\.1|1) s/);
    assert.is(registry.count(), 1);
  },
);

testHostile(
  "a host that never answers until the timeout",
  (factor) => ({ limits: { timeoutMs: 600 * factor } }),
  async (client, repository, registry) => {
    registry.inject(() => true, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "timeout");
    assert.match(failure.message, /127\.0\.0\.1:\d+ did not answer within (?:0\.6|6) s/);
    assert.match(failure.help, "--timeout");
    assert.is(registry.count(), 1);
  },
);

testHostile(
  "a host that sends a byte at a time",
  (factor) => ({ limits: { timeoutMs: 600 * factor } }),
  async (client, repository, registry) => {
    registry.inject(drip, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "timeout");
    assert.match(failure.message, /sent only \d+ bytes of its response within (?:0\.6|6) s/);
  },
);

testHostile(
  "a host that stops in the middle of its answer",
  (factor) => ({ limits: { bodyMs: 100 * factor, retries: 0 } }),
  async (client, repository, registry) => {
    registry.inject((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{");
      return true;
    }, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "timeout");
    assert.match(failure.message, /stopped in the middle of its response, after 1 bytes, for (?:0\.1|1) s/);
  },
);

testHostile("a host that closes the connection in its answer", {}, async (client, repository, registry) => {
  registry.inject((_request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write('{"name":"team/app","tags":["1.0.0"');
    setTimeout(() => response.destroy(), 10);
    return true;
  }, Infinity);
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "unreachable");
  assert.match(failure.message, "closed the connection before its response was complete");
  assert.is(registry.count(), 4);
});

testHostile(
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
    assert.match(failure.message, "sent a response of more than 1000000 bytes");
    assert.is(registry.count(), 1);
    assert.ok(sent < 50_000_000);
  },
);

testHostile("a host that sends an error of a megabyte", {}, async (client, repository, registry) => {
  const message = "\u001b[31m".repeat(100_000);
  registry.inject(
    replyWith({ status: 404, body: JSON.stringify({ errors: [{ code: "X".repeat(1e6), message }] }) }),
    Infinity,
  );
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "not-found");
  assert.ok(failure.message.length < 400);
});

testHostile("more headers than allowed", {}, async (client, repository, registry) => {
  registry.inject(replyWith({ status: 200, headers: { x: "y".repeat(40_000) } }), Infinity);
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "protocol");
  assert.match(failure.message, "16 KiB of headers");
});

testHostile("a gzipped body that was not requested", {}, async (client, repository, registry) => {
  const body = gzipSync('{"name":"team/app","tags":["1.0.0"]}');
  registry.inject(replyWith({ status: 200, headers: { "content-encoding": "gzip" }, body }));
  assert.equal(valueOf(await client.tags(repository, "team/app")), ["1.0.0"]);
  assert.is(registry.requests[0]?.headers["accept-encoding"], "identity");
});

testHostile("a gzip bomb", { limits: { maxListBytes: 100_000 } }, async (client, repository, registry) => {
  const body = gzipSync(Buffer.alloc(10_000_000, " "));
  registry.inject(replyWith({ status: 200, headers: { "content-encoding": "gzip" }, body }));
  const failure = await failTags(client, repository);
  assert.is(failure.kind, "protocol");
  assert.match(failure.message, "sent a response of more than 100000 bytes");
});

testHostile("large bodies are read one at a time", {}, async (client, repository, registry) => {
  const start = `{"tags":["1.0.0"${" ".repeat(3_000_000)}`;
  let finish: (() => void) | undefined;
  registry.inject(({ url = "" }, response) => {
    response.writeHead(200);
    if (url.includes("/team/b/")) response.end(`${start}]}`);
    else {
      response.write(start);
      finish = () => response.end("]}");
    }
    return true;
  }, 3);
  const ended: string[] = [];
  const list = async (image: string) => {
    const tags = valueOf(await client.tags(repository, image));
    ended.push(image);
    return tags;
  };
  // The first query to a registry runs alone, so it must not be one of the two.
  const probe = client.tags(repository, "team/b/probe");
  assert.equal(valueOf(await probe), ["1.0.0"]);
  const first = list("team/app");
  while (finish === undefined) await sleep(10);
  await sleep(200);
  const second = list("team/b/x");
  await sleep(300);
  assert.equal(ended, []);
  finish();
  assert.equal(await Promise.all([first, second]), [["1.0.0"], ["1.0.0"]]);
  assert.equal(ended, ["team/app", "team/b/x"]);
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

test("hostile: a host with another protocol", async () => {
  await withServer(
    (socket) => socket.once("data", () => socket.end("550 what?\r\n")),
    async (port) => {
      await withClient({ limits: { retries: 1 } }, async (client) => {
        const failure = failureOf(await client.ping(repositoryAt(`http://127.0.0.1:${port}`)));
        assert.is(failure.kind, "protocol");
        assert.match(failure.message, "did not respond in HTTP/1.1: ");
      });
    },
  );
});

test("hostile: a status below 100", async () => {
  await withServer(
    (socket) => socket.on("data", () => socket.write("HTTP/1.1 000 X\r\n\r\n")),
    async (port) => {
      await withClient({ limits: { retries: 0 } }, async (client) => {
        const failure = failureOf(await client.ping(repositoryAt(`http://127.0.0.1:${port}`)));
        assert.is(failure.kind, "protocol");
        assert.match(failure.message, "did not respond in HTTP/1.1: the response has no valid status");
      });
    },
  );
});

const UNREQUESTED = (status: number) =>
  `responded with the interim status ${status}, which gocd-pin did not request`;
const FLOOD = (status: number) =>
  `sent more than 100 interim responses (status ${status}) before its response`;
const FINAL = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/** What a host sends before a final response, and the message; undefined if it is a valid response. */
const INTERIM: readonly (readonly [head: string, times: number, message: string | undefined])[] = [
  ["100 Continue", 1, UNREQUESTED(100)],
  ["100 Continue", 1000, UNREQUESTED(100)],
  ["101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket", 1, UNREQUESTED(101)],
  ["101 Switching Protocols", 1, UNREQUESTED(101)],
  ["102 Processing", 101, FLOOD(102)],
  ["102 Processing", 100, undefined],
  [`103 Early Hints\r\nlink: <${"x".repeat(9000)}>`, 200, FLOOD(103)],
  [`103 Early Hints\r\nlink: <${"x".repeat(17_000)}>`, 1, "sent more than 16 KiB of headers"],
  ["103 Early Hints\r\nlink: </style.css>", 1, undefined],
];

for (const [head, times, message] of INTERIM) {
  const [title = ""] = head.split("\r\n");
  test(`hostile: ${times} responses "${title}" before another one (${head.length} bytes)`, async () => {
    await withServer(
      (socket) => socket.on("data", () => socket.write(`HTTP/1.1 ${head}\r\n\r\n`.repeat(times) + FINAL)),
      async (port) => {
        const events: RequestEvent[] = [];
        await withClient({ limits: { retries: 1, backoffMs: 1 }, events }, async (client) => {
          const answer = await client.ping(repositoryAt(`http://127.0.0.1:${port}`));
          assert.is(answer.ok, message === undefined);
          if (message !== undefined) {
            const failure = failureOf(answer);
            assert.is(failure.kind, "protocol");
            assert.match(failure.message, message);
          }
          assert.is(events.length, 1);
        });
      },
    );
  });
}

testHostile("a redirect to a file", {}, async (client, repository, registry) => {
  registry.inject((_request, response) => {
    response.writeHead(307, { location: "file:///etc/passwd" }).end();
    return true;
  }, Infinity);
  const failure = await failTags(client, repository);
  assert.match(
    failure.message,
    'redirects to "file:///etc/passwd", which is not allowed: only http and https',
  );
});

test("hostile: if the first query cannot connect, the others fail without a request", async () => {
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

test.run();
