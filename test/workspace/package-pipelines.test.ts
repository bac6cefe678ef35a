import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { readTree } from "../support/file-tree.js";
import { assertSame } from "../support/golden-laws.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

const FILES = {
  ...SHOP_FILES,
  "gocd-pin.yaml": SHOP_FILES["gocd-pin.yaml"].replace(
    "package_materials: remove",
    "package_materials: pipeline",
  ),
};

/** A config repo in a git work tree, with the mode `pipeline`. */
async function withRepo(
  use: (repo: ConfigRepo) => Promise<void>,
  files: Readonly<Record<string, string>> = FILES,
): Promise<void> {
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    await mkdir(join(repo.folder, ".git"));
    await use(repo);
  });
}

async function build(repo: ConfigRepo): Promise<void> {
  const { status, stderr } = await repo.run(["build"]);
  assert.is(status, 0, stderr);
  await assertCheck(repo, []);
}

/** Asserts the errors of `check`: path and code of each. */
async function assertCheck(repo: ConfigRepo, expected: readonly string[]): Promise<void> {
  const { stderr } = await repo.run(["check"]);
  const errors = stderr.split("\n").filter((line) => line.includes(": error: "));
  assert.equal(
    errors.map((line) => line.replace(/(?::\d+:\d+)?: error: .*(\[.*\])$/, " $1")).sort(),
    expected,
    stderr,
  );
}

async function generatedPaths({ folder }: ConfigRepo): Promise<string[]> {
  return Array.from((await readTree(folder)).keys()).filter((path) => path.startsWith("gocd/"));
}

const WEB = "gocd/packages/Docker.team.web";
const DB = "gocd/packages/Docker.team.db";

test("each used package has a pin file and a pipeline, which the manifest names, also without other materials", async () => {
  const alone = SHOP_FILES["pipelines/web.yaml"].replace(/ {6}config:\n.*\n/, "");
  await withRepo(
    async (repo) => {
      await build(repo);
      assert.equal(await generatedPaths(repo), [
        "gocd/env/web.env",
        "gocd/env/worker.env",
        "gocd/manifest.json",
        `${DB}.env`,
        `${DB}.gocd.yaml`,
        `${WEB}.env`,
        `${WEB}.gocd.yaml`,
        "gocd/web.gocd.yaml",
        "gocd/worker.gocd.yaml",
      ]);
      const manifest = await repo.read("gocd/manifest.json");
      assert.match(manifest, '"package_pipeline": "Docker.team.web"');
      assert.match(manifest, '"repository_path": "."');
    },
    { ...FILES, "pipelines/web.yaml": alone },
  );
});

test("a refresh that moves one package changes only its two files, and says which pipelines it triggers", async () => {
  await withRepo(async (repo) => {
    await build(repo);
    const before = await readTree(repo.folder);
    repo.registry.push("team/web", "1.11");
    const { status, stdout, stderr } = await repo.run(["refresh"]);
    assert.is(status, 0, stderr);
    assert.match(stdout, /Docker\/team\/web +1\.10 +1\.11 +minor .*not web \(fan-in\)$/m);
    const after = await readTree(repo.folder);
    const changed = Array.from(after.keys()).filter(
      (path) => path.includes("/packages/") && !after.get(path)?.equals(before.get(path) ?? Buffer.of()),
    );
    assert.equal(changed, [`${WEB}.env`, `${WEB}.gocd.yaml`]);
  });
});

test("check reports a package file that was edited, is missing, is out of date or has conflict markers", async () => {
  await withRepo(async (repo) => {
    await build(repo);
    await repo.edit(`${WEB}.gocd.yaml`, "command: echo", "command: reboot");
    await assertCheck(repo, [`${WEB}.gocd.yaml [output-edited]`]);
    await build(repo);
    await rm(join(repo.folder, `${DB}.env`));
    await assertCheck(repo, [`${DB}.env [output-missing]`]);
    await build(repo);
    await repo.edit(
      "gocd-pin.yaml",
      "package_materials: pipeline",
      "package_materials: pipeline\npackage_pipelines: {group: images}",
    );
    await assertCheck(repo, [`${DB}.gocd.yaml [output-edited]`, `${WEB}.gocd.yaml [output-edited]`]);
    await build(repo);
    await repo.edit(`${WEB}.env`, "GO_REPO_", "<<<<<<< a\nGO_X=1\n=======\n>>>>>>> b\nGO_REPO_");
    await assertCheck(repo, [`${WEB}.env [merge-conflict]`]);
    await build(repo);
  });
});

