import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FakeAuth } from "../support/fake-registry-auth.js";
import { replyWith } from "../support/scripted-server.js";
import { testFake, trace, type Run } from "./rig.js";
import { failureOf, GOPHER, tagOf, valueOf, type WorldSettings } from "./world.js";

const LIST = "GET /v2/team/app/tags/list";
const TOKEN = "GET /token";
const users = { gopher: "s3cret-word" };
const BEARER: FakeAuth = { scheme: "bearer", users };

function testAuth(title: string, auth: FakeAuth, settings: WorldSettings, run: Run): void {
  testFake(`authorization: ${title}`, { auth }, settings, run);
}

const withUser = { credential: GOPHER };

testAuth(
  "no credential is sent before a challenge",
  BEARER,
  withUser,
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    valueOf(await client.digest(repository, "team/app", tagOf("1.0.1")));
    valueOf(await client.tags(repository, "team/b"));
    assert.equal(trace(registry), [
      "GET /v2/team/app/tags/list -",
      "GET /token Basic",
      "GET /v2/team/app/tags/list Bearer",
      "HEAD /v2/team/app/manifests/1.0.1 Bearer",
      "GET /token Basic",
      "GET /v2/team/b/tags/list Bearer",
    ]);
    assert.is(registry.requests[1]?.query, "service=fake-registry&scope=repository%3Ateam%2Fapp%3Apull");
  },
);

testAuth(
  "concurrent queries share one token per scope",
  BEARER,
  withUser,
  async (client, repository, registry) => {
    const tags = ["1.0.0", "1.0.1", "1.0.2"].map(tagOf);
    const answers = await Promise.all([
      client.tags(repository, "team/app"),
      ...tags.map((tag) => client.digest(repository, "team/app", tag)),
    ]);
    for (const { ok } of answers) assert.ok(ok);
    assert.is(registry.count(TOKEN), 1);
    // Only the first query gets the challenge.
    assert.is(registry.count(), 1 + 1 + 1 + 3);
  },
);

testAuth(
  "Basic is sent with every request after the first challenge",
  { scheme: "basic", users },
  withUser,
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    valueOf(await client.tags(repository, "team/b"));
    assert.equal(
      trace(registry).map((line) => line.split(" ")[2]),
      ["-", "Basic", "Basic"],
    );
  },
);

testAuth(
  "access_token is accepted as well as token",
  { ...BEARER, field: "access_token" },
  withUser,
  async (client, repository) => {
    valueOf(await client.tags(repository, "team/app"));
  },
);

testAuth(
  "anonymous access also needs a token",
  { ...BEARER, anonymous: true },
  {},
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    assert.is(registry.requests[1]?.authorization, undefined);
    assert.is(registry.count(), 3);
  },
);

const CHALLENGES: readonly (readonly [title: string, challenge: NonNullable<FakeAuth["challenge"]>])[] = [
  [
    "Bearer and Basic in one value",
    (realm) => [`Basic realm="x", Bearer realm="${realm}",service="fake-registry"`],
  ],
  ["Bearer after Negotiate", (realm) => ["Negotiate", `Bearer realm="${realm}",service="fake-registry"`]],
  ["a relative realm", () => ['Bearer realm="/token",service="fake-registry"']],
  ["a realm with a query", (realm) => [`Bearer realm="${realm}?service=fake-registry"`]],
  [
    "a scope that is a placeholder",
    (realm) => [`Bearer realm="${realm}",service="fake-registry",scope="repository:user/image:pull"`],
  ],
  [
    "a scope that contains push",
    (realm) => [
      `Bearer realm="${realm}",service="fake-registry",scope="repository:team/app:pull,push,delete"`,
    ],
  ],
  [
    "a bad realm, then a good one",
    (realm) => ['Bearer realm="http://evil.test/t"', `Bearer realm="${realm}",service="fake-registry"`],
  ],
];
for (const [title, challenge] of CHALLENGES) {
  testAuth(
    `challenge: ${title}`,
    { ...BEARER, challenge },
    withUser,
    async (client, repository, registry) => {
      valueOf(await client.tags(repository, "team/app"));
      assert.is(new URLSearchParams(registry.requests[1]?.query).get("scope"), "repository:team/app:pull");
      assert.is(registry.count(), 3);
    },
  );
}

testAuth(
  "Basic is used if the Bearer realm is not an address",
  {
    scheme: "basic",
    users,
    challenge: () => ['Bearer realm="Artifactory Realm"', 'Basic realm="Artifactory Realm"'],
  },
  withUser,
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    assert.is(registry.count(), 2);
  },
);

testAuth(
  "a realm with a private address gets no request",
  { ...BEARER, challenge: () => ['Bearer realm="http://169.254.169.254/token"'] },
  withUser,
  async (client, repository, registry) => {
    const failure = failureOf(await client.tags(repository, "team/app"));
    assert.is(failure.kind, "protocol");
    assert.match(failure.message, 'names the token service "http://169.254.169.254/token"');
    assert.is(registry.count(), 1);
  },
);

