import { test } from "uvu";
import * as assert from "uvu/assert";
import type { RegistryClient } from "../../src/registry/client.js";
import type { Repository } from "../../src/model/declaration.js";
import { digestOf, makeContent, type FakeTag } from "../support/fake-registry-content.js";
import { startFakeRegistry, type FakeRegistry, type FakeRegistryScript } from "../support/fake-registry.js";
import { replyWith, type Fault } from "../support/scripted-server.js";
import { failureOf, repositoryAt, tagOf, valueOf, withClient } from "./world.js";

const HEAD = "HEAD /v2/team/app/manifests/1.0.0";
const GET = "GET /v2/team/app/manifests/1.0.0";
const TAG = tagOf("1.0.0");
const CLAIMED = `sha256:${"c".repeat(64)}`;

function testManifest(
  title: string,
  tag: FakeTag,
  script: Partial<FakeRegistryScript>,
  run: (
    client: RegistryClient,
    repository: Repository,
    registry: FakeRegistry,
    digest: string,
  ) => Promise<void>,
): void {
  test(`manifest: ${title}`, async () => {
    const image = { tags: { "1.0.0": tag } };
    const registry = await startFakeRegistry({ repositories: { "team/app": image }, ...script });
    const digest = makeContent("team/app", image).manifests.get("1.0.0")?.digest ?? "";
    try {
      await withClient({}, (client) => run(client, repositoryAt(registry.url), registry, digest));
    } finally {
      await registry.stop();
    }
  });
}

testManifest("one HEAD is enough", { digest: CLAIMED }, {}, async (client, repository, registry) => {
  assert.is(valueOf(await client.digest(repository, "team/app", TAG)), CLAIMED);
  assert.is(registry.count(HEAD), 1);
  assert.is(registry.count(), 1);
  const headers = registry.requests[0]?.headers;
  assert.is(headers?.["accept-encoding"], "identity");
  for (const type of [
    "oci.image.index.v1",
    "oci.image.manifest.v1",
    "distribution.manifest.list.v2",
    "distribution.manifest.v2",
  ]) {
    assert.match(headers?.accept ?? "", type);
  }
  assert.is(registry.connections(), 1);
});

testManifest(
  "the digest of an index is that of the index itself",
  { platforms: ["linux/amd64", "linux/arm64"] },
  {},
  async (client, repository, registry, digest) => {
    assert.is(valueOf(await client.digest(repository, "team/app", TAG)), digest);
    assert.is(registry.count(), 1);
  },
);

