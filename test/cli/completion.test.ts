import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bashScript, fishScript, zshScript, type Syntax } from "../../src/cli/completion-script.js";
import { runMain } from "../support/main-run.js";
import { runWell } from "../support/program-run.js";

const FORMATS = ["text", "json"];

/** A command line with everything that a script must handle. */
const SYNTAX: Syntax = {
  program: "gocd-pin",
  flags: [
    { names: ["-C", "--directory"], about: "work there", value: { kind: "folder" } },
    { names: ["--format"], about: "format: one of these [all]", value: { kind: "words", words: FORMATS } },
    { names: ["--quiet"], about: "don't say much", value: undefined },
  ],
  verbs: [
    {
      name: "build",
      about: "Build: it's quick",
      flags: [{ names: ["--frozen"], about: "never ask", value: undefined }],
      words: [],
      acceptsFiles: true,
    },
    {
      name: "manifest",
      about: "Print the manifest",
      flags: [{ names: ["--format"], about: "its own", value: { kind: "words", words: ["env", "shell"] } }],
      words: [],
      acceptsFiles: false,
    },
    { name: "completion", about: "Complete", flags: [], words: ["bash", "zsh"], acceptsFiles: false },
  ],
};

/** The words that bash offers for each line, with the cursor in its last word. */
async function completeInBash(script: string, lines: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-completion-"));
  try {
    await writeFile(join(folder, "completion.bash"), script);
    // bash itself cuts the line before it calls the function, at blanks and at equals signs.
    const calls = lines.map((line) => {
      const words = line
        .replace(/=(?=.)/, " = ")
        .replace(/=$/, " =")
        .split(" ");
      return `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_gocd_pin gocd-pin; echo "\${COMPREPLY[*]}"`;
    });
    const program = `set -u; . ./completion.bash; complete -p gocd-pin >/dev/null || exit\n${calls.join("\n")}`;
    const output = await runWell("bash", ["--norc", "-c", program], { cwd: folder });
    return output.split("\n").slice(0, -1);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("bash completes verbs, options and values", async () => {
  const cases: readonly (readonly [line: string, offered: string])[] = [
    ["gocd-pin ", "build manifest completion"],
    ["gocd-pin b", "build"],
    ["gocd-pin x", ""],
    ["gocd-pin -", "-C --directory --format --quiet"],
    ["gocd-pin build --", "--directory --format --quiet --frozen"],
    ["gocd-pin build --fr", "--frozen"],
    ["gocd-pin completion --fr", ""],
    ["gocd-pin --format ", "text json"],
    ["gocd-pin --format=", "text json"],
    ["gocd-pin build --format=j", "json"],
    ["gocd-pin build --format j", "json"],
    ["gocd-pin manifest --format ", "env shell"],
    ["gocd-pin manifest --", "--directory --quiet --format"],
    ["gocd-pin --format json ", "build manifest completion"],
    ["gocd-pin --format=json b", "build"],
    ["gocd-pin -C build m", "manifest"],
    ["gocd-pin -C ", ""],
    ["gocd-pin --quiet build --fr", "--frozen"],
    ["gocd-pin completion ", "bash zsh"],
    ["gocd-pin completion z", "zsh"],
    ["gocd-pin completion zsh ", ""],
    ["gocd-pin build ", ""],
  ];
  const offered = await completeInBash(
    bashScript(SYNTAX),
    cases.map(([line]) => line),
  );
  assert.equal(
    cases.map(([line], index) => [line, offered[index]]),
    cases,
  );
});

test("the script for zsh holds each option with its value", () => {
  const script = zshScript(SYNTAX);
  const parts = [
    "#compdef gocd-pin\n",
    "'(-C --directory)'{-C,--directory=}'[work there]:folder:_files -/'",
    "'--format=[format\\: one of these \\[all\\]]:value:(text json)'",
    "'--quiet[don'\\''t say much]'",
    "'build:Build: it'\\''s quick'",
    "build) _arguments $common \\\n        '--frozen[never ask]' \\\n        '*:file:_files' ;;",
    "manifest) _arguments ${common:#(*--format*)} \\\n        '--format=[its own]:value:(env shell)' ;;",
    "completion) _arguments $common \\\n        '1:word:(bash zsh)' ;;",
    "compdef _gocd_pin gocd-pin",
  ];
  for (const part of parts) assert.ok(script.includes(part), `${part}\nin\n${script}`);
});

test("the script for fish holds each option with its value", () => {
  assert.equal(
    fishScript(SYNTAX)
      .replace(/function .*?\nend\n/s, "")
      .split("\n"),
    [
      "# fish completion of gocd-pin: gocd-pin completion fish | source",
      "complete -c gocd-pin -f",
      "complete -c gocd-pin -s C -l directory -d 'work there' -x -a '(__fish_complete_directories)'",
      "complete -c gocd-pin -n 'not __fish_seen_subcommand_from manifest' -l format -d 'format: one of these [all]' -x -a 'text json'",
      "complete -c gocd-pin -l quiet -d 'don\\'t say much'",
      "complete -c gocd-pin -n __fish_use_subcommand -a build -d 'Build: it\\'s quick'",
      "complete -c gocd-pin -n '__fish_seen_subcommand_from build' -l frozen -d 'never ask'",
      "complete -c gocd-pin -n '__fish_seen_subcommand_from build' -F",
      "complete -c gocd-pin -n __fish_use_subcommand -a manifest -d 'Print the manifest'",
      "complete -c gocd-pin -n '__fish_seen_subcommand_from manifest' -l format -d 'its own' -x -a 'env shell'",
      "complete -c gocd-pin -n __fish_use_subcommand -a completion -d 'Complete'",
      "complete -c gocd-pin -n '__fish_seen_subcommand_from completion' -a 'bash zsh'",
      "",
    ],
  );
});

test("--output writes the script to a file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-completion-"));
  try {
    const printed = await runMain(["completion", "zsh"], { cwd: folder });
    const { status, stdout } = await runMain(["completion", "zsh", "--output", "_gocd-pin"], { cwd: folder });
    assert.equal([status, stdout], [0, ""]);
    assert.is(await readFile(join(folder, "_gocd-pin"), "utf8"), printed.stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the verb prints what the program really has", async () => {
  const { status, stdout, stderr } = await runMain(["completion", "bash"], { cwd: tmpdir() });
  assert.is(status, 0);
  assert.is(stderr, "");
  const [verbs = "", layouts, shells, helped] = await completeInBash(stdout, [
    "gocd-pin ",
    "gocd-pin init --layout ",
    "gocd-pin completion ",
    "gocd-pin help ",
  ]);
  for (const verb of ["build", "refresh", "init", "completion", "help"]) {
    assert.ok(verbs.split(" ").includes(verb), verbs);
  }
  assert.is(layouts, "folder in-place");
  assert.is(shells, "bash zsh fish");
  assert.is(helped, verbs);
  for (const shell of ["zsh", "fish"]) {
    const { stdout: script } = await runMain(["completion", shell], { cwd: tmpdir() });
    for (const verb of verbs.split(" ")) assert.match(script, verb);
  }
});

test("a project that cannot be read has no names to complete, and causes no error", async () => {
  for (const text of ["a: [", "package_repositories: 1\n"]) {
    const folder = await mkdtemp(join(tmpdir(), "gocd-pin-completion-"));
    try {
      for (const file of ["gocd-pin.yaml", "gocd-pin.lock"]) await writeFile(join(folder, file), text);
      for (const kind of ["packages", "pipelines"]) {
        const result = await runMain(["complete", kind], { cwd: folder });
        assert.equal(result, { status: 0, stdout: "", stderr: "" });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }
});

test("a shell without a script is a usage error", async () => {
  for (const args of [[], ["csh"], ["bash", "zsh"]]) {
    const { status, stdout } = await runMain(["completion", ...args], { cwd: tmpdir() });
    assert.is(status, 2);
    assert.is(stdout, "");
  }
});

test.run();
