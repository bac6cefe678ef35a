import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  credentialScope,
  credentialSources,
  scopeOfKey,
} from "../../../src/registry/credentials/credential.js";

test("the host of the registry URL is the scope of the complete registry", () => {
  const cases: readonly (readonly [url: string, registry: string, loginKey: string])[] = [
    ["https://ghcr.io/v2/", "ghcr.io", "ghcr.io"],
    ["https://GHCR.io", "ghcr.io", "ghcr.io"],
    ["https://host.example:5000/v2/", "host.example:5000", "host.example:5000"],
    ["https://host.example:443/", "host.example", "host.example"],
    ["http://host.example:80/", "host.example", "host.example"],
    ["http://[::1]:5000/", "[::1]:5000", "[::1]:5000"],
    ["https://nexus.example/repository/docker/v2/", "nexus.example", "nexus.example"],
    ["https://docker.io/", "docker.io", "https://index.docker.io/v1/"],
    ["https://index.docker.io/v2/", "docker.io", "https://index.docker.io/v1/"],
    ["https://registry-1.docker.io/v2/", "docker.io", "https://index.docker.io/v1/"],
    ["https://registry-1.docker.io:8443/v2/", "docker.io", "https://index.docker.io/v1/"],
    ["https://docker.io.example/v2/", "docker.io.example", "docker.io.example"],
  ];
  for (const [url, registry, loginKey] of cases) {
    const scope = credentialScope(url, undefined);
    assert.is(scope.registry, registry, url);
    assert.is(scope.loginKey, loginKey, url);
    assert.equal(scope.scopes, [registry], url);
  }
});

test("an image is covered by its own path, every folder above it and the registry, narrowest first", () => {
  const cases: readonly (readonly [url: string, image: string, scopes: readonly string[]])[] = [
    ["https://h.example", "a/b/c", ["h.example/a/b/c", "h.example/a/b", "h.example/a", "h.example"]],
    ["https://h.example:5000", "a", ["h.example:5000/a", "h.example:5000"]],
    ["https://docker.io", "alpine", ["docker.io/library/alpine", "docker.io/library", "docker.io"]],
    ["https://docker.io", "team/app", ["docker.io/team/app", "docker.io/team", "docker.io"]],
  ];
  for (const [url, image, scopes] of cases) {
    assert.equal(credentialScope(url, image).scopes, scopes, `${url} ${image}`);
  }
});

test("each spelling of a key in a config is one scope", () => {
  const cases: readonly (readonly [key: string, scope: string])[] = [
    ["ghcr.io", "ghcr.io"],
    ["GHCR.IO", "ghcr.io"],
    ["ghcr.io/", "ghcr.io"],
    ["ghcr.io/v1/", "ghcr.io"],
    ["ghcr.io/v2", "ghcr.io"],
    ["ghcr.io/v3", "ghcr.io/v3"],
    ["https://ghcr.io", "ghcr.io"],
    ["HTTPS://ghcr.io/v2/", "ghcr.io"],
    ["https://ghcr.io/org/app", "ghcr.io"],
    ["http://ghcr.io:80/", "ghcr.io"],
    ["ghcr.io:443", "ghcr.io"],
    ["ghcr.io:80", "ghcr.io:80"],
    ["http://ghcr.io:443", "ghcr.io:443"],
    ["ghcr.io:4430", "ghcr.io:4430"],
    ["ghcr.io/Org/app", "ghcr.io/Org/app"],
    ["https://index.docker.io/v1/", "docker.io"],
    ["index.docker.io", "docker.io"],
    ["registry-1.docker.io", "docker.io"],
    ["docker.io", "docker.io"],
    ["docker.io/library/alpine", "docker.io/library/alpine"],
    ["https://user:word@ghcr.io", "user:word@ghcr.io"],
    ["", ""],
  ];
  for (const [key, scope] of cases) assert.is(scopeOfKey(key, "https:"), scope, key);
});

test("a key without a scheme leaves out the port that the registry's own scheme implies", () => {
  assert.is(scopeOfKey("h.example:80", "http:"), "h.example");
  assert.is(scopeOfKey("h.example:443", "http:"), "h.example:443");
  assert.is(scopeOfKey("https://h.example:443", "http:"), "h.example");
});

/** The sources as text: the path after the name of a file that is shown shorter. */
function list(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return credentialSources(env, "/home/me").map((source) => {
    if (source.kind === "absent") return source.why;
    if (source.kind === "variable") return source.shown;
    return source.path === source.shown ? source.path : `${source.shown} = ${source.path}`;
  });
}

test("without variables the sources are docker's and podman's files in the home folder", () => {
  const bare = [
    "DOCKER_AUTH_CONFIG is not set",
    "~/.docker/config.json = /home/me/.docker/config.json",
    "REGISTRY_AUTH_FILE is not set",
    "XDG_RUNTIME_DIR is not set",
    "~/.config/containers/auth.json = /home/me/.config/containers/auth.json",
  ];
  assert.equal(list({}), bare);
  const empty = { DOCKER_AUTH_CONFIG: "", DOCKER_CONFIG: "", REGISTRY_AUTH_FILE: "", XDG_CONFIG_HOME: "" };
  assert.equal(list({ ...empty, XDG_RUNTIME_DIR: "" }), bare);
});

test("variables move files and add sources", () => {
  assert.equal(
    list({
      DOCKER_AUTH_CONFIG: "{}",
      DOCKER_CONFIG: "/ci/docker/",
      REGISTRY_AUTH_FILE: "/ci/auth\u001b[31m.json",
      XDG_RUNTIME_DIR: "/run/user/7",
      XDG_CONFIG_HOME: "/home/me/etc",
    }),
    [
      "DOCKER_AUTH_CONFIG",
      "/ci/docker/config.json",
      "/ci/auth.json = /ci/auth\u001b[31m.json",
      "/run/user/7/containers/auth.json",
      "~/etc/containers/auth.json = /home/me/etc/containers/auth.json",
    ],
  );
});

test("a folder whose name only starts like the home folder is not inside it", () => {
  assert.ok(list({ DOCKER_CONFIG: "/home/meow" }).includes("/home/meow/config.json"));
});

test.run();
