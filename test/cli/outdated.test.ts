import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { versionStep } from "../../src/pin/guard/jump.js";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

/** Calls `use` with a built repo; then the registry gets `team/web:2.0`, and `team/db` holds 15.1. */
async function withNews(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  const project = SHOP_FILES["gocd-pin.yaml"]
    .replace("package_materials: remove\n", "")
    .replace("team/db: {}", 'team/db: {hold: "15.1"}');
  const source = (text: string) => text.replace(/( +)git: .*\n/, "$&$1destination: config\n");
  const files = {
    "gocd-pin.yaml": project,
    "pipelines/web.yaml": source(SHOP_FILES["pipelines/web.yaml"]),
    "pipelines/worker.yaml": source(SHOP_FILES["pipelines/worker.yaml"]),
  };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    await mkdir(join(repo.folder, ".git"));
    assert.is((await repo.run(["build"])).status, 0);
    const created = new Date(Date.now() - 49 * 60 * 60 * 1000).toISOString();
    repo.registry.push("team/web", "2.0", { created });
    await use(repo);
  });
}

test("outdated prints what would move, the jump and the pipelines that would be triggered, and writes nothing", async () => {
  await withNews(async (repo) => {
    const lock = await repo.read("gocd-pin.lock");
    const { status, stdout } = await repo.run(["outdated"]);
    assert.is(status, 0);
    assert.is(
      stdout,
      `package          pinned  newest  jump   age  triggers
Docker/team/db   15.1    15.2    held
Docker/team/web  1.10    2.0     major  2 d  web
1 of 2 packages would move, 1 pipeline would be triggered, 1 held
`,
    );
    assert.is(await repo.read("gocd-pin.lock"), lock);
    const { stdout: json } = await repo.run(["outdated", "web", "--format", "json"]);
    assert.match(
      json,
      /"pinned": "1.10",\s+"newest": "2.0",\s+"jump": "major",\s+"created": "[0-9T:.-]+Z",\s+"pipelines": \[\s+"web"\s+\]/,
    );
    const { stdout: markdown } = await repo.run(["outdated", "--format", "markdown"]);
    assert.match(markdown, "| Docker/team/web | 1.10   | 2.0    | major | 2 d | web      |\n");
  });
});

test("outdated --exit-code exits with 1 if a pin would move, and not for a held package", async () => {
  await withNews(async (repo) => {
    assert.is((await repo.run(["outdated", "--exit-code"])).status, 1);
    assert.is((await repo.run(["outdated", "db", "--exit-code"])).status, 0);
  });
});

test("if errors prevent the query, outdated prints no summary", async () => {
  await withNews(async (repo) => {
    await repo.write("pipelines/web.yaml", "pipelines: [\n");
    for (const args of [["outdated"], ["refresh", "--dry-run"]]) {
      const { status, stdout } = await repo.run(args);
      assert.is(status, 1);
      assert.not.match(stdout, "packages");
    }
  });
});

test("build --dry-run prints what a build would pin and write, and writes nothing", async () => {
  await withConfigRepo({ files: SHOP_FILES, images: shopImages() }, async (repo) => {
    const { status, stdout } = await repo.run(["build", "--dry-run"]);
    assert.is(status, 0);
    assert.match(stdout, /^would pin Docker\/team\/db 15.2\n/);
    assert.match(stdout, /would write gocd-pin\.lock\n$/);
    assert.is(await repo.read("gocd-pin.lock").catch(() => "absent"), "absent");
    const { status: failed, stderr } = await repo.run(["build", "--dry-run", "--exit-code"]);
    assert.is(failed, 1);
    assert.match(stderr, /generated files are out of date: \d+ to write, 0 to remove \[files-changed\]/);
  });
});

test("a folder of packages without a glob is an error that suggests the glob", async () => {
  await withNews(async (repo) => {
    const { status, stderr } = await repo.run(["refresh", "Docker/team"]);
    assert.is(status, 2);
    assert.match(stderr, "help: write 'Docker/team/*' for all packages that begin with it");
  });
});

test("after a change of a rule, a pin moves from the tag in the lock; another image has a new pin", async () => {
  await withNews(async (repo) => {
    repo.registry.push("team/db", "15.3", {});
    let declaration = '{hold: "15.1"}';
    for (const [changed, ...output] of [
      ["{}", "15.1 15.3 minor", "1 of 1 package would move"],
      ['{hold: "15.2"}', "15.1 15.2 minor", "1 of 1 package would move"],
      ['{hold: "15.1", tag_filter: x}', "15.1 unknown held", "0 of 1 package would move, 1 held"],
      ["{tag_filter: '1$'}", "", "0 of 1 package would move"],
      ["{image: team/web, tag_filter: '^2'}", "none 2.0 new", "1 of 1 package would move"],
    ] as const) {
      await repo.edit("gocd-pin.yaml", `team/db: ${declaration}`, `team/db: ${changed}`);
      declaration = changed;
      const { stdout } = await repo.run(["outdated", "db"]);
      const [row = "", summary = ""] = stdout.trimEnd().split("\n").slice(-2);
      const cells = row.startsWith("Docker/team/db ") ? row.split(/ +/).slice(1, 4) : [];
      assert.equal([cells.join(" "), (summary || row).replace(/, \d+ pipelines? .*/, "")], output, stdout);
    }
  });
});

test("without a Docker material, outdated says so", async () => {
  const source = SHOP_FILES["pipelines/worker.yaml"].replace(/ +database:\n.*\n/, "");
  await withConfigRepo({ files: { "pipelines/worker.yaml": source }, images: {} }, async (repo) => {
    const { status, stdout } = await repo.run(["outdated"]);
    assert.is(`${status} ${stdout}`, "0 no pipeline has a Docker material\n");
  });
});

test("a jump is the first part in which two versions differ", () => {
  const rows = [
    ["1.9.0", "2.0.0", "major"],
    ["v1.9.0", "1.10", "minor"],
    ["1.9.0-alpine", "1.9.1-alpine", "patch"],
    ["1.9.0.1", "1.9.0.2", "patch"],
    ["1.9.0-rc1", "1.9.0", "tag"],
    ["41", "42", "tag"],
    ["latest", "1.0", "tag"],
    ["2026.01", "2026.02", "tag"],
    ["app-1.0", "web-2.0", "tag"],
  ] as const;
  for (const [from, to, step] of rows) assert.is(versionStep(from, to), step, `${from} to ${to}`);
});

test("a glob of the command line with many wildcards does not backtrack", async () => {
  const name = "a".repeat(120);
  const files = {
    "gocd-pin.yaml": `package_repositories: {Docker: {registry_url: "http://registry.test", packages: {${name}: }}}\n`,
    "pipelines/a.yaml": SHOP_FILES["pipelines/worker.yaml"].replace(/package: .*/, `package: Docker/${name}`),
  };
  await withConfigRepo({ files, images: {} }, async (repo) => {
    const begin = performance.now();
    const { status, stderr } = await repo.run(["outdated", `${"*a".repeat(12)}*b`]);
    assert.is(status, 2, stderr);
    assert.match(stderr, "no pipeline uses such a package [usage]");
    assert.ok(performance.now() - begin < 5000);
  });
});

test.run();
