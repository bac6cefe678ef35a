import { test } from "uvu";
import * as assert from "uvu/assert";
import type { QueryFailure } from "../../src/model/failure.js";
import type { Repository } from "../../src/model/declaration.js";
import type { RegistryClient } from "../../src/registry/client.js";
import type { RequestEvent } from "../../src/http/http-world.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { replyWith, type Fault } from "../support/scripted-server.js";
import { testFake, type Run, type Settings } from "../registry/rig.js";
import {
  failureOf,
  GOPHER,
  repositoryAt,
  scriptTags,
  tagOf,
  valueOf,
  withClient,
} from "../registry/world.js";

function testFault(title: string, settings: Settings, run: Run): void {
  testFake(`exchange: ${title}`, {}, settings, run);
}

function messagesOf(client: RegistryClient): readonly string[] {
  return client.warnings().map(({ message }) => message);
}

async function failTags(client: RegistryClient, repository: Repository): Promise<QueryFailure> {
  return failureOf(await client.tags(repository, "team/app"));
}

const hangUp: Fault = (request) => {
  request.socket.destroy();
  return true;
};

for (const status of [408, 429, 500, 502, 503, 504]) {
  testFault(`${status} is retried`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status }), 3);
    assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
    assert.is(registry.count(), 4);
  });
  testFault(`${status} fails after all retries`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status }), Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.status, status);
    assert.match(failure.message, `${registry.host} responded with ${status}`);
    assert.is(
      failure.kind,
      status === 429 ? "rate-limited" : status === 408 || status === 504 ? "timeout" : "unreachable",
    );
    assert.is(registry.count(), 4);
  });
}

for (const status of [400, 402, 404, 409, 418, 451, 501, 505]) {
  testFault(`${status} is an answer and not retried`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status }), Infinity);
    await failTags(client, repository);
    assert.is(registry.count(), status === 400 ? 2 : 1);
  });
}

testFault("a broken connection is retried", {}, async (client, repository, registry) => {
  registry.inject(hangUp, 2);
  assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
  assert.is(registry.count(), 3);
});

testFault(
  "a connection that always breaks fails after all retries",
  {},
  async (client, repository, registry) => {
    registry.inject(hangUp, Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "unreachable");
    assert.match(failure.message, "closed the connection without a response");
    assert.is(registry.count(), 4);
  },
);

for (const [title, fault, message] of [
  ["a broken connection", hangUp, "closed the connection without a response"],
  ["a 503", replyWith({ status: 503 }), "responded with 503"],
] as const) {
  testFault(
    `${title} is the reported failure if the timeout ends during the next attempt`,
    (factor) => ({ limits: { timeoutMs: 500 * factor, backoffMs: 1 } }),
    async (client, repository, registry) => {
      const neverReply: Fault = () => true;
      registry.inject(neverReply, Infinity);
      registry.inject(fault);
      assert.match((await failTags(client, repository)).message, message);
      assert.is(registry.count(), 2);
    },
  );
}

const HAP429 = {
  status: 429,
  headers: { "retry-after": "60", "content-type": "text/plain" },
  body: "Too Many Requests (HAP429).\n",
};

testFault(
  "a Retry-After longer than the timeout fails at once, and the help names the option",
  { limits: { timeoutMs: 5000 } },
  async (client, repository, registry) => {
    registry.inject(replyWith(HAP429), Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "rate-limited");
    assert.match(failure.message, "responded with 429: too many requests (Too Many Requests (HAP429).)");
    assert.match(failure.help, "wait 60 s, or allow that much time with --timeout");
    assert.is(registry.count(), 1);
  },
);

