import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pipelineOf, withConfigRepo, type ConfigRepo } from "./config-repo.js";

/** Names of pipelines that GoCD accepts, and that are properties of every object. */
const NAMES = ["constructor", "__proto__", "hasOwnProperty", "toString"];

const FILES = Object.fromEntries(
  NAMES.map((name, index) => [`pipelines/${index}.yaml`, pipelineOf(name, "Docker/team/app")]),
);

async function runWell({ run }: ConfigRepo, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run(args);
  assert.is(status, 0, `${args.join(" ")}: ${stderr}`);
  return stdout;
}

test("a pipeline can have the name of a property of every object", async () => {
  await withConfigRepo(FILES, async (repo) => {
    const manifestPath = join(repo.folder, "gocd/manifest.json");
    // The old manifest has none of them.
    await writeFile(join(repo.folder, "pipelines/0.yaml"), pipelineOf("other", "Docker/team/app"));
    for (const index of [1, 2, 3])
      await writeFile(join(repo.folder, `pipelines/${index}.yaml`), "pipelines: {}\n");
    await runWell(repo, "build");
    const before = await readFile(manifestPath, "utf8");
    for (const [path, text] of Object.entries(FILES)) await writeFile(join(repo.folder, path), text);
    repo.registry.push("team/app", "1.11.0");
    assert.match(await runWell(repo, "refresh", "--format", "json"), '"1.11.0"');
    await runWell(repo, "check");
    const manifest = await readFile(manifestPath, "utf8");
    for (const name of NAMES) {
      assert.match(manifest, `"${name}": {`);
      assert.match(await runWell(repo, "manifest", name, "--format", "env"), "GO_PACKAGE_APP_LABEL=1.11.0\n");
      const env = await readFile(join(repo.folder, `gocd/env/${name}.env`), "utf8");
      assert.match(env, "GO_PACKAGE_APP_LABEL=1.11.0\n");
    }
    for (const args of [["images"], ["report"], ["outdated"], ["check", "--drift"]])
      await runWell(repo, ...args);
    await writeFile(manifestPath, `<<<<<<< ours\n${manifest}=======\n${before}>>>>>>> theirs\n`);
    await runWell(repo, "build");
    assert.is(await readFile(manifestPath, "utf8"), manifest);
  });
});

test.run();
