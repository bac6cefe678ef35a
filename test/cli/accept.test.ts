import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";

const STAGES = "    stages: [{build: {tasks: [{exec: {command: make}}]}}]\n";

const PROJECT = `package_repositories:
  Docker:
    registry_url: http://registry.test/v2/
    packages:
      one: {id: id-one, digest: false, policy: semver}
      two: {id: id-two, digest: false, policy: semver}
`;

const SOURCE = `format_version: 10
pipelines:
  app:
    group: g
    materials:
      repo: {git: "https://git.example/app.git"}
      one: {package: Docker/one}
      two: {package: Docker/two}
${STAGES}`;

/** Runs a command, and returns its warnings without places. */
async function warningsOf(repo: ConfigRepo, line: string): Promise<string> {
  const { stderr } = await repo.run(line.split(" "));
  return Array.from(
    stderr.matchAll(/warning: .*?("[^"]*").*\[([a-z-]+)\]$/gm),
    ([, name, code]) => `${code} ${name}`,
  ).join();
}

async function withPackages(
  accepts: { readonly one?: string; readonly two?: string },
  mode: string,
  use: (repo: ConfigRepo) => Promise<void>,
): Promise<void> {
  const accept = (codes: string | undefined) => (codes === undefined ? "" : `accept: [${codes}], `);
  const project = PROJECT.replace("{id: id-one", `{${accept(accepts.one)}id: id-one`).replace(
    "{id: id-two",
    `{${accept(accepts.two)}id: id-two`,
  );
  const files = { "gocd-pin.yaml": `package_materials: ${mode}\n${project}`, "pipelines/app.yaml": SOURCE };
  const images = { one: { tags: { "1.0.0": {} } }, two: { tags: { "2.0.0": {} } } };
  await withConfigRepo({ files, images }, use);
}

test("a package accepts every warning about it: of a choice, of its triggers and of its digest", async () => {
  await withPackages({ one: "digest-unknown" }, "keep", async (repo) => {
    await repo.run(["build"]);
    assert.is(await warningsOf(repo, "images --digest"), 'plugin-triggers "app",digest-unknown "Docker/two"');
  });
});

test("a warning about several packages is accepted only by all of them", async () => {
  for (const [mode, code] of [
    ["keep", "plugin-triggers"],
    ["auto", "trigger-lost"],
  ] as const) {
    await withPackages({ one: code }, mode, async (repo) => {
      assert.is(await warningsOf(repo, "build"), `${code} "app"`, mode);
    });
    await withPackages({ one: code, two: code }, mode, async (repo) => {
      assert.is(await warningsOf(repo, "build"), "", mode);
      const strict = await repo.run(["validate", "--strict"]);
      assert.is(strict.status, 0, strict.stderr);
    });
  }
});

test("export does not report what a package accepts", async () => {
  await withPackages({ one: "export-lost" }, "keep", async (repo) => {
    assert.is(await warningsOf(repo, "export"), 'export-lost "Docker/two"');
  });
});

test.run();
