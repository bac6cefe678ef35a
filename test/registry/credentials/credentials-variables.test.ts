import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Repository } from "../../../src/model/declaration.js";
import { readCredentialVariables } from "../../../src/registry/credentials/credentials.js";

const REPOSITORY: Repository = {
  name: "Docker",
  registryUrl: "https://registry.example/v2/",
  registryName: "registry.example",
  insecureSkipTlsVerify: false,
  credentials: { usernameVariable: "REGISTRY_USER", passwordVariable: "REGISTRY_PASSWORD" },
};

test("both variables make a basic credential, and the source names them", () => {
  const answer = readCredentialVariables(REPOSITORY, { REGISTRY_USER: "me", REGISTRY_PASSWORD: "pw" });
  if (answer.kind !== "credential" || answer.credential.kind !== "basic") throw new Error(answer.kind);
  assert.is(answer.credential.username, "me");
  assert.is(answer.credential.password.reveal(), "pw");
  assert.is(answer.source, 'the environment variables "REGISTRY_USER" and "REGISTRY_PASSWORD"');
});

test("the message names a variable that is not set or empty", () => {
  const cases: readonly (readonly [env: Readonly<Record<string, string>>, words: string, help: string])[] = [
    [{ REGISTRY_USER: "me" }, ' "REGISTRY_PASSWORD", which is not set', "set it"],
    [{ REGISTRY_USER: "me", REGISTRY_PASSWORD: "" }, ' "REGISTRY_PASSWORD", which is empty', "set it"],
    [{ REGISTRY_PASSWORD: "pw" }, ' "REGISTRY_USER", which is not set', "set it"],
    [
      { REGISTRY_USER: "" },
      's "REGISTRY_USER", which is empty, and "REGISTRY_PASSWORD", which is not set',
      "set them",
    ],
  ];
  for (const [env, words, help] of cases) {
    const answer = readCredentialVariables(REPOSITORY, env);
    if (answer.kind !== "failed") throw new Error(answer.kind);
    assert.is(answer.why, `package repository "Docker" uses environment variable${words}`);
    assert.match(answer.help, `${help} where gocd-pin runs, or remove`);
    assert.match(answer.help, 'package repository "Docker"');
  }
});

test("a repository without variables declares no credentials", () => {
  const { credentials, ...without } = REPOSITORY;
  assert.ok(credentials);
  assert.equal(readCredentialVariables(without, { REGISTRY_USER: "me", REGISTRY_PASSWORD: "pw" }), {
    kind: "nothing",
    why: 'package repository "Docker" declares no credentials',
  });
});

test.run();
