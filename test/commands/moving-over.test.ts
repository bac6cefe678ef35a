import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readManifest } from "../../src/files/manifest.js";
import { startFakeRegistry, type FakeRegistry } from "../support/fake-registry.js";
import { runMain } from "../support/main-run.js";
import { withFolder } from "./import-folder.js";
import { pluginWorld, REPOSITORY_NAMES, type PluginWorld } from "./plugin-world.js";

/** The variables that the import names; the registries know these users. */
const CREDENTIALS = {
  DOCKER_USERNAME: "docker",
  DOCKER_PASSWORD: "word-0",
  MY_REPO_USERNAME: "first",
  MY_REPO_PASSWORD: "word-1",
  MY_REPO_2_USERNAME: "second",
  MY_REPO_2_PASSWORD: "word-2",
};
const USERS = [{ docker: "word-0" }, { first: "word-1" }, { second: "word-2" }, undefined];

/** Starts the registries of the four package repositories, with the images of their packages. */
async function withRegistries(use: (world: PluginWorld) => Promise<void>): Promise<void> {
  const blank = pluginWorld(REPOSITORY_NAMES.map(() => ""));
  const registries: FakeRegistry[] = [];
  try {
    for (const [index, name] of REPOSITORY_NAMES.entries()) {
      const packages = blank.packages.filter(({ repository }) => repository === name);
      const users = USERS[index];
      const script = {
        repositories: Object.fromEntries(
          packages.map(({ image, tags }) => [
            image,
            { tags: Object.fromEntries(tags.map((tag) => [tag, {}])) },
          ]),
        ),
        ...(users && { auth: { scheme: "basic" as const, users } }),
      };
      registries.push(await startFakeRegistry(script));
    }
    await use(pluginWorld(registries.map(({ origin }) => origin)));
  } finally {
    for (const registry of registries) await registry.stop();
  }
}

for (const mode of ["auto", "pipeline"]) {
  test(`from six repositories, 40 packages and 15 pipelines of the plugin to a check without findings, with ${mode}`, async () => {
    await withRegistries(async (world) => {
      const files = { ...world.files, "cruise-config.xml": world.cruiseConfig, ".git/HEAD": "" };
      await withFolder(files, async (cwd, tree) => {
        const run = async (...args: readonly string[]) => {
          const { status, stdout, stderr } = await runMain(args, { cwd, env: CREDENTIALS });
          assert.is(status, 0, `${args.join(" ")}: ${stderr}`);
          return { stdout, stderr };
        };
        const imported = await run("import", "cruise-config.xml", "--rewrite");
        assertImported(imported);
        await edit(join(cwd, "gocd-pin.yaml"), "# package_materials: auto", `package_materials: ${mode}`);
        // The plugin has these five properties; a digest it does not know.
        await writeFile(
          join(cwd, "gocd-pin.yaml"),
          `${await readFile(join(cwd, "gocd-pin.yaml"), "utf8")}variables:\n  properties: [registry_name, image, label, registry_url, tag_filter]\n`,
        );
        assert.match((await run("verify")).stdout, "connections: 44 ok");
        const built = await run("build");
        assert.match(built.stderr, "note: 12 package materials stay with the GoCD server");
        await run("check");
        assertVariables(world, await tree());
        await run("build", "--frozen");
        assert.is((await run("build")).stdout, "everything is up to date\n");
      });
    });
  });
}

function assertImported({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): void {
  assert.is(stdout.match(/^ {2}added /gm)?.length, 40);
  assert.is(stdout.match(/^moved /gm)?.length, 13);
  // Three pipelines share the texts of three ids.
  assert.is(stdout.match(/ is now /gm)?.length, 32);
  assert.match(stdout, "  my_repo: MY_REPO_2_USERNAME, MY_REPO_2_PASSWORD\n");
  assert.not.match(stdout, "still name packages by their ids");
  assert.match(stderr, 'stay with the GoCD server: "apt" (deb), "nuget" (nuget) [import-skipped]');
  assert.match(stderr, "no pipeline of this config repo uses 13 imported packages");
  assert.not.match(stdout + stderr, "AES:");
}

/** Asserts that each pipeline gets exactly the variables of the plugin, with their values. */
function assertVariables(world: PluginWorld, files: Readonly<Record<string, string>>): void {
  const text = files["gocd/manifest.json"] ?? "";
  const { manifest } = readManifest({ path: "gocd/manifest.json", text });
  assert.ok(manifest);
  assert.is(Object.keys(manifest.pipelines).length, 15);
  assert.equal(Object.keys(manifest.pipelines).sort(), Object.keys(world.variables).sort());
  for (const [pipeline, { variables, output }] of Object.entries(manifest.pipelines)) {
    const actual = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
    assert.equal(actual, world.variables[pipeline], pipeline);
    const generated = files[output] ?? "";
    for (const name of Object.keys(actual)) assert.match(generated, `${name}: "`, pipeline);
    assert.not.match(generated, "package: 5f1c");
  }
}

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  assert.is(text.split(from).length, 2, `"${from}" is once in ${path}`);
  await writeFile(path, text.replace(from, to));
}

test.run();
