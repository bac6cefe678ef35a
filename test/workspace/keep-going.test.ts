import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { readTree } from "../support/file-tree.js";
import { assertSame } from "../support/golden-laws.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

const KEEP_GOING = ["build", "--keep-going"];

/** A pipeline with one Docker material, and optional lines of further materials. */
function pipeline(name: string, image: string, materials = ""): string {
  return `  ${name}:
    group: shop
    materials:
      config:
        git: https://git.example.com/${name}.git
${materials}      app:
        package: Docker/${image}
    stages:
      - deploy:
          tasks:
            - script: ./deploy
`;
}

function source(...pipelines: readonly string[]): string {
  return `format_version: 10\npipelines:\n${pipelines.join("")}`;
}

const BROKEN = {
  ...SHOP_FILES,
  "gocd-pin.yaml": SHOP_FILES["gocd-pin.yaml"] + "      team/gone: {}\n",
};

async function paths({ folder }: ConfigRepo): Promise<string[]> {
  return Array.from((await readTree(folder)).keys())
    .filter((path) => path.startsWith("gocd"))
    .sort();
}

/** Asserts what `check` reports: each code with the start of its line. */
async function assertCheck(repo: ConfigRepo, expected: readonly RegExp[]): Promise<void> {
  const { status, stderr } = await repo.run(["check"]);
  const errors = stderr.split("\n").filter((line) => line.includes(": error: "));
  assert.is(errors.length, expected.length, stderr);
  for (const [index, pattern] of expected.entries()) assert.match(errors[index] ?? "", pattern);
  assert.is(status, expected.length === 0 ? 0 : 1);
}

test("the pipelines of a package that the registry does not have are left out, and all others are written", async () => {
  const files = {
    ...BROKEN,
    "pipelines/web.yaml": source(pipeline("web", "team/web"), pipeline("broken", "team/gone")),
  };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 1);
    assert.equal(await paths(repo), ["gocd-pin.yaml"]);
    const dry = await repo.run([...KEEP_GOING, "--dry-run"]);
    assert.is(dry.status, 1);
    assert.match(dry.stdout, "would write gocd/web.gocd.yaml\n");
    assert.equal(await paths(repo), ["gocd-pin.yaml"]);
    const { status, stdout, stderr } = await repo.run(KEEP_GOING);
    assert.is(status, 1);
    assert.match(stdout, "pinned Docker/team/web 1.10\n");
    assert.match(
      stderr,
      /^pipelines\/web\.yaml:\d+:3: error: the pipeline "broken" is left out of the output: the package "Docker\/team\/gone" has no pin \[pipeline-left-out\]$/m,
    );
    assert.equal(await paths(repo), [
      "gocd-pin.lock",
      "gocd-pin.yaml",
      "gocd/env/web.env",
      "gocd/env/worker.env",
      "gocd/manifest.json",
      "gocd/web.gocd.yaml",
      "gocd/worker.gocd.yaml",
    ]);
    const written = await repo.read("gocd/web.gocd.yaml");
    assert.match(written, "  web:\n");
    assert.not.match(written, "broken");
    assert.not.match(await repo.read("gocd/manifest.json"), "broken");
    await assertCheck(repo, [
      /"Docker\/team\/gone": the lock has no pin/,
      /gocd\/env\/broken\.env: .*does not exist/,
    ]);
    const again = await repo.run(KEEP_GOING);
    assert.is(again.stdout, "no file was written\n");
    await repo.edit("pipelines/web.yaml", "Docker/team/gone", "Docker/team/db");
    assert.is((await repo.run(["build"])).status, 0);
    await assertCheck(repo, []);
  });
});