test("files of packages that are no longer used, of another prefix and of another mode are removed", async () => {
  await withRepo(async (repo) => {
    await build(repo);
    await repo.edit("pipelines/web.yaml", "      app:\n        package: Docker/team/web\n", "");
    await assertCheck(repo, [
      "gocd-pin.lock [pin-unused]",
      "gocd/env/web.env [output-stale]",
      "gocd/manifest.json [output-stale]",
      `${WEB}.env [output-superfluous]`,
      `${WEB}.gocd.yaml [output-superfluous]`,
      "gocd/web.gocd.yaml [output-stale]",
    ]);
    await build(repo);
    assert.not.ok((await generatedPaths(repo)).some((path) => path.startsWith(WEB)));
    await repo.edit("gocd-pin.yaml", "pipeline\n", "pipeline\npackage_pipelines: {prefix: pin-}\n");
    await build(repo);
    assert.equal(
      (await generatedPaths(repo)).filter((path) => path.includes("/packages/")),
      ["gocd/packages/pin-Docker.team.db.env", "gocd/packages/pin-Docker.team.db.gocd.yaml"],
    );
    await repo.edit("gocd-pin.yaml", "package_materials: pipeline", "package_materials: remove");
    await build(repo);
    assert.not.ok((await generatedPaths(repo)).some((path) => path.includes("/packages/")));
  });
});

test("a name that another pipeline has is an error at the declaration, and nothing is written", async () => {
  const taken = SHOP_FILES["pipelines/worker.yaml"].replace("  worker:", "  docker.team.WEB:");
  await withRepo(
    async (repo) => {
      const { status, stderr } = await repo.run(["build"]);
      assert.is(status, 1);
      assert.match(
        stderr,
        /gocd-pin\.yaml:7:7: error: the pipeline "Docker\.team\.web" is defined twice \(names are case-insensitive\); .*\[pipeline-duplicate\]/,
      );
      assert.match(stderr, "help: rename the other pipeline, or set `package_pipelines: {prefix: ...}`");
      assert.match(stderr, "pipelines/other.yaml:3:3");
      assert.equal(await generatedPaths(repo), []);
      await repo.edit("gocd-pin.yaml", "pipeline\n", "pipeline\npackage_pipelines: {prefix: pin-}\n");
      await build(repo);
    },
    { ...FILES, "pipelines/other.yaml": taken },
  );
});

test("packages whose keys differ only in case are an error, and a source at the path of a package's pipeline too", async () => {
  const files = {
    ...FILES,
    "gocd-pin.yaml": `${FILES["gocd-pin.yaml"]}      Team/db: {image: team/db}\n`,
    "pipelines/web.yaml": FILES["pipelines/web.yaml"].replace("Docker/team/web", "Docker/Team/db"),
  };
  await withRepo(async (repo) => {
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 1);
    assert.match(stderr, 'the pipeline "Docker.team.db" is defined twice');
  }, files);
  await withRepo(async (repo) => {
    await mkdir(join(repo.folder, "pipelines/packages"));
    await rename(
      join(repo.folder, "pipelines/worker.yaml"),
      join(repo.folder, "pipelines/packages/docker.team.DB.yaml"),
    );
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 1);
    assert.match(
      stderr,
      `pipelines/packages/docker.team.DB.yaml: error: the source and the pipeline of the package "Docker/team/db" would both be written to "${DB}.gocd.yaml" [source-name]`,
    );
  });
});

test("a key that is too long for a name is an error at the declaration", async () => {
  const name = "x".repeat(250);
  const files = {
    ...FILES,
    "gocd-pin.yaml": `${FILES["gocd-pin.yaml"]}      ${name}: {image: team/db}\n`,
    "pipelines/web.yaml": FILES["pipelines/web.yaml"].replace("Docker/team/web", `Docker/${name}`),
  };
  await withRepo(async (repo) => {
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 1);
    assert.match(stderr, /gocd-pin\.yaml:10:7: error: .*x{200}.*\[name-invalid\]/);
  }, files);
});

test("without the root of the work tree, the mode is not possible; --repository-root names it", async () => {
  await withConfigRepo({ files: FILES, images: shopImages() }, async (repo) => {
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 1);
    assert.match(
      stderr,
      'the pipeline "web" cannot have package_materials "pipeline" for "Docker/team/web", "Docker/team/db": the root of the git work tree is not known [mode-impossible]',
    );
    assert.is((await repo.run(["build", "--repository-root", ".."])).status, 0);
    const folder = repo.folder.slice(repo.folder.lastIndexOf("/") + 1);
    assert.match(await repo.read(`${DB}.gocd.yaml`), `- "${folder}/${DB}.env"\n`);
  });
});

test("in place, the mode is not possible", async () => {
  const files = { ...FILES, "gocd-pin.yaml": `output: in-place\n${FILES["gocd-pin.yaml"]}` };
  await withRepo(async (repo) => {
    const { status, stderr } = await repo.run(["build"]);
    assert.is(status, 1);
    assert.match(
      stderr,
      'package_materials "pipeline" for "Docker/team/web", "Docker/team/db": output is in',
    );
  }, files);
});

test("resources together with an elastic profile are an error", async () => {
  const settings = "package_pipelines: {resources: [linux], elastic_profile_id: small}\n";
  await withRepo(
    async (repo) => {
      const { status, stderr } = await repo.run(["build"]);
      assert.is(status, 2);
      assert.match(stderr, '"package_pipelines" has both "resources" and "elastic_profile_id"');
    },
    { ...FILES, "gocd-pin.yaml": settings + FILES["gocd-pin.yaml"] },
  );
});

