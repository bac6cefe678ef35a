import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

/** In the mode `pipeline`, `web` depends on the package pipelines of `team/web` and `team/db`, and `worker` on the latter. */
const PROJECT = SHOP_FILES["gocd-pin.yaml"].replace("remove", "pipeline");

/** Calls `use` with a built repo, after which the registry gets a newer tag of `team/db`. */
async function withNews(project: string, use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  const files = { ...SHOP_FILES, "gocd-pin.yaml": project };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    await mkdir(join(repo.folder, ".git"));
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 0, stderr);
    repo.registry.push("team/db", "15.3", {});
    await use(repo);
  });
}

async function output(repo: ConfigRepo, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await repo.run(args);
  assert.is(status, 0, stderr);
  return stdout;
}

test("the text lists a pipeline that fan-in does not trigger as such", async () => {
  await withNews(PROJECT, async (repo) => {
    const line = / worker, not web \(fan-in\)$/m;
    assert.match(await output(repo, "outdated"), line);
    assert.match(
      await output(repo, "outdated", "--format", "markdown"),
      /\| worker, not web \(fan-in\) \|\n\n1 of 2 packages would move, 1 pipeline would be triggered, 1 pipeline would not be triggered \(fan-in\)\n$/,
    );
    const text = await output(repo, "refresh");
    assert.match(text, line);
    assert.match(
      text,
      "1 of 2 packages moved, 1 pipeline will be triggered, 1 pipeline will not be triggered (fan-in)\n",
    );
  });
});

test("fan-in also stops pipelines without packages that depend on those of different packages, or on one that it stops", async () => {
  const downstream = (name: string, upstream: readonly string[]) => `  ${name}:
    group: shop
    materials:
${upstream.map((one) => `      ${one}: {pipeline: ${one}, stage: deploy}\n`).join("")}    stages:
      - deploy: {tasks: [exec: {command: "true"}]}
`;
  const files = {
    ...SHOP_FILES,
    "gocd-pin.yaml": PROJECT,
    "pipelines/web.yaml": SHOP_FILES["pipelines/web.yaml"].replace(/ {6}database:\n.*\n/, ""),
    // web has a pin of team/web, worker one of team/db.
    "pipelines/more.yaml": `format_version: 10\npipelines:\n${downstream("after-worker", ["worker"])}${downstream("after-both", ["worker", "web"])}${downstream("later", ["after-both"])}`,
  };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    await mkdir(join(repo.folder, ".git"));
    assert.match((await repo.run(["build"])).stderr, 'the pipeline "after-both" through "worker" and "web"');
    repo.registry.push("team/db", "15.3", {});
    assert.match(
      await output(repo, "outdated"),
      / worker, not after-both \(fan-in\), not later \(fan-in\)$/m,
    );
    repo.registry.push("team/web", "1.11", {});
    assert.not.match(await output(repo, "outdated"), "fan-in");
  });
});

test("the JSON has the list untriggered", async () => {
  await withNews(PROJECT, async (repo) => {
    const lists = /"pipelines": \[\s+"worker"\s+\],\s+"untriggered": \[\s+"web"\s+\]/;
    assert.match(await output(repo, "outdated", "--format", "json"), lists);
    assert.match(await output(repo, "refresh", "--format", "json"), lists);
    assert.match(await output(repo, "refresh", "--format", "json"), /"untriggered": \[\]/);
  });
});

test("the Markdown of a refresh has a sentence", async () => {
  await withNews(PROJECT, async (repo) => {
    const text = await output(repo, "refresh", "--format", "markdown");
    assert.match(text, "\n\nGoCD will trigger 1 pipeline: worker\n\n");
    assert.match(text, "\n\nBecause of fan-in, GoCD will not trigger 1 pipeline: web\n\n");
  });
});

test("if all packages move in one commit, fan-in does not stop a pipeline", async () => {
  await withNews(PROJECT, async (repo) => {
    repo.registry.push("team/web", "1.11", {});
    assert.match(await output(repo, "outdated", "db"), "not web (fan-in)");
    const text = await output(repo, "outdated");
    assert.match(text, "2 of 2 packages would move, 2 pipelines would be triggered\n");
    assert.not.match(text, "fan-in");
  });
});

test("in the mode configrepo, a pipeline upstream counts", async () => {
  const files = {
    "gocd-pin.yaml": PROJECT.replace("pipeline", "configrepo"),
    "pipelines/web.yaml": SHOP_FILES["pipelines/web.yaml"]
      .replace(/( +)git: .*\n/, "$&$1destination: src\n")
      .replace(/ {6}database:\n.*\n/, ""),
    "pipelines/worker.yaml": SHOP_FILES["pipelines/worker.yaml"].replace(
      / {6}config:\n.*\n/,
      "      web: {pipeline: web, stage: deploy}\n",
    ),
  };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    await mkdir(join(repo.folder, ".git"));
    assert.match((await repo.run(["build"])).stderr, '"worker" through "web" and its own material');
    repo.registry.push("team/db", "15.3", {});
    assert.match(await output(repo, "outdated"), /minor .* not worker \(fan-in\)$/m);
    repo.registry.push("team/web", "1.11", {});
    assert.match(await output(repo, "outdated"), "2 pipelines would be triggered\n");
  });
});

test("if the project or all packages of a pipeline accept the warning, the pipeline counts as triggered", async () => {
  const ofAll = `accept: [fan-in]\n${PROJECT}`;
  const ofPackages = PROJECT.replace("team/db: {}", "team/db: {accept: [fan-in]}").replace(
    "team/web:",
    "$&\n        accept: [fan-in]",
  );
  for (const project of [ofAll, ofPackages]) {
    await withNews(project, async (repo) => {
      const { stderr, stdout } = await repo.run(["refresh"]);
      assert.is(stderr, "");
      assert.match(stdout, / web, worker\n.*2 pipelines will be triggered\n/);
    });
  }
  await withNews(PROJECT.replace("team/db: {}", "team/db: {accept: [fan-in]}"), async (repo) => {
    const { stderr, stdout } = await repo.run(["refresh"]);
    assert.match(stderr, "[fan-in]");
    assert.match(stdout, "not web (fan-in)");
  });
});

test.run();