testFault(
  "a Retry-After pauses all queries to the host",
  { limits: { timeoutMs: 5000 } },
  async (client, repository, registry) => {
    registry.inject(replyWith(HAP429), Infinity);
    await failTags(client, repository);
    for (const text of ["1.0.0", "1.0.1"]) {
      const failure = failureOf(await client.digest(repository, "team/app", tagOf(text)));
      assert.is(failure.kind, "rate-limited");
      assert.match(failure.message, "asked clients to wait before the next request (Retry-After)");
    }
    assert.is(registry.count(), 1);
  },
);

testFault("a Retry-After is capped", { limits: { maxWaitMs: 30 } }, async (client, repository, registry) => {
  registry.inject(replyWith(HAP429));
  assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
  assert.is(registry.count(), 2);
});

testFault(
  "a Retry-After is followed every time within the timeout",
  { limits: { maxWaitMs: 5 } },
  async (client, repository, registry) => {
    registry.inject(replyWith(HAP429), 20);
    assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
    assert.is(registry.count(), 21);
  },
);

testFault(
  "an endless Retry-After ends with the timeout",
  (factor) => ({ limits: { maxWaitMs: 20, timeoutMs: 600 * factor } }),
  async (client, repository, registry) => {
    registry.inject(replyWith(HAP429), Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "rate-limited");
    assert.ok(registry.count() > 2);
  },
);

testFault("a Retry-After of 0 counts as a retry", {}, async (client, repository, registry) => {
  registry.inject(replyWith({ status: 429, headers: { "retry-after": "0" } }), Infinity);
  assert.is((await failTags(client, repository)).kind, "rate-limited");
  assert.is(registry.count(), 4);
});

testFault(
  "a Retry-After may be a date",
  { limits: { timeoutMs: 5000 } },
  async (client, repository, registry) => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    registry.inject(replyWith({ status: 503, headers: { "retry-after": date } }), Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "unreachable");
    assert.match(failure.help, /^wait 120 s/);
    assert.is(registry.count(), 1);
  },
);

for (const value of ["soon", "-5", "1.5", ""]) {
  testFault(`Retry-After "${value}" is ignored`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status: 429, headers: { "retry-after": value } }));
    assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
    assert.is(registry.count(), 2);
  });
}

testFault("the quota is reported when it is nearly used up", {}, async (client, repository, registry) => {
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
  assert.equal(messagesOf(client), [`${registry.host} allows 9 more of 100 pulls in 6 hours`]);
});

testFault("Warning headers are shown once, without colours", {}, async (client, repository, registry) => {
  const warning = ['299 - "this registry \u009b31mretires \\"soon\\""', '199 - "no"'];
  registry.inject(replyWith({ status: 404, headers: { warning } }), 2);
  await client.digest(repository, "team/app", tagOf("a"));
  await client.digest(repository, "team/app", tagOf("b"));
  assert.equal(messagesOf(client), [`${registry.host} warns: this registry 31mretires "soon"`]);
});

testFault(
  "no more queries run at a time than allowed",
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
    await Promise.all(Array.from({ length: 20 }, (_, i) => client.tags(repository, `team/a${i}`)));
    assert.is(most, 3);
    assert.is(registry.count(), 20);
    assert.ok(registry.connections() <= 4);
  },
);

test("exchange: every request is reported without secrets", async () => {
  const registry = await startFakeRegistry({ repositories: { "team/app": { tags: scriptTags(1) } } });
  const events: RequestEvent[] = [];
  try {
    registry.inject(replyWith({ status: 401, headers: { "www-authenticate": "Basic realm=x" } }));
    await withClient({ events, credential: GOPHER }, async (client) => {
      valueOf(await client.tags(repositoryAt(registry.url), "team/app"));
    });
    const url = `${registry.url}/v2/team/app/tags/list`;
    const reported = events.map((event) => ({ ...event, ms: 0 }));
    assert.equal(reported, [
      { method: "GET", url, outcome: 401, ms: 0, bytes: 0 },
      { method: "GET", url, outcome: 200, ms: 0, bytes: 36 },
    ]);
  } finally {
    await registry.stop();
  }
});

test.run();
