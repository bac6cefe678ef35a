import { test } from "uvu";
import * as assert from "uvu/assert";
import { startFakeRegistry, type FakeRegistry, type FakeRegistryScript } from "../support/fake-registry.js";
import { replyWith } from "../support/scripted-server.js";
import type { Answer } from "../../src/model/failure.js";
import type { Tag } from "../../src/model/image.js";
import type { Limits } from "../../src/registry/limits.js";
import { testFake } from "./rig.js";
import { failureOf, repositoryAt, scriptTags, valueOf, withClient } from "./world.js";

const LIST = "GET /v2/team/app/tags/list";

/** Runs a script with `team/app`, lists its tags, and passes answer and registry to `check`. */
function testTags(
  title: string,
  script: Partial<FakeRegistryScript> & {
    readonly tags: Record<string, object> | null;
    readonly rubbish?: unknown[];
  },
  check: (answer: Answer<readonly Tag[]>, registry: FakeRegistry) => void,
  prepare: (registry: FakeRegistry) => void = () => undefined,
  limits: Partial<Limits> = {},
): void {
  test(`tags: ${title}`, async () => {
    const { tags, rubbish = [], ...more } = script;
    const registry = await startFakeRegistry({ repositories: { "team/app": { tags, rubbish } }, ...more });
    try {
      prepare(registry);
      const answer = await withClient({ limits }, (client) =>
        client.tags(repositoryAt(registry.url), "team/app"),
      );
      check(answer, registry);
    } finally {
      await registry.stop();
    }
  });
}

function isWhole(count: number, requests: number) {
  return (answer: Answer<readonly Tag[]>, registry: FakeRegistry): void => {
    const tags = valueOf(answer);
    assert.is(tags.length, count);
    assert.is(new Set(tags).size, count);
    assert.is(registry.count(LIST), requests);
    assert.is(registry.count(), requests);
  };
}

function isIncomplete(message: RegExp | string, requests: number) {
  return (answer: Answer<readonly Tag[]>, registry: FakeRegistry): void => {
    const failure = failureOf(answer);
    assert.is(failure.kind, "incomplete");
    assert.match(failure.message, message);
    assert.match(failure.message, `the tag list of "team/app" at ${registry.host} is incomplete: `);
    assert.is(registry.count(LIST), requests);
  };
}

