import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withConfigRepo, type ConfigRepo } from "../support/config-repo.js";
import { SHOP_FILES, shopImages } from "../support/shop-repo.js";

const ESC = "\u001b";
// ESC, BEL, C1, bidi, zero-width, line separator.
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Calls `use` with a built repo whose registry name has control and bidi characters, and whose output was edited with some. */
async function withHostileName(use: (repo: ConfigRepo) => Promise<void>): Promise<void> {
  const project = SHOP_FILES["gocd-pin.yaml"].replace(
    "registry.example.com",
    '"a\\e[31mb\\a\\u202ec\\u200bd\\u009be"',
  );
  assert.match(project, "\\e[31m");
  await withConfigRepo(
    { files: { ...SHOP_FILES, "gocd-pin.yaml": project }, images: shopImages() },
    async (repo) => {
      assert.is((await repo.run(["build"])).status, 0);
      await use(repo);
    },
  );
}

const COMMANDS: readonly (readonly string[])[] = [
  ["images"],
  ["images", "--digest"],
  ["manifest"],
  ["manifest", "worker", "--format", "env"],
  ["manifest", "worker", "--format", "shell"],
  ["manifest", "--format", "table"],
  ["manifest", "--format", "markdown"],
  ["verify"],
  ["explain", "Docker/team/db"],
  ["check", "--diff"],
  ...["text", "json", "github", "sarif", "junit"].map((format) => ["check", "--format", format]),
  ["images", `--${ESC}[31m`],
  [`${ESC}[31m\u202e`],
];

test("no output in a pipe or with --output has a control or bidi character of the project or the command line (issue 12, error 10)", async () => {
  await withHostileName(async (repo) => {
    await repo.edit(
      "gocd/worker.gocd.yaml",
      "format_version: 10",
      `format_version: 10 # ${ESC}[2J\u0007\u202e`,
    );
    for (const args of COMMANDS) {
      const { stdout, stderr } = await repo.run(args);
      const title = args.join(" ");
      assert.not.match((stdout + stderr).replace(/\n/g, ""), HOSTILE, title);
      assert.match(stdout + stderr, /\S/, title);
      if (args.includes("--diff")) continue;
      const { status } = await repo.run([...args, "--output", "out.txt"]);
      if (status > 1) continue;
      const text = await readFile(join(repo.folder, "out.txt"), "utf8").catch(() => "");
      assert.not.match(text.replace(/\n/g, ""), HOSTILE, title);
    }
  });
});

test("only the file of check --diff --output has the exact bytes", async () => {
  await withHostileName(async (repo) => {
    await repo.edit("gocd/worker.gocd.yaml", "format_version: 10", `format_version: 10 # ${ESC}[2J\u202e`);
    const { stdout } = await repo.run(["check", "--diff"]);
    assert.match(stdout, "-format_version: 10 # \\x1b[2J\\u202e\n");
    await repo.run(["check", "--diff", "--output", "out.diff"]);
    const diff = await readFile(join(repo.folder, "out.diff"), "utf8");
    assert.match(diff, `-format_version: 10 # ${ESC}[2J\u202e\n`);
  });
});

test("a line feed in a registry name cannot add a line to the list of images", async () => {
  const project = SHOP_FILES["gocd-pin.yaml"].replace(
    "registry.example.com",
    '"evil.test/x:1\\nregistry.example.com"',
  );
  await withConfigRepo(
    { files: { ...SHOP_FILES, "gocd-pin.yaml": project }, images: shopImages() },
    async (repo) => {
      await repo.run(["build"]);
      const { stdout } = await repo.run(["images", "worker"]);
      assert.not.match(stdout, /^evil\.test\/x:1$/m);
    },
  );
});

test.run();
