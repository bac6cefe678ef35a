import { test } from "uvu";
import * as assert from "uvu/assert";
import { endpoint, parseAddress, wireName } from "../../src/registry/address.js";

const HUB = "https://registry-1.docker.io";

const TABLE: readonly (readonly [registryUrl: string, base: string | undefined])[] = [
  ["https://registry.test", "https://registry.test"],
  ["https://registry.test/", "https://registry.test"],
  ["https://registry.test/v2", "https://registry.test"],
  ["https://registry.test/v2/", "https://registry.test"],
  ["https://registry.test//v2//", "https://registry.test"],
  ["http://registry.test:5000/v2/", "http://registry.test:5000"],
  ["https://registry.test:443/v2/", "https://registry.test"],
  ["https://h.test/artifactory/api/docker/repo/v2/", "https://h.test/artifactory/api/docker/repo"],
  ["https://h.test/artifactory/api/docker/repo", "https://h.test/artifactory/api/docker/repo"],
  ["https://h.test/repository/docker-v2/", "https://h.test/repository/docker-v2"],
  ["https://user:pw@registry.test/v2/?a=b#c", "https://registry.test"],
  ["https://docker.io", HUB],
  ["https://index.docker.io/v1/", HUB],
  ["https://registry-1.docker.io/v2/", HUB],
  ["http://docker.io", HUB],
  ["https://hub.docker.io.test", "https://hub.docker.io.test"],
  ["ftp://registry.test", undefined],
  ["registry.test", undefined],
  ["", undefined],
];

for (const [registryUrl, base] of TABLE) {
  test(`address of "${registryUrl}"`, () => {
    assert.is(parseAddress(registryUrl)?.base, base);
  });
}

test("library/ is for one-segment names of Docker Hub only", () => {
  const hub = parseAddress("https://docker.io");
  const other = parseAddress("https://registry.test");
  if (hub === undefined || other === undefined) throw new Error("both are addresses");
  assert.is(wireName(hub, "alpine"), "library/alpine");
  assert.is(wireName(hub, "library/alpine"), "library/alpine");
  assert.is(wireName(hub, "team/app"), "team/app");
  assert.is(wireName(other, "alpine"), "alpine");
  assert.is(endpoint(hub, "library/alpine/tags/list").href, `${HUB}/v2/library/alpine/tags/list`);
});

test("only a valid image name gets into a path", () => {
  const address = parseAddress("https://registry.test");
  if (address === undefined) throw new Error("it is an address");
  for (const text of ["", "../x", "a/../b", "A/b", "a//b", "a?b", "a%2fb", "a b", "/a", "a/"]) {
    assert.is(wireName(address, text), undefined, text);
  }
});

test.run();