testManifest("HEAD keeps the connection open", {}, {}, async (client, repository, registry) => {
  for (const text of ["1.0.0", "a", "b", "c", "d"]) {
    registry.push("team/app", text);
    valueOf(await client.digest(repository, "team/app", tagOf(text)));
    // Time for the connection to be free again.
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.is(registry.connections(), 1);
});

const HASHED: readonly (readonly [title: string, script: Partial<FakeRegistryScript>])[] = [
  ["without Docker-Content-Digest", { namesDigest: false }],
  ["of a vague type", { manifestType: "application/octet-stream" }],
  ["of type JSON with a parameter", { manifestType: "application/json; charset=utf-8" }],
];
for (const [title, script] of HASHED) {
  testManifest(
    `after a HEAD ${title}, a GET is sent and hashed`,
    {},
    script,
    async (client, repository, registry, digest) => {
      assert.is(valueOf(await client.digest(repository, "team/app", TAG)), digest);
      assert.is(registry.count(HEAD), 1);
      assert.is(registry.count(GET), 1);
    },
  );
}

testManifest(
  "parameters of a type are ignored",
  {},
  { manifestType: "Application/vnd.oci.image.manifest.v1+json; q=1" },
  async (client, repository, registry, digest) => {
    assert.is(valueOf(await client.digest(repository, "team/app", TAG)), digest);
    assert.is(registry.count(), 1);
  },
);

for (const claim of ["latest", "sha256:abc", `md5:${"a".repeat(32)}`]) {
  testManifest(
    `a header that is not a digest (${claim}) is ignored`,
    {},
    {},
    async (client, repository, registry, digest) => {
      registry.inject(
        replyWith(
          {
            status: 200,
            headers: {
              "docker-content-digest": claim,
              "content-type": "application/vnd.oci.image.manifest.v1+json",
            },
          },
          "HEAD",
        ),
      );
      assert.is(valueOf(await client.digest(repository, "team/app", TAG)), digest);
    },
  );
}

for (const status of [400, 403, 404, 405, 410, 418, 500, 501, 502, 503]) {
  testManifest(
    `if HEAD is always answered with ${status}, a GET decides`,
    {},
    {},
    async (client, repository, registry, digest) => {
      registry.inject(replyWith({ status }, "HEAD"), 4);
      assert.is(valueOf(await client.digest(repository, "team/app", TAG)), digest);
      assert.is(registry.count(GET), 1);
    },
  );
}

testManifest(
  "if HEAD is always dropped, a GET decides",
  {},
  {},
  async (client, repository, registry, digest) => {
    const drop: Fault = (request) => {
      if (request.method !== "HEAD") return false;
      request.socket.destroy();
      return true;
    };
    registry.inject(drop, 4);
    assert.is(valueOf(await client.digest(repository, "team/app", TAG)), digest);
  },
);

testManifest("a 429 to HEAD is no reason for a GET", {}, {}, async (client, repository, registry) => {
  registry.inject(replyWith({ status: 429 }, "HEAD"), 4);
  assert.is(failureOf(await client.digest(repository, "team/app", TAG)).kind, "rate-limited");
  assert.is(registry.count(GET), 0);
});

testManifest(
  "a 503 to HEAD that a retry fixes needs no GET",
  {},
  {},
  async (client, repository, registry) => {
    registry.inject(replyWith({ status: 503 }, "HEAD"));
    valueOf(await client.digest(repository, "team/app", TAG));
    assert.is(registry.count(GET), 0);
  },
);

for (const [status, kind] of [
  [403, "denied"],
  [400, "protocol"],
  [503, "unreachable"],
] as const) {
  testManifest(
    `if HEAD is answered with 404 and GET with ${status}, the tag is not gone`,
    {},
    {},
    async (client, repository, registry) => {
      registry.inject(replyWith({ status: 404 }, "HEAD"));
      registry.inject(replyWith({ status }, "GET"), 4);
      assert.is(failureOf(await client.digest(repository, "team/app", TAG)).kind, kind);
    },
  );
}

testManifest(
  "a listed tag without a manifest is gone",
  { ghost: true },
  {},
  async (client, repository, registry) => {
    assert.is(valueOf(await client.digest(repository, "team/app", TAG)), "gone");
    assert.is(valueOf(await client.created(repository, "team/app", TAG, undefined)), "gone");
    assert.is(registry.count(HEAD), 1);
    assert.is(registry.count(GET), 2);
  },
);

testManifest(
  "header and content do not match",
  { digest: CLAIMED },
  { manifestType: "text/plain" },
  async (client, repository) => {
    const failure = failureOf(await client.digest(repository, "team/app", TAG));
    assert.is(failure.kind, "protocol");
    assert.match(
      failure.message,
      `serves "team/app:1.0.0" with content that does not match its digest ${CLAIMED}`,
    );
  },
);

const REFUSED: readonly (readonly [type: string, body: string, message: string])[] = [
  [
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
    '{"schemaVersion":1}',
    "as a schema 1 manifest",
  ],
  ["application/json", '{"schemaVersion":1,"tag":"1.0.0"}', "as a schema 1 manifest"],
  ["text/html", "<html>", "responded with text/html, which is not the response of a registry"],
  ["application/json", '{"hello":"world"}', "responded with application/json that is not an image manifest"],
  ["application/vnd.oci.image.manifest.v1+json", "not json", "that is not an image manifest"],
];
for (const [type, body, message] of REFUSED) {
  testManifest(
    `${type} ${body} is rejected`,
    { manifest: { type, body } },
    { namesDigest: false },
    async (client, repository) => {
      const failure = failureOf(await client.digest(repository, "team/app", TAG));
      assert.is(failure.kind, "protocol");
      assert.match(failure.message, message);
    },
  );
}

const created = "2024-05-06T07:08:09.123456789Z";

testManifest(
  "created of a single image takes two requests, and then its digest one",
  { created },
  {},
  async (client, repository, registry) => {
    const digest = valueOf(await client.digest(repository, "team/app", TAG));
    if (digest === "gone") throw new Error("the tag is there");
    const dated = { digest, built: created };
    assert.equal(valueOf(await client.created(repository, "team/app", TAG, undefined)), dated);
    assert.is(registry.count(), 3);
    // By its digest it is asked for again, but its config is known.
    assert.equal(valueOf(await client.created(repository, "team/app", digest, undefined)), dated);
    assert.is(registry.count(), 4);
  },
);

const PLATFORMS = ["unknown/unknown", "linux/amd64", "linux/arm64/v8", "linux/arm/v7", "windows/amd64"];
const CHOICES: readonly (readonly [
  platform: string | undefined,
  platforms: readonly string[],
  isThere: boolean,
])[] = [
  [undefined, PLATFORMS, true],
  ["linux/amd64", PLATFORMS, true],
  ["linux/arm64", PLATFORMS, true],
  ["linux/arm64/v8", PLATFORMS, true],
  ["linux/arm64/v8", ["linux/arm64"], true],
  ["linux/arm/v6", PLATFORMS, false],
  ["linux/s390x", PLATFORMS, false],
  ["unknown/unknown", PLATFORMS, false],
  [undefined, ["linux/arm64", "unknown/unknown"], true],
  [undefined, ["linux/arm64", "windows/amd64"], false],
];
for (const [platform, platforms, isThere] of CHOICES) {
  testManifest(
    `platform ${platform ?? "by default"} of ${platforms.join()}`,
    { created, platforms },
    {},
    async (client, repository, registry) => {
      const answer = valueOf(await client.created(repository, "team/app", TAG, platform));
      assert.is(answer === "gone" || answer.built, isThere ? created : "no-such-platform");
      assert.is(registry.count(), isThere ? 3 : 1);
    },
  );
}

testManifest(
  "a blob on another host is fetched without the token",
  { created },
  {},
  async (client, repository, registry) => {
    const store = await startFakeRegistry({ repositories: {} });
    try {
      registry.inject((_request, response, seen) => {
        if (!seen.path.includes("/blobs/")) return false;
        const digest = seen.path.slice(seen.path.lastIndexOf("/") + 1);
        const body =
          makeContent("team/app", { tags: { "1.0.0": { created } } }).blobs.get(digest)?.body ?? "";
        store.inject(replyWith({ status: 200, body }));
        response.writeHead(307, { location: `${store.url}/bucket/x?signature=hidden-word` }).end();
        return true;
      });
      const answer = valueOf(await client.created(repository, "team/app", TAG, undefined));
      assert.is(answer === "gone" || answer.built, created);
      assert.is(store.count(), 1);
      assert.is(store.requests[0]?.authorization, undefined);
    } finally {
      await store.stop();
    }
  },
);

const CONFIGS: readonly (readonly [
  title: string,
  config: string,
  digest: string | undefined,
  message: string,
])[] = [
  ["with a bad date", '{"created":"soon"}', undefined, 'whose date "created" is not an RFC 3339 time'],
  ["with a number", '{"created":17}', undefined, 'whose date "created" is not an RFC 3339 time'],
  [
    "with a date of no zone",
    '{"created":"2024-05-06T07:08:09"}',
    undefined,
    'whose date "created" is not an RFC 3339 time',
  ],
  ["that is no object", "[1]", undefined, "that is not a JSON object"],
  [
    "with other bytes",
    '{"created":"2024-05-06T07:08:09Z"}',
    CLAIMED,
    `that does not match its digest ${CLAIMED}`,
  ],
];
for (const [title, config, digest, message] of CONFIGS) {
  const type = "application/vnd.oci.image.manifest.v1+json";
  const body = JSON.stringify({
    schemaVersion: 2,
    config: { digest: digest ?? digestOf(config) },
    layers: [],
  });
  testManifest(
    `a config ${title}`,
    { manifest: { type, body } },
    {},
    async (client, repository, registry) => {
      registry.inject(replyWith({ status: 200, body: config }, "/blobs/"));
      const failure = failureOf(await client.created(repository, "team/app", TAG, undefined));
      assert.is(failure.kind, "protocol");
      assert.match(
        failure.message,
        `image "team/app:1.0.0" at ${registry.host} has an image config ${message}`,
      );
    },
  );
}

test.run();
