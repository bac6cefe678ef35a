import { test } from "uvu";
import * as assert from "uvu/assert";
import { credentialSources } from "../../src/registry/credential-source.js";

/** The sources as words: the path behind the name of a file that is shown shorter. */
function list(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return credentialSources(env, "/home/me").map((source) => {
    if (source.kind === "absent") return source.why;
    if (source.kind === "variable") return source.shown;
    return source.path === source.shown ? source.path : `${source.shown} = ${source.path}`;
  });
}

test("without any variable there are docker's and podman's files in the home folder", () => {
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

test("variables move the files and add some", () => {
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

test("a folder whose name only starts like the home folder is not in it", () => {
  assert.ok(list({ DOCKER_CONFIG: "/home/meow" }).includes("/home/meow/config.json"));
});

test.run();