test("the format_version is that of the sources; without one, the files have none", async () => {
  const without = (text: string) => text.replace("format_version: 10\n", "");
  const other = { ...FILES, "pipelines/web.yaml": without(FILES["pipelines/web.yaml"]) };
  await withRepo(async (repo) => {
    await build(repo);
    assert.match(await repo.read(`${WEB}.gocd.yaml`), "\nformat_version: 10\npipelines:\n");
  }, other);
  await withRepo(
    async (repo) => {
      await build(repo);
      assert.match(await repo.read(`${WEB}.gocd.yaml`), "gocd-pin build\npipelines:\n");
    },
    { ...other, "pipelines/worker.yaml": without(FILES["pipelines/worker.yaml"]) },
  );
});

test("the header does not depend on how the project file is named", async () => {
  await withRepo(async (repo) => {
    await build(repo);
    const before = await readTree(repo.folder);
    for (const name of ["./gocd-pin.yaml", join(repo.folder, "gocd-pin.yaml")]) {
      assert.is((await repo.run(["-c", name, "check"])).status, 0, name);
    }
    assertSame(await readTree(repo.folder), before);
  });
});

test("the warning trigger-lost names the mode, and only where it is possible", async () => {
  const files = { ...SHOP_FILES, "gocd-pin.yaml": SHOP_FILES["gocd-pin.yaml"].replace("remove", "auto") };
  const cure = "or write `package_materials: pipeline`";
  await withRepo(async (repo) => {
    const before = await repo.run(["build"]);
    assert.is(before.stderr.split("[trigger-lost]").length, 3);
    // The other pipeline has two packages, which fan-in would keep from triggering it.
    assert.is(before.stderr.split(cure).length, 2);
    await repo.edit("gocd-pin.yaml", "auto", "pipeline");
    const { stderr } = await repo.run(["build"]);
    assert.not.match(stderr, "trigger-lost");
    assert.match(
      stderr,
      'pins of different packages trigger the pipeline "web" through "Docker.team.web" and "Docker.team.db"',
    );
    assert.match(stderr, "1 warning\n");
  }, files);
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    const { stderr } = await repo.run(["build"]);
    assert.match(stderr, "trigger-lost");
    assert.not.match(stderr, cure);
  });
});

test("pipelines in a row with the same packages have no fan-in, and those with others do", async () => {
  const chain = (material: string) =>
    FILES["pipelines/worker.yaml"].replace(
      "    materials:\n      config:\n        git: https://git.example.com/worker.git\n",
      `    materials:\n      web: {pipeline: web, stage: deploy}\n${material}`,
    );
  const web = (keys: string) =>
    FILES["pipelines/web.yaml"]
      .replace("web.git\n", "web.git\n        destination: src\n")
      .replace(/ {6}app:\n.*\n/, keys);
  for (const mode of ["configrepo", "pipeline"]) {
    const project = FILES["gocd-pin.yaml"].replace("pipeline\n", `${mode}\n`);
    const files = { ...FILES, "gocd-pin.yaml": project, "pipelines/worker.yaml": chain("") };
    await withRepo(
      async (repo) => {
        assert.is((await repo.run(["build"])).stderr, "", mode);
      },
      { ...files, "pipelines/web.yaml": web("") },
    );
    const other = web("").replace("Docker/team/db", "Docker/team/web");
    await withRepo(
      async (repo) => {
        const { stderr } = await repo.run(["build"]);
        assert.match(
          stderr,
          /pipelines\/worker\.yaml:3:3: warning: .* "worker" through "web" and .* \[fan-in\]/,
        );
        await repo.edit("gocd-pin.yaml", "package_repositories", "accept: [fan-in]\npackage_repositories");
        assert.is((await repo.run(["build"])).stderr, "");
      },
      { ...files, "pipelines/web.yaml": other },
    );
  }
});

test("with --keep-going, the files of packages stay that pipelines on the disk still depend on", async () => {
  await withRepo(async (repo) => {
    await build(repo);
    const before = await readTree(repo.folder);
    await repo.edit("gocd-pin.yaml", "team/web:\n", "team/web:\n        image: team/gone\n");
    const { status, stderr } = await repo.run(["build", "--keep-going"]);
    assert.is(status, 1);
    assert.match(stderr, 'the pipeline "web" is not updated');
    const after = await readTree(repo.folder);
    for (const path of [`${WEB}.env`, `${WEB}.gocd.yaml`, `${DB}.gocd.yaml`]) {
      assert.ok(after.get(path)?.equals(before.get(path) ?? Buffer.of()), path);
    }
    assert.match(await repo.read("gocd/manifest.json"), '"package_pipeline": "Docker.team.web"');
    await assertCheck(repo, ["gocd-pin.yaml [pin-outdated]"]);
  });
});

test("check without a pin does not call the files of the package superfluous", async () => {
  await withRepo(async (repo) => {
    await build(repo);
    await repo.edit("gocd-pin.yaml", "      team/db: {}", "      team/db: {tag_filter: '^1'}");
    const { stderr } = await repo.run(["check"]);
    assert.not.match(stderr, "output-superfluous");
  });
});

test.run();