for (const challenge of [[], ["Negotiate"], ['Digest realm="x", nonce="y"']]) {
  testAuth(
    `no supported challenge: ${challenge.join()}`,
    { ...BEARER, challenge: () => challenge },
    withUser,
    async (client, repository, registry) => {
      const failure = failureOf(await client.tags(repository, "team/app"));
      assert.is(failure.kind, "protocol");
      assert.match(failure.message, "gocd-pin supports Basic and Bearer");
      assert.is(registry.count(), 1);
    },
  );
}

testAuth(
  "the read actions of Azure's registry are requested together with pull",
  {
    ...BEARER,
    actions: ["pull", "metadata_read"],
    challenge: (realm) => [
      `Bearer realm="${realm}",service="fake-registry",scope="repository:team/app:metadata_read,delete"`,
    ],
  },
  withUser,
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    assert.is(
      new URLSearchParams(registry.requests[1]?.query).get("scope"),
      "repository:team/app:pull,metadata_read",
    );
  },
);

testAuth(
  "a rejected token is replaced once",
  { ...BEARER, expiresIn: 3600 },
  withUser,
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    registry.revokeTokens();
    valueOf(await client.digest(repository, "team/app", tagOf("1.0.1")));
    assert.is(registry.count(TOKEN), 2);
    assert.is(registry.count("HEAD /v2/team/app/manifests/1.0.1"), 2);
  },
);

testAuth(
  "Harbor's Basic challenge after a token does not replace Bearer",
  BEARER,
  withUser,
  async (client, repository, registry) => {
    valueOf(await client.tags(repository, "team/app"));
    registry.inject(
      replyWith({ status: 401, headers: { "www-authenticate": 'Basic realm="harbor"' } }, "HEAD"),
    );
    valueOf(await client.digest(repository, "team/app", tagOf("1.0.1")));
    assert.equal(trace(registry).slice(-3), [
      "HEAD /v2/team/app/manifests/1.0.1 Bearer",
      "GET /token Basic",
      "HEAD /v2/team/app/manifests/1.0.1 Bearer",
    ]);
  },
);

testAuth(
  "401 on page two is answered with a new token",
  { ...BEARER },
  withUser,
  async (client, repository, registry) => {
    registry.inject((request, response, seen) => {
      if (!seen.query.includes("last=")) return false;
      registry.revokeTokens();
      return replyWith({
        status: 401,
        headers: { "www-authenticate": `Bearer realm="${registry.origin}/token",service="fake-registry"` },
      })(request, response, seen);
    });
    registry.inject(
      replyWith(
        {
          status: 200,
          headers: { link: '<?last=x>; rel="next"' },
          body: '{"name":"team/app","tags":["0.9.0"]}',
        },
        "n=1000",
      ),
      0,
    );
    assert.is(valueOf(await client.tags(repository, "team/app")).length, 3);
  },
);

testAuth(
  "a token without access: absent or not allowed",
  { ...BEARER, actions: ["admin"] },
  withUser,
  async (client, repository, registry) => {
    const failure = failureOf(await client.tags(repository, "team/app"));
    assert.is(failure.kind, "unauthorized");
    assert.is(failure.status, 401);
    assert.match(failure.message, 'image "team/app" does not exist at 127.0.0.1:');
    assert.match(
      failure.message,
      "or access is not allowed: 401 (UNAUTHORIZED: authentication required); credential from the test",
    );
    assert.is(registry.count(LIST), 2);
  },
);

testAuth(
  "403 is denied, and no token is fetched for it",
  BEARER,
  withUser,
  async (client, repository, registry) => {
    registry.inject(
      replyWith({ status: 403, body: '{"errors":[{"code":"DENIED","message":"no"}]}' }, "tags/list"),
    );
    const failure = failureOf(await client.tags(repository, "team/app"));
    assert.is(failure.kind, "denied");
    assert.match(failure.message, "responded with 403 (DENIED: no)");
    assert.is(registry.count(), 1);
  },
);

testAuth(
  "secrets that the registry repeats are hidden",
  { scheme: "basic", users },
  withUser,
  async (client, repository, registry) => {
    registry.inject((request, response, seen) => {
      if (seen.authorization === undefined) return false;
      const message = `you sent ${seen.authorization} that is ${GOPHER.password.reveal()} \u001b[31m${"x".repeat(5000)}`;
      return replyWith({ status: 403, body: JSON.stringify({ errors: [{ code: "DENIED", message }] }) })(
        request,
        response,
        seen,
      );
    });
    const failure = failureOf(await client.tags(repository, "team/app"));
    assert.match(failure.message, "(DENIED: you sent Basic *** that is *** ");
    assert.not.match(failure.message, "\u001b");
    assert.ok(failure.message.length < 400);
  },
);

test.run();
