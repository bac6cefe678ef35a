import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VERSION } from "../../src/model/program.js";
import { readTraces } from "../support/file-tree.js";
import { GOOD, withConfigRepo } from "./config-repo.js";

test("help prints the usage, the options and examples to standard output, and is not an error", async () => {
  await withConfigRepo(GOOD, async ({ run }) => {
    const everywhere = ["--directory", "--config", "--format", "--quiet", "--verbose", "--no-color"];
    const table: readonly (readonly [args: readonly string[], texts: readonly string[]])[] = [
      [
        ["--help"],
        [
          "Usage: gocd-pin",
          "build",
          "refresh",
          "--concurrency",
          "--timeout",
          ...everywhere.filter((option) => option !== "--format"),
        ],
      ],
      [["help"], ["Usage: gocd-pin"]],
      [
        ["build", "--help"],
        ["gocd-pin build", "--frozen", "--repository-root", "Examples:", ...everywhere],
      ],
      [
        ["help", "build"],
        ["gocd-pin build", "--frozen"],
      ],
      [
        ["refresh", "-h"],
        ["gocd-pin refresh", "--dry-run", "Examples:", ...everywhere],
      ],
    ];
    for (const [args, texts] of table) {
      const { status, stdout, stderr } = await run(args);
      assert.is(status, 0, args.join(" "));
      assert.is(stderr, "", args.join(" "));
      for (const text of texts) assert.match(stdout, text, `${args.join(" ")} prints ${text}`);
      for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
    }
  });
});

test("the version is that of the program", async () => {
  await withConfigRepo(GOOD, async ({ run }) => {
    for (const flag of ["-V", "--version"]) {
      assert.equal(await run([flag]), { status: 0, stdout: `${VERSION}\n`, stderr: "" });
    }
  });
});

test("a usage error is reported, ends with status 2, and has no effect", async () => {
  await withConfigRepo(GOOD, async ({ folder, registry, run }) => {
    const traces = await readTraces(folder);
    const table: readonly (readonly [args: readonly string[], text: string])[] = [
      [[], "Usage: gocd-pin"],
      [["biuld"], 'unknown command "biuld"'],
      [["biuld"], 'help: did you mean "build"?'],
      [["build", "--frozne"], 'help: did you mean "--frozen"?'],
      [["build", "--frozne"], 'unknown option "--frozne"'],
      [["check", "--dry-run"], 'unknown option "--dry-run"'],
      [["build", "--format", "xml"], "help: use one of text, json, github, sarif, junit"],
      [["build", "--format"], "argument missing"],
      [["build", "--concurrency", "0"], "integer from 1 to 1000"],
      [["build", "--concurrency", "1.5"], "integer"],
      [["build", "--concurrency", "0x10"], "integer"],
      [["build", "--timeout", "0"], "number of seconds"],
      [["build", "--timeout", "soon"], "number of seconds"],
      [["build", "-C"], "argument missing"],
      [["build", "-C", "nowhere"], 'argument "nowhere" is invalid'],
      [["init", "-C", "nowhere"], "help: use a folder that exists"],
      [["build", "-C", "gocd-pin.yaml"], "help: use a folder that exists"],
      [["build", "-C", "pipelines"], "there is neither a gocd-pin.yaml nor a source"],
      [["build", "-C", "pipelines", "-C", "pipelines"], 'argument "pipelines/pipelines" is invalid'],
      [["build", "-C", ""], "help: use a value that is not empty"],
      [["build", "-c", ""], "help: use a value that is not empty"],
      [["build", "--output", ""], "help: use a value that is not empty"],
      [["build", "-c", "nothing.yaml"], "the project file cannot be read"],
      [["build", "-c", "pipelines"], "it is a folder, not a file"],
      [["refresh", "nothing"], '"nothing": no pipeline uses such a package'],
      [["refresh", "latest"], '"latest": no pipeline uses such a package'],
      [["help", "buil"], 'unknown command "buil" [usage]\n  help: did you mean "build"?'],
      [
        ["completion", "csh"],
        'value "csh" is invalid for argument "shell" [usage]\n  help: use one of bash, zsh, fish',
      ],
      [["verify", "a"], 'too many arguments for "verify": it accepts 0, and got 1 [usage]'],
      [["completion", "bash", "--format", "json"], "help: use one of text"],
    ];
    for (const [args, text] of table) {
      const { status, stdout, stderr } = await run(args);
      assert.is(status, 2, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, text, args.join(" "));
      assert.ok(stdout === "" || stdout === "no file was written\n", args.join(" "));
    }
    assert.is(registry.count(), 0);
    assert.equal(await readTraces(folder), traces);
  });
});

test("-C names the project folder, and -c the project file; options may be before or after the verb", async () => {
  await withConfigRepo(GOOD, async ({ folder, run }) => {
    const { status } = await run(["-C", folder, "build", "--quiet"]);
    assert.is(status, 0);
    // As with git and make, each is relative to the one before.
    assert.is((await run(["check", "-C", "pipelines", "-C", ".."])).status, 0);
    assert.is((await run(["check", "-C", "pipelines", "-C", folder])).status, 0);
    const elsewhere = "sources: [pipelines/*.yaml]\noutput: made\n";
    await withConfigRepo({ ...GOOD, "ci/other.yaml": elsewhere }, async (repo) => {
      const found = await repo.run(["build", "-C", ".", "--config", "ci/other.yaml"]);
      assert.is(found.status, 1);
      assert.match(found.stderr, 'the package repository "Docker" is not declared');
    });
  });
});

test("a usage error has the style of all diagnostics, for every verb", async () => {
  await withConfigRepo(GOOD, async ({ run }) => {
    const { stdout: help } = await run(["--help"]);
    const [, list = ""] = help.split("\nCommands:\n");
    const verbs = Array.from(list.matchAll(/^ {2}([a-z]+)/gm), ([, verb = ""]) => verb);
    assert.ok(verbs.length >= 14, verbs.join());
    for (const verb of verbs) {
      const table: readonly (readonly string[])[] = [
        ["--no-such-option"],
        ["--concurrency", "0"],
        ["--output"],
        ["--json"],
        ["-q"],
        ["a", "b", "--no-such-option"],
        ...(["manifest", "schema", "outdated", "report", "verify", "check"].includes(verb)
          ? [["--format", "no\u001b[31m'such"]]
          : []),
        ...(["init", "verify", "report"].includes(verb) ? [["a", "b"]] : []),
      ];
      for (const args of table) {
        const label = [verb, ...args].join(" ");
        const { status, stdout, stderr } = await run([verb, ...args]);
        assert.is(`${status} ${stdout}`, "2 ", label);
        assert.match(
          stderr,
          /^gocd-pin: error: [^\n]+ \[usage\]\n {2}help: [^\n]+\n$/,
          `${label}: ${stderr}`,
        );
      }
    }
  });
});

test("in a subfolder of a config repo, the help names the folder with the project file", async () => {
  await withConfigRepo(GOOD, async ({ run, folder }) => {
    await mkdir(join(folder, "pipelines/below"), { recursive: true });
    const { status, stderr } = await run(["-C", "pipelines/below", "check"]);
    assert.is(status, 2);
    assert.match(stderr, `help: run in ${folder}, which has a gocd-pin.yaml, or name that folder with -C`);
  });
});

test.run();