test("if the last build wrote the pipeline, all files of its source stay as they are", async () => {
  await withConfigRepo({ files: BROKEN, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    const before = await readTree(repo.folder);
    await repo.edit("pipelines/web.yaml", "Docker/team/web", "Docker/team/gone");
    await repo.edit("pipelines/worker.yaml", "./deploy", "./roll-out");
    const { status, stdout, stderr } = await repo.run(KEEP_GOING);
    assert.is(status, 1);
    assert.is(stdout, "wrote gocd/worker.gocd.yaml\nwrote gocd-pin.lock\n");
    assert.match(
      stderr,
      'the pipeline "web" is not updated: the package "Docker/team/gone" has no pin; the generated files of "pipelines/web.yaml" stay as they are [pipeline-left-out]',
    );
    const after = new Map(await readTree(repo.folder));
    for (const path of ["gocd/web.gocd.yaml", "gocd/env/web.env", "gocd/manifest.json"]) {
      assertSame(
        new Map([[path, after.get(path) ?? Buffer.of()]]),
        new Map([[path, before.get(path) ?? Buffer.of()]]),
      );
    }
    await assertCheck(repo, [/"Docker\/team\/gone": the lock has no pin/]);
    await repo.edit("pipelines/web.yaml", "Docker/team/gone", "Docker/team/web");
    assert.is((await repo.run(["build"])).status, 0);
    await assertCheck(repo, []);
  });
});

test("a package that fails keeps its pin if its image is the same, and not if the image is another one", async () => {
  await withConfigRepo({ files: BROKEN, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    const lock = await repo.read("gocd-pin.lock");
    await repo.edit("gocd-pin.yaml", "'^\\d+\\.\\d+$'", "'^99'");
    await repo.edit("pipelines/web.yaml", "./deploy", "./roll-out");
    const { status, stdout } = await repo.run(KEEP_GOING);
    assert.is(status, 1);
    assert.is(stdout, "wrote gocd/web.gocd.yaml\n");
    assert.is(await repo.read("gocd-pin.lock"), lock);
    await assertCheck(repo, [/the declaration and the lock differ in tag_filter/]);
    await repo.edit("gocd-pin.yaml", "'^99'", "'^99'\n        image: team/elsewhere");
    await repo.edit("pipelines/web.yaml", "./roll-out", "./deploy");
    const other = await repo.run(KEEP_GOING);
    assert.is(other.status, 1);
    assert.is(other.stdout, "no file was written\n");
    assert.is(await repo.read("gocd-pin.lock"), lock);
  });
});

test("refresh --keep-going moves the others if a package has no pin, and outdated shows them", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await repo.write("gocd-pin.yaml", BROKEN["gocd-pin.yaml"]);
    await repo.write("pipelines/new.yaml", source(pipeline("new", "team/gone")));
    repo.registry.push("team/web", "1.11");
    const lock = await repo.read("gocd-pin.lock");

    const outdated = await repo.run(["outdated"]);
    assert.match(outdated.stdout, /Docker\/team\/web +1\.10 +1\.11 +minor/m);
    assert.match(outdated.stdout, /Docker\/team\/gone +none +✗ failed/);
    assert.match(outdated.stderr, "[image-missing]");
    assert.not.match(outdated.stderr, "pipeline-left-out");

    const all = await repo.run(["refresh"]);
    assert.is(all.status, 1);
    assert.is(await repo.read("gocd-pin.lock"), lock);

    const { status, stdout, stderr } = await repo.run(["refresh", "--keep-going"]);
    assert.is(status, 1);
    assert.match(stdout, "wrote gocd-pin.lock");
    assert.match(stdout, /^1 of \d packages moved, 1 failed$/m);
    // There are no generated files of its source that could stay.
    const leftOut =
      'the pipeline "new" is left out of the output: the package "Docker/team/gone" has no pin [pipeline-left-out]';
    assert.match(stderr, leftOut);
    assert.match(await repo.read("gocd-pin.lock"), 'tag: "1.11"');
    assert.match((await repo.run(["refresh", "--keep-going"])).stdout, /^0 of \d packages moved, 1 failed$/m);
  });
});

test("without a registry, --frozen --keep-going writes what the lock has pins for", async () => {
  await withConfigRepo({ files: BROKEN, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await repo.write("pipelines/new.yaml", source(pipeline("new", "team/gone")));
    await repo.edit("pipelines/worker.yaml", "./deploy", "./roll-out");
    const { status, stdout, stderr } = await repo.run([...KEEP_GOING, "--frozen"]);
    assert.is(status, 1);
    assert.is(stdout, "wrote gocd/worker.gocd.yaml\n");
    assert.match(stderr, "[pin-missing]");
    assert.match(stderr, 'the pipeline "new" is left out of the output');
  });
});

