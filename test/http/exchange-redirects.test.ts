import { test } from "uvu";
import * as assert from "uvu/assert";
import type { QueryFailure } from "../../src/model/failure.js";
import type { Repository } from "../../src/model/declaration.js";
import type { RegistryClient } from "../../src/registry/client.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { replyWith } from "../support/scripted-server.js";
import { testFake, type Run } from "../registry/rig.js";
import { failureOf, GOPHER, valueOf, type WorldSettings } from "../registry/world.js";

function testRedirect(title: string, settings: WorldSettings, run: Run): void {
  testFake(`redirects: ${title}`, {}, settings, run);
}

async function failTags(client: RegistryClient, repository: Repository): Promise<QueryFailure> {
  return failureOf(await client.tags(repository, "team/app"));
}

testRedirect(
  "a redirect within the origin keeps the credential",
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

testRedirect(
  "a redirect to another origin loses the credential, even if it leads back",
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

testRedirect("a redirect to a host that requires a login fails", {}, async (client, repository, registry) => {
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
  ["/v2/team/app/tags/list?n=1000", "redirects in a loop"],
  ["http://169.254.169.254/latest/meta-data", "it is a link-local address"],
  ["ftp://127.0.0.1/x", "only http and https are followed"],
  ["http://", "it is not a URL"],
];
for (const [location, message] of REDIRECTS) {
  testRedirect(`a redirect to ${location}`, {}, async (client, repository, registry) => {
    registry.inject(replyWith({ status: 302, headers: { location } }), Infinity);
    const failure = await failTags(client, repository);
    assert.is(failure.kind, "protocol");
    assert.match(failure.message, message);
    assert.is(registry.count(), 1);
  });
}

testRedirect("endless redirects fail", {}, async (client, repository, registry) => {
  registry.inject((_request, response) => {
    response.writeHead(302, { location: `/v2/${registry.count()}` }).end();
    return true;
  }, Infinity);
  const failure = await failTags(client, repository);
  assert.match(failure.message, "redirects more than 10 times");
  assert.is(registry.count(), 11);
});

testRedirect("a redirect loop of two URLs fails", {}, async (client, repository, registry) => {
  registry.inject((_request, response, seen) => {
    response.writeHead(302, { location: seen.path === "/a" ? "/b" : "/a" }).end();
    return true;
  }, Infinity);
  const failure = await failTags(client, repository);
  assert.match(failure.message, "redirects in a loop");
  assert.is(registry.count(), 3);
});

testRedirect(
  "a redirect loop through a URL with a user name fails",
  {},
  async (client, repository, registry) => {
    registry.inject((_request, response) => {
      response.writeHead(302, { location: registry.origin.replace("//", "//user:password@") }).end();
      return true;
    }, 100);
    const failure = await failTags(client, repository);
    assert.match(failure.message, "redirects in a loop");
    assert.is(registry.count(), 2);
  },
);

test.run();
