import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FakeAuth } from "../support/fake-registry-auth.js";
import { replyWith } from "../support/scripted-server.js";
import { testFake, type Run } from "./rig.js";
import { failureOf, GOPHER, valueOf, type WorldSettings } from "./world.js";

const users = { gopher: "s3cret-word" };
const BEARER: FakeAuth = { scheme: "bearer", users };
const withUser = { credential: GOPHER };

function testPing(title: string, auth: FakeAuth | undefined, settings: WorldSettings, run: Run): void {
  testFake(`ping: ${title}`, auth === undefined ? {} : { auth }, settings, run);
}

testPing(
  "the source of the credential is reported",
  BEARER,
  withUser,
  async (client, repository, registry) => {
    const ping = valueOf(await client.ping(repository));
    assert.equal(ping, { announced: true, credentialSource: "the test", admitted: true });
    assert.is(registry.requests[1]?.query, "service=fake-registry");
  },
);

testPing(
  "a registry with tokens is reported even without a login",
  BEARER,
  {},
  async (client, repository) => {
    assert.equal(valueOf(await client.ping(repository)), {
      announced: true,
      credentialSource: "none",
      admitted: false,
    });
  },
);

testPing(
  "a registry that requires a login fails without one",
  { scheme: "basic", users },
  {},
  async (client, repository) => {
    const failure = failureOf(await client.ping(repository));
    assert.is(failure.kind, "unauthorized");
    assert.match(failure.message, "requires a login, and no credential was found");
  },
);

testPing(
  "a wrong login is rejected",
  { scheme: "basic", users: {} },
  withUser,
  async (client, repository) => {
    const failure = failureOf(await client.ping(repository));
    assert.is(failure.kind, "unauthorized");
    assert.match(failure.message, "the login was rejected; credential from the test");
  },
);

testPing("404 is not a registry", undefined, {}, async (client, repository, registry) => {
  registry.inject(replyWith({ status: 404 }));
  const failure = failureOf(await client.ping(repository));
  assert.is(failure.kind, "not-found");
  assert.is(failure.status, 404);
  assert.match(failure.message, `there is no registry at ${registry.url}: 404 for /v2/`);
});

testPing(
  "an open registry gets no credential",
  undefined,
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

testPing("a web page is not a registry", undefined, {}, async (client, repository, registry) => {
  registry.inject(replyWith({ status: 200, headers: { "content-type": "text/html" }, body: "<html>" }));
  assert.is(failureOf(await client.ping(repository)).kind, "protocol");
});

test.run();
