import { test } from "uvu";
import * as assert from "uvu/assert";
import { credentialSpans, registryNameOf } from "../../src/files/registry-url.js";

function nameOf(text: string, declared?: string) {
  const file = { path: "gocd-pin.yaml", text };
  return registryNameOf(text, declared, { file, span: { start: 0, end: text.length } });
}

test("the registry name is the declared one, else the host of a URL without a path", () => {
  const rows: readonly (readonly [url: string, name: string])[] = [
    ["https://registry.test", "registry.test"],
    ["https://registry.test/", "registry.test"],
    ["https://registry.test/v2", "registry.test"],
    ["https://registry.test//v2//", "registry.test"],
    ["http://registry.test:5000/v2/", "registry.test:5000"],
    ["https://registry-1.docker.io/v2/", "docker.io"],
    // docker's own name for Docker Hub; requests ignore its path.
    ["https://index.docker.io/v1/", "docker.io"],
  ];
  for (const [url, name] of rows) assert.equal(nameOf(url), { name }, url);
  const path = "https://registry.test/artifactory/api/docker/local/v2/";
  assert.equal(nameOf(path, "registry.test/local"), { name: "registry.test/local" });
});

test("a path without a registry name is an error with the likely name", () => {
  const rows: readonly (readonly [url: string, path: string, name: string])[] = [
    ["https://a.test/artifactory/api/docker/local/v2/", "/artifactory/api/docker/local", "a.test/local"],
    ["https://a.test/artifactory/api/docker/local", "/artifactory/api/docker/local", "a.test/local"],
    ["https://a.test/api/docker/local/v2", "/api/docker/local", "a.test/local"],
    ["https://n.test:8443/repository/hosted/v2/", "/repository/hosted", "n.test:8443/hosted"],
    ["https://h.test/v2/project/", "/v2/project", "h.test/project"],
    ["https://r.test/mirror//v2/", "/mirror", "r.test/mirror"],
    ["https://r.test/docker-v2/", "/docker-v2", "r.test/docker-v2"],
  ];
  for (const [url, path, name] of rows) {
    const { problem, ...rest } = nameOf(url);
    assert.equal(rest, {}, url);
    assert.is(problem?.code, "project-invalid");
    assert.is(problem?.message, `"registry_url" has the path "${path}", and there is no "registry_name"`);
    assert.match(problem?.help ?? "", `write \`registry_name: ${name}\`, or remove the path from the URL`);
  }
});

// [text, the text with every masked character replaced]
const CREDENTIALS: readonly (readonly [text: string, shown: string])[] = [
  ["registry.mydomain", "registry.mydomain"],
  ["registry.mydomain:5000/v2/", "registry.mydomain:5000/v2/"],
  ["'htps://registry.mydomain'", "'htps://registry.mydomain'"],
  ["https://host:port/", "https://host:port/"],
  ["https://gopher:word@host:99999/", "https://***********@host:99999/"],
  ["gopher:word@host", "***********@host"],
  ["https://gopher:w@rd@host/?a=b", "https://***********@host/****"],
  ["gopher:w://rd@host", "*************@host"],
  ["https://host/?token=word", "https://host/***********"],
  ["https://host/#word", "https://host/*****"],
  [String.raw`"gopher:word\x40host"`, "*".repeat(21)],
];

for (const [text, shown] of CREDENTIALS) {
  test(`of ${text}, only what may be a credential is masked`, () => {
    const span = { start: 2, end: 2 + text.length };
    const masked = Array.from(text);
    for (const { start, end } of credentialSpans({ file: { path: "a", text: `x ${text} y` }, span })) {
      masked.fill("*", start - span.start, end - span.start);
    }
    assert.is(masked.join(""), shown);
  });
}

test.run();