testTags("one page is one request for 1000 tags", { tags: scriptTags(3) }, (answer, registry) => {
  isWhole(3, 1)(answer, registry);
  assert.is(registry.requests[0]?.query, "n=1000");
});
testTags("an image without tags has an empty list", { tags: {} }, isWhole(0, 1));
testTags("null is an empty list", { tags: null }, isWhole(0, 1));
testTags("pages are followed to the end", { tags: scriptTags(250), maxPage: 100 }, isWhole(250, 3));
testTags("pages in the order of n=1000", { tags: scriptTags(2500) }, isWhole(2500, 3));
testTags(
  "more than n tags in one page are the complete list",
  { tags: scriptTags(1500), ignoresN: true },
  isWhole(1500, 1),
);
testTags(
  "entries that are not tags are skipped, and duplicates count once",
  {
    tags: scriptTags(2),
    rubbish: [null, 7, "", "../x", "1.0.0", "a b", "\u001b[31m", "x".repeat(129), {}, ".dot"],
  },
  isWhole(2, 1),
);
testTags(
  "exactly n tags without a link: the rest is requested with last",
  { tags: scriptTags(2300), link: () => undefined },
  (answer, registry) => {
    isWhole(2300, 3)(answer, registry);
    assert.is(registry.requests[1]?.query, "n=1000&last=1.0.999");
  },
);
testTags(
  "exactly n tags without a link, and last is ignored: the list is complete",
  { tags: scriptTags(1000), ignoresLast: true },
  isWhole(1000, 2),
);
testTags(
  "exactly n tags without a link, and the list is complete",
  { tags: scriptTags(1000) },
  isWhole(1000, 2),
);
testTags(
  "exactly n tags without a link, and 404 after the end",
  { tags: scriptTags(1000) },
  isWhole(1000, 2),
  (registry) => registry.inject(replyWith({ status: 404 }, "last=")),
);
testTags(
  "exactly n tags without a link, and the next request fails",
  { tags: scriptTags(1000) },
  isIncomplete(/page 2 failed: .* responded with 403/, 2),
  (registry) => registry.inject(replyWith({ status: 403 }, "last=")),
);
for (const status of [400, 405]) {
  testTags(
    `after ${status} for n, the request is repeated without it`,
    { tags: scriptTags(3) },
    (answer, registry) => {
      isWhole(3, 2)(answer, registry);
      assert.equal(
        registry.requests.map(({ query }) => query),
        ["n=1000", ""],
      );
    },
    (registry) => registry.inject(replyWith({ status }, "n=1000")),
  );
}
testTags(
  "405 also without n",
  { tags: scriptTags(3) },
  (answer, registry) => {
    const failure = failureOf(answer);
    assert.is(failure.kind, "protocol");
    assert.is(failure.status, 405);
    assert.match(failure.message, 'responded with 405 (UNSUPPORTED: no lists) for image "team/app"');
    assert.is(registry.count(), 2);
  },
  (registry) =>
    registry.inject(
      replyWith({ status: 405, body: '{"errors":[{"code":"UNSUPPORTED","message":"no\\nlists"}]}' }),
      2,
    ),
);
testTags(
  "a link without the repository key, with a path prefix",
  {
    tags: scriptTags(5),
    maxPage: 2,
    basePath: "/artifactory/api/docker/repo",
    link: (next) => `<${next.replace("/artifactory/api/docker/repo", "")}>; rel="next"`,
  },
  (answer, registry) => {
    isWhole(5, 3)(answer, registry);
    assert.is(registry.requests[2]?.path, "/artifactory/api/docker/repo/v2/team/app/tags/list");
  },
);
testTags(
  "an absolute link with an opaque order of parameters",
  { tags: scriptTags(5), maxPage: 2, link: (next, origin) => `<${origin}${next}>; title="a,b;c"; rel=next` },
  isWhole(5, 3),
);
testTags(
  "a link to another host",
  { tags: scriptTags(5), maxPage: 2, link: () => '<https://evil.test/v2/?last=1.0.1>; rel="next"' },
  isIncomplete('the next page is at "https://evil.test', 1),
);
testTags(
  "pages that form a loop",
  { tags: scriptTags(5), maxPage: 2, link: () => '<?n=2&last=1.0.1>; rel="next"' },
  isIncomplete("page 3 is the same as a previous page", 2),
);
testTags(
  "endless pages",
  { tags: scriptTags(5), maxPage: 2, link: (next) => `<${next}${Math.random()}>; rel="next"` },
  isIncomplete("it has more than 7 pages", 7),
  undefined,
  { maxPages: 7 },
);
testTags(
  "more bytes than allowed in all pages",
  { tags: scriptTags(50), maxPage: 10 },
  isIncomplete(/is incomplete: it has more than 400 bytes, the limit$/, 4),
  undefined,
  { maxListBytes: 400 },
);
testTags(
  "more tags than allowed",
  { tags: scriptTags(50), maxPage: 10 },
  isIncomplete(/it has more than 35 tags, the limit$/, 4),
  undefined,
  { maxTags: 35 },
);
testTags(
  "as many tags as allowed are listed",
  { tags: scriptTags(50), maxPage: 10 },
  isWhole(50, 6),
  undefined,
  { maxTags: 50 },
);
testTags(
  "more tags than a run may list",
  { tags: scriptTags(50), maxPage: 10 },
  isIncomplete(/all tag lists of this run together have more than 35 tags, the limit$/, 4),
  undefined,
  { maxAllTags: 35 },
);
testTags(
  "a page of more values than allowed",
  { tags: scriptTags(250), maxPage: 100 },
  isIncomplete(/page 2 has more than 150 values, the limit$/, 2),
  (registry) =>
    registry.inject(replyWith({ status: 200, body: `{"tags":[${"{},".repeat(200)}{}]}` }, "last=")),
  { maxPageValues: 150 },
);
testTags(
  "a page that fails after all retries",
  { tags: scriptTags(250), maxPage: 100 },
  isIncomplete(/page 2 failed: .* responded with 500/, 3),
  (registry) => registry.inject(replyWith({ status: 500 }, "last="), 2),
  { retries: 1 },
);
testTags(
  "a page that is not a list",
  { tags: scriptTags(250), maxPage: 100 },
  isIncomplete(/page 2 failed: .* responded with text\/html, which is not the response of a registry/, 2),
  (registry) =>
    registry.inject(
      replyWith(
        { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: "<html>" },
        "last=",
      ),
    ),
);
testTags(
  "an image that does not exist",
  { tags: {} },
  (answer) => {
    const failure = failureOf(answer);
    assert.is(failure.kind, "not-found");
    assert.match(failure.message, "404 (NAME_UNKNOWN: repository name not known to registry)");
  },
  (registry) =>
    registry.inject(
      replyWith({
        status: 404,
        body: '{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}',
      }),
    ),
);
for (const body of ['{"error":"x"}', "{}", "[]", "7", "not json", '{"name":"a","tags":{}}', ""]) {
  testTags(
    `a 200 that is not a list: ${body}`,
    { tags: {} },
    (answer) => assert.is(failureOf(answer).kind, "protocol"),
    (registry) => registry.inject(replyWith({ status: 200, body })),
  );
}

test("tags: concurrent equal queries are one request", async () => {
  const registry = await startFakeRegistry({ repositories: { "team/app": { tags: scriptTags(2) } } });
  try {
    await withClient({}, async (client) => {
      const twins = [repositoryAt(registry.url), repositoryAt(`${registry.url}/v2/`, { name: "Other" })];
      const answers = await Promise.all(
        twins.flatMap((repository) => [
          client.tags(repository, "team/app"),
          client.tags(repository, "team/app"),
        ]),
      );
      for (const answer of answers) assert.is(valueOf(answer).length, 2);
      valueOf(await client.tags(repositoryAt(registry.url), "team/app"));
      assert.is(registry.count(), 1);
    });
  } finally {
    await registry.stop();
  }
});

test("tags: an image name that is not valid sends no request", async () => {
  const registry = await startFakeRegistry({ repositories: {} });
  try {
    await withClient({}, async (client) => {
      const failure = failureOf(await client.tags(repositoryAt(registry.url), "../secret"));
      assert.is(failure.kind, "not-found");
      assert.is(registry.count(), 0);
    });
  } finally {
    await registry.stop();
  }
});

for (const [image, help] of [
  ["nginx", 'write "library/nginx" if 127.0.0.1:'],
  ["team/nginx", "check the spelling of image"],
] as const) {
  testFake(`tags: help for the unknown image ${image} at a mirror`, {}, {}, async (client, repository) => {
    const failure = failureOf(await client.tags(repository, image));
    assert.is(failure.kind, "not-found");
    assert.ok(failure.help.startsWith(help), failure.help);
  });
}

test.run();
