import { createRequire } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Lookup } from "../../src/model/lookup.js";
import { stretchLimits } from "../../src/http/http-limits.js";
import { LIMITS } from "../../src/registry/limits.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { replyWith } from "../support/scripted-server.js";
import { testFake } from "./rig.js";
import { failureOf, repositoryAt, scriptTags, tagOf, valueOf, withClient } from "./world.js";

// A process of its own: the first test is about what was never loaded before.

test("client: no HTTP code is loaded before the first query", async () => {
  const isLoaded = () =>
    Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes("/undici/"));
  const registry = await startFakeRegistry({ repositories: { "team/app": { tags: scriptTags(1) } } });
  try {
    await withClient({}, async (client) => {
      const repository = repositoryAt(registry.url);
      valueOf(await client.credentialFor(repository, "team/app"));
      failureOf(await client.tags(repository, "No Image"));
      failureOf(await client.tags(repositoryAt("nonsense"), "team/app"));
      assert.not(isLoaded());
      const lookup: Lookup = { now: 0, concurrency: 16, ...client };
      valueOf(await lookup.tags(repository, "team/app"));
      assert.ok(isLoaded());
    });
  } finally {
    await registry.stop();
  }
});

testFake(
  "client: a failure of one query does not affect the others",
  {},
  {},
  async (client, repository, registry) => {
    registry.inject(replyWith({ status: 500 }, "/team/app/"), Infinity);
    const [first, second] = await Promise.all([
      client.tags(repository, "team/app"),
      client.tags(repository, "team/b"),
    ]);
    assert.is(failureOf(first).status, 500);
    assert.is(valueOf(second).length, 1);
  },
);

testFake("client: a URL that is not valid is shown without its user", {}, {}, async (client) => {
  const failure = failureOf(await client.ping(repositoryAt("ftp://user:hidden-word@registry.test")));
  assert.is(failure.kind, "not-found");
  assert.match(failure.message, 'registry_url "ftp://***@registry.test" is not an http or https URL');
});

testFake(
  "client: equal queries are sent once, different ones separately",
  {},
  {},
  async (client, repository, registry) => {
    valueOf(await client.digest(repository, "team/app", tagOf("1.0.0")));
    valueOf(await client.digest(repository, "team/app", tagOf("1.0.1")));
    valueOf(await client.digest(repository, "team/app", tagOf("1.0.0")));
    assert.is(registry.count(), 2);
    const other = { ...repository, credentials: { usernameVariable: "U", passwordVariable: "P" } };
    valueOf(await client.digest(other, "team/app", tagOf("1.0.0")));
    assert.is(registry.count(), 3);
  },
);

test("client: a longer timeout also extends the wait for each answer", () => {
  assert.is(stretchLimits(LIMITS).headersMs, LIMITS.headersMs);
  assert.is(stretchLimits({ ...LIMITS, timeoutMs: 5000 }).headersMs, LIMITS.headersMs);
  assert.is(stretchLimits({ ...LIMITS, timeoutMs: 90_000 }).headersMs, 3 * LIMITS.headersMs);
});

test.run();
