import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { main } from "../../src/cli.js";
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

// The runner of GitHub Actions trims the start of a line, and looks for `##[` anywhere; the agent of Azure for `##vso[`.
const CI_COMMAND = /^\s*::|##\w*\[/m;

test("no name of a file, pipeline or registry runs a command of the CI server that logs the output", async () => {
  const vso = "##vso[task.setvariable variable=x]y";
  const name = "::add-path::x ##[add-mask]z";
  const hostile = {
    [`pipelines/${name}.yaml`]: `format_version: 10\npipelines:\n  "${vso}":\n::stop-commands::x\n`,
    "::error::b ##[add-mask]z.yaml": `"${vso}": 1\n  ::set-env name=a::b\n`,
  };
  const project = SHOP_FILES["gocd-pin.yaml"]
    .replace("registry.example.com", '"::error::##vso[x]"')
    .replace("\\d+$'", "\\d+$|##[a]'");
  const files = { ...SHOP_FILES, "gocd-pin.yaml": project };
  await withConfigRepo({ files, images: shopImages() }, async (repo) => {
    assert.is((await repo.run(["build"])).status, 0);
    for (const [path, text] of Object.entries(hostile)) await repo.write(path, text);
    await repo.edit("gocd/worker.gocd.yaml", "format_version: 10", `format_version: 10\n::error::x ${vso}`);
    const formats = ["text", "json", "github", "sarif", "junit"];
    const runs = [
      ...COMMANDS,
      ["build"],
      ["validate", "::error::b ##[add-mask]z.yaml"],
      ["export"],
      ["export", "--format", "json"],
      ["report"],
      ["--verbose", "verify"],
      ["images", `::error::${vso}`],
      [`::error::${vso}`],
      ...formats.map((format) => ["validate", "::error::b ##[add-mask]z.yaml", "--format", format]),
    ];
    const titles: string[] = [];
    for (const args of runs) {
      const { stdout, stderr } = await repo.run(args);
      // Each line of the format github is a command of gocd-pin itself.
      const text =
        stderr + (args.includes("github") ? stdout.replace(/^::(?:error|warning|notice) /gm, "") : stdout);
      assert.not.match(text, CI_COMMAND, args.join(" "));
      if (/# #(?:vso)?\[|: :|\\u0023#/.test(text)) titles.push(args.join(" "));
    }
    for (const format of formats) {
      assert.ok(
        titles.some((title) => title.startsWith("validate") && title.endsWith(format)),
        format,
      );
    }
  });
});

test("the trace of a bug has no control character and no command of a CI server", async () => {
  const output = { write: () => undefined, isTTY: false, columns: 80 };
  const write = () => {
    throw new Error(`${ESC}[31m\n::error::##vso[x]\u202e`);
  };
  const stdin = () => Promise.resolve("");
  const world = { cwd: "/", env: {}, homeDir: "/", stdout: { ...output, write }, stderr: output, stdin };
  const stack = await main(["--help"], world).then(
    () => "",
    (error: unknown) => (error instanceof Error ? (error.stack ?? "") : ""),
  );
  assert.match(stack, "Error: \\x1b[31m\n: :error::# #vso[x]\\u202e\n    at ");
});

test.run();