test("a tag that was edited in the lock and does not exist is not used, and stays in the lock", async () => {
  await withConfigRepo({ files: BROKEN, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await repo.edit("gocd-pin.lock", '"1.10"', '"1.11"');
    const before = await readTree(repo.folder);
    for (const args of [KEEP_GOING, [...KEEP_GOING, "--frozen"]]) {
      assert.is((await repo.run(args)).status, 1);
      assertSame(await readTree(repo.folder), before);
    }
  });
});

test("a pipeline that depends on one that is left out is left out too, as GoCD would reject it", async () => {
  const files = {
    ...BROKEN,
    "pipelines/broken.yaml": source(pipeline("broken", "team/gone")),
    "pipelines/web.yaml": source(
      pipeline("web", "team/web", "      up:\n        pipeline: broken\n        stage: deploy\n"),
      pipeline("alone", "team/web"),
    ),
  };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    const { status, stderr } = await repo.run(KEEP_GOING);
    assert.is(status, 1);
    assert.match(
      stderr,
      '"web" is left out of the output: it needs the pipeline "broken", which is left out',
    );
    const written = await repo.read("gocd/web.gocd.yaml");
    assert.match(written, "  alone:\n");
    assert.not.match(written, "  web:\n");
    assert.not.ok((await paths(repo)).includes("gocd/broken.gocd.yaml"));
  });
});

test("if other parts of a text need the pipeline, none of the source is written", async () => {
  const anchored = source(
    pipeline("broken", "team/gone").replace("    stages:", "    stages: &stages"),
    pipeline("web", "team/web").replace(/ {4}stages:[^]*/, "    stages: *stages\n"),
  );
  const environment =
    source(pipeline("broken", "team/gone"), pipeline("web", "team/web")) +
    "environments:\n  test:\n    pipelines:\n      - broken\n";
  for (const text of [anchored, environment]) {
    const files = { ...BROKEN, "pipelines/web.yaml": text };
    await withConfigRepo({ files, images: shopImages() }, async (repo) => {
      const { status, stderr } = await repo.run(KEEP_GOING);
      assert.is(status, 1);
      assert.match(stderr, 'the pipeline "broken" is left out of the output');
      assert.match(stderr, 'the pipeline "web" is left out of the output');
      const written = await paths(repo);
      assert.ok(written.includes("gocd/worker.gocd.yaml"));
      assert.not.ok(written.includes("gocd/web.gocd.yaml"));
      assert.not.ok(written.includes("gocd/env/web.env"));
    });
  }
});

test("a pipeline without a pin that moved to another source, or an error in a source, stops the build", async () => {
  await withConfigRepo({ files: BROKEN, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    await repo.write("pipelines/web.yaml", source(pipeline("other", "team/web")));
    await repo.write("pipelines/new.yaml", source(pipeline("web", "team/gone")));
    const before = await readTree(repo.folder);
    const moved = await repo.run(KEEP_GOING);
    assert.is(moved.status, 1);
    assert.match(
      moved.stderr,
      'the pipeline "web" cannot move from "gocd/web.gocd.yaml" to "gocd/new.gocd.yaml"',
    );
    assertSame(await readTree(repo.folder), before);
    await repo.write("pipelines/new.yaml", "pipelines: [");
    const invalid = await repo.run(KEEP_GOING);
    assert.is(invalid.status, 1);
    assert.is(invalid.stdout, "no file was written\n");
  });
});

test("in place, the source of a pipeline without a pin stays as it is", async () => {
  const project = BROKEN["gocd-pin.yaml"]
    .replace("package_materials: remove", "output: in-place\npackage_materials: keep")
    .replace("team/db: {}", "team/db: {id: db}")
    .replace("team/gone: {}", "team/gone: {id: gone}");
  const files = {
    "gocd-pin.yaml": project,
    "pipelines/worker.yaml": SHOP_FILES["pipelines/worker.yaml"].replace("Docker/team/db", "db"),
    "pipelines/gone.yaml": source(pipeline("gone", "team/gone").replace("Docker/team/gone", "gone")),
  };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    const { status, stdout } = await repo.run(KEEP_GOING);
    assert.is(status, 1);
    assert.match(stdout, "wrote pipelines/worker.yaml\n");
    assert.is(await repo.read("pipelines/gone.yaml"), files["pipelines/gone.yaml"]);
  });
});

test.run();
