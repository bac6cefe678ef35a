import { test } from "uvu";
import * as assert from "uvu/assert";
import { GOOD, withConfigRepo } from "./config-repo.js";

const MISPLACED = GOOD["pipelines/app.yaml"].replace(
  "[{build: {tasks: [{exec: {command: make}}]}}]",
  "[{build: {elastic_profile_id: big, jobs: {j: {tasks: [{exec: {command: make}}]}}}}]",
);

test("sources in the forms of gocd-pin are valid, and the network is not used", async () => {
  await withConfigRepo(GOOD, async ({ run, registry }) => {
    const { status, stdout, stderr } = await run(["validate"]);
    assert.is(status, 0, stderr);
    assert.is(stdout, "checked 1 file\n");
    assert.is(registry.count(), 0);
  });
});

test("the project file is not a source, even if a glob matches it", async () => {
  const files = { "gocd-pin.yaml": "sources: ['*.yaml']\n", "app.yaml": GOOD["pipelines/app.yaml"] };
  await withConfigRepo(files, async ({ run }) => {
    for (const args of [[], ["--config", "./gocd-pin.yaml"]]) {
      const { status, stdout } = await run(["validate", ...args]);
      assert.is(`${status} ${stdout}`, "0 checked 1 file\n");
    }
  });
});

test("a key that is defined twice is reported before what it causes", async () => {
  const text = GOOD["pipelines/app.yaml"].replace(/^ {4}group: .*$/m, "    label_template: ${lib}\n$&");
  const files = { "app.gocd.yaml": `${text}    materials: {lib: {git: /srv/lib.git}}\n` };
  await withConfigRepo(files, async ({ run }) => {
    const { stdout } = await run(["validate", "app.gocd.yaml", "--format", "json"]);
    const codes = Array.from(stdout.matchAll(/"code": "([^"]+)"/g), ([, code]) => code);
    assert.equal(codes.slice(0, 2), ["yaml-syntax", "label-invalid"]);
  });
});

test("a file in GoCD's JSON format is one error of its own", async () => {
  const files = { "a.gopipeline.json": "{}\n", "b.goenvironment.json": "{}\n" };
  const source = { "gocd-pin.yaml": "sources: ['*.json']\n", ...files };
  await withConfigRepo(source, async ({ run }) => {
    for (const args of [["validate"], ["validate", "a.gopipeline.json", "b.goenvironment.json"], ["build"]]) {
      const { status, stderr } = await run(args);
      assert.is(status, 1, stderr);
      for (const path of Object.keys(files)) {
        assert.ok(
          stderr.includes(`${path}: error: GoCD's JSON format is not supported [source-json]`),
          stderr,
        );
      }
      assert.match(stderr, /^2 errors$/m);
    }
  });
});

test("a named file that does not exist is not counted as checked", async () => {
  await withConfigRepo(GOOD, async ({ run }) => {
    const { status, stdout } = await run(["validate", "no.yaml"]);
    assert.is(`${status} ${stdout}`, "2 checked 0 files\n");
  });
});

test("a key that GoCD silently drops is a warning at its place, and an error with --strict", async () => {
  await withConfigRepo({ "pipelines/app.yaml": MISPLACED }, async ({ run }) => {
    const { status, stderr } = await run(["validate", "pipelines/app.yaml"]);
    assert.is(status, 0);
    assert.match(stderr, /pipelines\/app\.yaml:8:\d+: warning: .*"elastic_profile_id".*\[key-misplaced\]/);
    assert.is((await run(["validate", "--strict"])).status, 1);
  });
});

test("a text that GoCD's reader rejects, and a byte order mark, are errors", async () => {
  const files = {
    "a.gocd.yaml": "pipelines: {a: [http://x]}\n",
    "b.gocd.yaml": "\ufeffformat_version: 10\n",
  };
  await withConfigRepo(files, async ({ run }) => {
    const { status, stderr } = await run(["validate", "a.gocd.yaml", "b.gocd.yaml", "gone.yaml"]);
    assert.is(status, 2);
    assert.match(stderr, /a\.gocd\.yaml:1:21: error: .*this file.*\[yaml-syntax\]/);
    assert.match(stderr, /b\.gocd\.yaml:1:1: error: .*every file of the config repo.*\[source-bom\]/);
    assert.match(stderr, /gone\.yaml: error: the file does not exist \[source-missing\]/);
  });
});

test("after a text that GoCD's reader rejects, the rules check the rest of the file only", async () => {
  const text = `format_version: 10
pipelines:
  app:
    group: [team:x]
    materials: {code: {git: https://git/app.git, branch:main}}
    stages:
      - build:
          elastic_profile_id:\tbig
          jobs:
            compile:
              tasks:
                - exec: {command: make, arguments: [a?, http://x, ]}
                - exec: {comand: make}
                - exec: {command:make}
  web:
    group: team
    materials: {up: {pipeline: app, stage: biuld}}
    template: *gone
`;
  await withConfigRepo({ "a.gocd.yaml": text }, async ({ run }) => {
    const { status, stderr } = await run(["validate", "a.gocd.yaml"]);
    assert.is(status, 1);
    const found = Array.from(
      stderr.matchAll(/^a\.gocd\.yaml:(\d+:\d+): .*\[(.+)\]$/gm),
      ([, at, code]) => `${at ?? ""} ${code ?? ""}`,
    );
    assert.equal(found, [
      "4:12 value-type",
      "4:17 yaml-syntax",
      "5:34 yaml-syntax",
      "5:56 yaml-syntax",
      "8:11 key-misplaced",
      "8:30 yaml-syntax",
      "12:54 yaml-dialect",
      "12:61 yaml-syntax",
      "12:65 yaml-syntax",
      "13:26 key-missing",
      "14:33 yaml-syntax",
      "17:44 upstream-stage",
      "18:15 yaml-syntax",
    ]);
  });
});

test.run();
