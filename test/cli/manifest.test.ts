import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readManifest } from "../../src/files/manifest.js";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

/** Calls `use` with a repo that was built with the settings given. */
async function withBuilt(settings: string, use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  const files = { ...SHOP_FILES, "gocd-pin.yaml": settings + SHOP_FILES["gocd-pin.yaml"] };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await use(repo);
  });
}

const FEW = "variables: {names: [material], properties: [label, tag_filter]}\n";

test("json is the manifest that a build writes, without a request and without the files", async () => {
  await withBuilt("", async (repo) => {
    const written = await repo.read("gocd/manifest.json");
    await rm(join(repo.folder, "gocd"), { recursive: true });
    const requests = repo.registry.count();
    assert.equal(await repo.run(["manifest"]), { status: 0, stdout: written, stderr: "" });
    assert.is(repo.registry.count(), requests);
  });
});

test("json of one pipeline has that pipeline and the packages that it uses", async () => {
  await withBuilt(FEW, async (repo) => {
    const { stdout } = await repo.run(["manifest", "worker"]);
    const { manifest } = readManifest({ path: "m.json", text: stdout });
    assert.equal(Object.keys(manifest?.pipelines ?? {}), ["worker"]);
    assert.equal(Object.keys(manifest?.packages ?? {}), ["Docker/team/db"]);
    assert.match(await repo.read("gocd/manifest.json"), '"Docker/team/web"');
  });
});

test("json of one pipeline says where the project folder is, if the pipeline depends on it", async () => {
  const files = { ...SHOP_FILES };
  for (const path of ["pipelines/web.yaml", "pipelines/worker.yaml"] as const) {
    files[path] = files[path].replace(
      /( +)git: .*\n/,
      (line, indent: string) => `${line}${indent}destination: code\n`,
    );
  }
  files["gocd-pin.yaml"] = files["gocd-pin.yaml"].replace("package_materials: remove\n", "");
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build", "--repository-root", "."])).status, 0);
    const run = async (...words: string[]) => {
      const { stdout } = await repo.run(["manifest", ...words, "--repository-root", "."]);
      return readManifest({ path: "m.json", text: stdout }).manifest?.repository_path;
    };
    assert.is(await run(), ".");
    assert.is(await run("web"), ".");
  });
});

test("env is what the env file holds", async () => {
  await withBuilt("", async (repo) => {
    assert.is(
      (await repo.run(["manifest", "web", "--format", "env"])).stdout,
      await repo.read("gocd/env/web.env"),
    );
  });
});

test("shell sets and exports the exact values, with any characters", async () => {
  await withBuilt(FEW, async (repo) => {
    const filter = "^\\d+'\"; touch x; $(y) `z`|1.10";
    await repo.edit("gocd-pin.yaml", "'^\\d+\\.\\d+$'", `'${filter.replaceAll("'", "''")}'`);
    assert.is((await repo.run(["build"])).status, 0);
    const { stdout } = await repo.run(["manifest", "web", "--format", "shell"]);
    assert.match(stdout, /^export GO_PACKAGE_APP_DOCKER_TAG_FILTER='/);
    const script = `${stdout}printenv GO_PACKAGE_APP_DOCKER_TAG_FILTER GO_PACKAGE_APP_LABEL`;
    const options = { encoding: "utf8", cwd: repo.folder } as const;
    assert.is(execFileSync("sh", ["-euc", script], options), `${filter}\n1.10\n`);
  });
});

test("table and markdown have a row a variable", async () => {
  await withBuilt("variables: {names: [material], properties: [label]}\n", async (repo) => {
    assert.is(
      (await repo.run(["manifest", "--format", "table"])).stdout,
      `pipeline  variable                   value
web       GO_PACKAGE_APP_LABEL       1.10
web       GO_PACKAGE_DATABASE_LABEL  15.2
worker    GO_PACKAGE_DATABASE_LABEL  15.2
`,
    );
    assert.is(
      (await repo.run(["manifest", "web", "--format", "markdown"])).stdout,
      `| pipeline | variable                  | value |
| -------- | ------------------------- | ----- |
| web      | GO_PACKAGE_APP_LABEL      | 1.10  |
| web      | GO_PACKAGE_DATABASE_LABEL | 15.2  |
`,
    );
  });
});

test("formats for a shell ask for one pipeline where there are several", async () => {
  await withBuilt(FEW, async (repo) => {
    for (const format of ["env", "shell"]) {
      const { status, stdout, stderr } = await repo.run(["manifest", "--format", format]);
      assert.is(`${status} ${stdout}`, "2 ");
      assert.match(stderr, /name one of them: "web", "worker"/);
    }
    await rm(join(repo.folder, "pipelines/worker.yaml"));
    assert.is((await repo.run(["manifest", "--format", "env"])).status, 0);
  });
});

test("an unknown pipeline is a usage error, and one without Docker materials has no variables", async () => {
  await withBuilt("", async (repo) => {
    const { status, stdout, stderr } = await repo.run(["manifest", "worke"]);
    assert.is(`${status} ${stdout}`, "2 ");
    assert.is(
      stderr,
      `gocd-pin: error: "worke" is not a pipeline of the sources [usage]\n  help: did you mean "worker"?\n1 error\n`,
    );
    await repo.write(
      "pipelines/plain.yaml",
      "format_version: 10\npipelines: {plain: {group: g, materials: {m: {git: x}}, stages: [{s: {tasks: [{exec: {command: make}}]}}]}}\n",
    );
    assert.equal(await repo.run(["manifest", "plain", "--format", "env"]), {
      status: 0,
      stdout: "",
      stderr: "",
    });
  });
});

test("a package without a pin is an error, and nothing is printed or written", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    for (const verb of ["manifest", "images"]) {
      const { status, stdout, stderr } = await repo.run([verb, "--output", "out.txt"]);
      assert.is(`${status} ${stdout}`, "1 ");
      assert.match(stderr, /"Docker\/team\/web": the lock has no pin for this package \[pin-missing\]/);
      assert.throws(() => execFileSync("cat", [join(repo.folder, "out.txt")], { stdio: "ignore" }));
    }
    assert.is(repo.registry.count(), 0);
  });
});

test("--output and --quiet leave the manifest as it is", async () => {
  await withBuilt("", async (repo) => {
    const { stdout } = await repo.run(["manifest", "--quiet"]);
    assert.is(stdout, await repo.read("gocd/manifest.json"));
    assert.equal(await repo.run(["manifest", "--output", "m.json"]), { status: 0, stdout: "", stderr: "" });
    assert.is(await repo.read("m.json"), stdout);
  });
});

test.run();
