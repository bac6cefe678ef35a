import { test } from "uvu";
import * as assert from "uvu/assert";
import { Secret } from "../../src/model/secret.js";
import type { FakeAuth } from "../support/fake-registry-auth.js";
import { replyWith } from "../support/scripted-server.js";
import { testFake, trace, type Run } from "./rig.js";
import { failureOf, GOPHER, tagOf, valueOf, type WorldSettings } from "./world.js";

const users = { gopher: "s3cret-word" };
const BEARER: FakeAuth = { scheme: "bearer", users };
const withUser = { credential: GOPHER };

function testToken(title: string, auth: FakeAuth, settings: WorldSettings, run: Run): void {
  testFake(`token: ${title}`, { auth }, settings, run);
}

/** A clock that tests move. */
function clockAt(start: number): { now: () => number; pass: (ms: number) => void } {
  let time = start;
  return { now: () => time, pass: (ms) => void (time += ms) };
}

const LIVES: readonly (readonly [title: string, reply: object, lifeMs: number])[] = [
  ["no lifetime is 60 s", {}, 60_000],
  ["a lifetime below 60 s is 60 s", { expires_in: 5 }, 60_000],
  ["300 s", { expires_in: 300 }, 300_000],
  ["issued a minute ago", { expires_in: 300, issued_at: "2024-01-01T00:09:00Z" }, 240_000],
  ["issued in the future", { expires_in: 300, issued_at: "2024-01-01T00:11:00Z" }, 300_000],
  ["over when it was issued", { expires_in: 300, issued_at: "2024-01-01T00:01:00Z" }, 300_000],
  ["issued at no time", { expires_in: 300, issued_at: "yesterday" }, 300_000],
];
for (const [title, reply, lifeMs] of LIVES) {
  const clock = clockAt(Date.parse("2024-01-01T00:10:00Z"));
  testToken(
    `life: ${title}`,
    BEARER,
    { ...withUser, now: clock.now },
    async (client, repository, registry) => {
      let given = 0;
      registry.inject((request, response, seen) => {
        if (seen.path !== "/token") return false;
        return replyWith(
          { status: 200, body: JSON.stringify({ token: `tok${++given}`, ...reply }) },
          "/token",
        )(request, response, seen);
      }, Infinity);
      registry.inject((request, response, seen) => {
        if (seen.authorization !== `Bearer tok${given}`) return false;
        return replyWith(
          {
            status: 200,
            headers: {
              "content-type": "application/vnd.oci.image.manifest.v1+json",
              "docker-content-digest": `sha256:${"0".repeat(64)}`,
            },
          },
          "HEAD",
        )(request, response, seen);
      }, Infinity);
      valueOf(await client.digest(repository, "team/app", tagOf("1")));
      clock.pass(lifeMs - 5001);
      valueOf(await client.digest(repository, "team/app", tagOf("2")));
      assert.is(given, 1);
      clock.pass(1);
      valueOf(await client.digest(repository, "team/app", tagOf("3")));
      assert.is(given, 2);
    },
  );
}

testToken(
  "an identity token is exchanged by POST, once per scope",
  { ...BEARER, identityTokens: ["identity-1"] },
  { credential: { kind: "identity-token", token: new Secret("identity-1") } },
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    valueOf(await client.digest(repository, "team/app", tagOf("1.0.1")));
    assert.equal(trace(registry), [
      "GET /v2/team/app/tags/list -",
      "POST /token -",
      "GET /v2/team/app/tags/list Bearer",
      "HEAD /v2/team/app/manifests/1.0.1 Bearer",
    ]);
  },
);

testToken(
  "an identity token is sent by GET if POST is rejected",
  { ...BEARER, users: { "": "identity-1" } },
  { credential: { kind: "identity-token", token: new Secret("identity-1") } },
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    assert.equal(trace(registry).slice(1, 3), ["POST /token -", "GET /token Basic"]);
  },
);

testToken(
  "a registry token is sent as the bearer token after a challenge",
  { ...BEARER, registryTokens: ["registry-1"] },
  { credential: { kind: "registry-token", token: new Secret("registry-1") } },
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    assert.equal(
      registry.requests.map(({ authorization }) => authorization),
      [undefined, "Bearer registry-1"],
    );
  },
);

const REJECTIONS: readonly (readonly [status: number, kind: string, message: string])[] = [
  [401, "unauthorized", "responded with 401: it does not accept the credential from the test"],
  [403, "denied", "responded with 403: it does not accept the credential from the test"],
  [404, "protocol", "responded with 404 instead of a token"],
  [200, "protocol", "responded without a token"],
];
for (const [status, kind, message] of REJECTIONS) {
  testToken(
    `the token service responded with ${status}`,
    BEARER,
    withUser,
    async (client, repository, registry) => {
      registry.inject(replyWith({ status, body: '{"token":"","refresh":"hidden-word"}' }, "/token"));
      const failure = failureOf(await client.tags(repository, "team/app"));
      assert.is(failure.kind, kind);
      assert.match(failure.message, `the token service ${registry.host} ${message}`);
      assert.not.match(JSON.stringify(failure), "hidden-word");
    },
  );
}

test.run();
