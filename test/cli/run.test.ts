import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

/** Calls `use` with a repo that was never built: `check` finds a lot. */
function withRepo(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  return withConfigRepo({ files: SHOP_FILES, images: shopImages() }, use);
}

test("--format is accepted before and after the verb, with the same meaning", async () => {
  await withRepo(async (repo) => {
    const behind = await repo.run(["check", "--format", "json"]);
    assert.equal(await repo.run(["--format", "json", "check"]), behind);
    assert.equal(await repo.run(["--format=json", "check"]), behind);
    assert.match(behind.stdout, /^\{\n {2}"version": 1,/);
  });
});

test("a format that the verb does not have is a usage error, without a query", async () => {
  await withRepo(async (repo) => {
    for (const [verb, format, allowed] of [
      ["build", "markdown", "text, json, github, sarif, junit"],
      ["check", "xml", "text, json, github, sarif, junit"],
      ["refresh", "env", "text, json, github, sarif, junit, markdown"],
      ["manifest", "text", "json, env, shell, markdown, table, mermaid"],
      ["images", "json", "text"],
    ] as const) {
      for (const args of [
        [verb, "--format", format],
        ["--format", format, verb],
      ]) {
        const { status, stdout, stderr } = await repo.run(args);
        assert.is(`${status} ${stdout}`, "2 ", args.join(" "));
        assert.match(stderr, `argument "${format}" is invalid [usage]\n  help: use one of ${allowed}\n`);
      }
    }
    assert.is(repo.registry.count(), 0);
  });
});

test("each verb's help names its formats", async () => {
  await withRepo(async (repo) => {
    const help = async (verb: string) => (await repo.run([verb, "--help"])).stdout.replace(/\s+/g, " ");
    assert.match(
      await help("check"),
      `(choices: "text", "json", "github", "sarif", "junit", default: "text")`,
    );
    assert.match(await help("refresh"), `"junit", "markdown", default: "text")`);
    assert.match(
      await help("manifest"),
      `(choices: "json", "env", "shell", "markdown", "table", "mermaid", default: "json")`,
    );
    for (const verb of ["build", "check", "refresh", "verify", "validate", "explain", "manifest", "images"]) {
      assert.is((await help(verb)).split("--format <format>").length, 2, verb);
      assert.match(await help(verb), /Examples: gocd-pin/);
    }
  });
});

test("--output writes the report of any format to a file, and people still see the findings", async () => {
  await withRepo(async (repo) => {
    const text = (await repo.run(["check"])).stderr;
    for (const format of ["json", "github", "sarif", "junit"]) {
      const { stdout } = await repo.run(["check", "--format", format]);
      const run = await repo.run(["check", "--format", format, "--output", `reports/${format}`]);
      assert.equal(run, { status: 1, stdout: "", stderr: text });
      assert.is(await repo.read(`reports/${format}`), stdout);
    }
    await repo.run(["check", "--output", "reports/text"]);
    assert.is(await repo.read("reports/text"), text.replace("7 errors\n", ""));
    assert.equal((await readdir(join(repo.folder, "reports"))).sort(), [
      "github",
      "json",
      "junit",
      "sarif",
      "text",
    ]);
  });
});

test("--output is relative to the folder of -C, and may lead out of it", async () => {
  await withRepo(async (repo) => {
    await mkdir(join(repo.folder, "ci"));
    await repo.run(["-C", "ci", "check", "--output", "../report.txt"]);
    assert.match(await repo.read("report.txt"), /project-missing/);
  });
});

test("--output replaces a file, and does not write through a link that may have been committed", async () => {
  await withRepo(async (repo) => {
    await repo.write("real.json", "old");
    await symlink("real.json", join(repo.folder, "link.json"));
    const { stderr } = await repo.run(["check", "--format", "json", "--output", "link.json"]);
    assert.match(
      stderr,
      /link\.json: error: .*it is a link, and gocd-pin does not write through links \[path-unsafe\]/,
    );
    assert.is(await repo.read("real.json"), "old");
    await repo.run(["check", "--format", "json", "--output", "real.json"]);
    assert.match(await repo.read("real.json"), /^\{/);
  });
});

test("a report that cannot be written is a usage error, in addition to the findings", async () => {
  await withRepo(async (repo) => {
    const { status, stderr } = await repo.run(["check", "--format", "json", "--output", "pipelines"]);
    assert.is(status, 2);
    assert.match(
      stderr,
      /pipelines: error: the report cannot be written: a folder is in its place \[usage\]/,
    );
    assert.match(stderr, /8 errors\n$/);
  });
});

test("a failed verb still reports what it wrote", async () => {
  await withRepo(async (repo) => {
    assert.is((await repo.run(["build", "--frozen"])).stdout, "no file was written\n");
    // Here files were written, and that is the failure.
    const { status, stdout } = await repo.run(["build", "--exit-code"]);
    assert.is(status, 1);
    assert.match(stdout, /\nwrote gocd-pin\.lock\n$/);
  });
});

test.run();
