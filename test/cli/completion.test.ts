import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bashScript, fishScript, zshScript, type Syntax } from "../../src/cli/completion-script.js";
import { runMain } from "../support/main-run.js";
import { GOCD_PIN } from "../support/gocd-pin.js";
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

/** Names that a shell must neither run nor split. */
const HOSTILE = ["Docker/a b", "Docker/$(touch ran)", "Docker/it's", "Docker/`touch ran`"];

const PROJECT = `package_repositories:
  Docker:
    registry_url: https://registry.example/v2/
    packages:
      shop/web: {}
`;

/** A project in the folder `repo`, next to a `gocd-pin` for the shells. */
async function withProject(
  use: (folder: string, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-completion-"));
  try {
    await mkdir(join(folder, "repo/gocd"), { recursive: true });
    await writeFile(join(folder, "repo/gocd-pin.yaml"), PROJECT);
    const pipeline = { source: "a", output: "b", variables: [] };
    const entry = {
      registry_name: "r",
      registry_url: "https://r/",
      image: "x",
      tag: "1",
      reference: "r/x:1",
      pipelines: [],
    };
    const packages = Object.fromEntries([...HOSTILE, "Docker/a\nb"].map((name) => [name, entry]));
    const manifest = { version: 1, pipelines: { deploy: pipeline, "deploy-db": pipeline }, packages };
    await writeFile(join(folder, "repo/gocd/manifest.json"), JSON.stringify(manifest));
    await mkdir(join(folder, "bin"));
    const program = `#!/bin/sh\nexec '${process.execPath}' '${GOCD_PIN}' "$@"\n`;
    await writeFile(join(folder, "bin/gocd-pin"), program, { mode: 0o755 });
    await use(folder, { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`, HOME: folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("bash completes packages and pipelines of the project, and runs none of their text", async () => {
  await withProject(async (folder, env) => {
    const script = (await runMain(["completion", "bash"], { cwd: folder })).stdout;
    await writeFile(join(folder, "completion.bash"), script);
    const lines = [
      "refresh",
      "-C x refresh",
      "refresh Docker/x",
      "explain",
      "explain Docker/x",
      "manifest",
    ].map((line) => [...line.replace("-C x", `-C ${join(folder, "repo")}`).split(" "), ""]);
    lines.push(["images", "deploy-"], ["refresh", "Docker/s"]);
    const calls = lines.map(
      (
        words,
      ) => `COMP_WORDS=(gocd-pin ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
_gocd_pin; printf '%s|' "\${COMPREPLY[@]}"; echo`,
    );
    const run = async (cwd: string) => {
      const program = `set -u; . '${folder}/completion.bash'\n${calls.join("\n")}`;
      const output = await runWell("bash", ["--norc", "-c", program], { cwd, env });
      return output.split("\n").slice(0, -1);
    };
    const packages =
      [
        "Docker/\\$\\(touch\\ ran\\)",
        "Docker/\\`touch\\ ran\\`",
        "Docker/a\\ b",
        "Docker/it\\'s",
        "Docker/shop/web",
      ].join("|") + "|";
    assert.equal(await run(join(folder, "repo")), [
      packages,
      packages,
      packages,
      packages,
      "|",
      "deploy|deploy-db|",
      "deploy-db|",
      "Docker/shop/web|",
    ]);
    assert.equal(await run(folder), ["|", packages, "|", "|", "|", "|", "|", "|"]);
    assert.equal((await readdir(join(folder, "repo"))).sort(), ["gocd", "gocd-pin.yaml"]);
  });
});

// An interactive zsh writes all words that completion offers to a file, and another file if a key is pressed after that.
const ZSH_SETUP = `PS1=
autoload -Uz compinit && compinit -u -D
eval "$(gocd-pin completion zsh)"
compadd() {
  # With one of these options, it adds no words.
  if [[ " \${@[1,(i)(-|--)]} " == *\\ -[OAD]\\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a offered
  builtin compadd -A offered "$@"
  print -rl -- $offered >>| $OFFERED
  builtin compadd "$@"
}
finish() { : >| $OFFERED.done }
zle -N finish
bindkey '^I' complete-word
bindkey '^X' finish
: >| $OFFERED.ready
`;

// Its lines are typed on a pseudo-terminal.
const ZSH_TYPIST = `zmodload zsh/zpty
zpty shell zsh -f -i
waitFor() {
  until [[ -e $1 ]]; do
    zpty -r -t shell >/dev/null || sleep 0.02
    if (( SECONDS > 60 )); then echo "$1 does not exist"; exit 1; fi
  done
}
zpty -w shell "source $SETUP"
waitFor $OFFERED.ready
zpty -w -n shell "$1"$'\t\x18'
waitFor $OFFERED.done
zpty -d shell
`;

test("zsh completes verbs, options, and packages and pipelines of the project", async () => {
  await withProject(async (folder, env) => {
    const cwd = join(folder, "repo");
    const setup = join(folder, "setup.zsh");
    await writeFile(setup, ZSH_SETUP);
    await writeFile(join(folder, "typist.zsh"), ZSH_TYPIST);
    let count = 0;
    const complete = async (line: string, cwd: string) => {
      const offered = join(folder, `offered-${count++}`);
      const script = ["-f", join(folder, "typist.zsh"), line];
      await runWell("zsh", script, { cwd, env: { ...env, SETUP: setup, OFFERED: offered } });
      return (await readFile(offered, "utf8")).trim().split("\n").sort();
    };
    assert.equal(await complete("gocd-pin manifest d", cwd), ["deploy", "deploy-db"]);
    assert.equal(await complete("gocd-pin refresh Docker/", cwd), [
      "Docker/\\$\\(touch\\ ran\\)",
      "Docker/\\`touch\\ ran\\`",
      "Docker/a\\ b",
      "Docker/it\\'s",
      "Docker/shop/web",
    ]);
    assert.equal(await complete("gocd-pin -C repo images d", folder), ["deploy", "deploy-db"]);
    assert.equal(await complete("gocd-pin build --fr", cwd), ["--frozen"]);
    assert.equal(await complete("gocd-pin completion ", cwd), ["bash", "fish", "zsh"]);
    const verbs = await complete("gocd-pin ", cwd);
    for (const verb of ["build", "refresh", "schema", "help"]) assert.ok(verbs.includes(verb), verbs.join());
    assert.equal((await readdir(cwd)).sort(), ["gocd", "gocd-pin.yaml"]);
  });
});

test("fish completes packages and pipelines of the project", async () => {
  await withProject(async (folder, env) => {
    const cwd = join(folder, "repo");
    const complete = async (line: string, folder: string) => {
      const program = `gocd-pin completion fish | source; complete -C '${line}'`;
      const output = await runWell("fish", ["--no-config", "-c", program], { cwd: folder, env });
      return output.trim().split("\n").sort();
    };
    assert.equal(await complete("gocd-pin manifest d", cwd), ["deploy", "deploy-db"]);
    assert.equal(await complete("gocd-pin refresh Docker/", cwd), [...HOSTILE, "Docker/shop/web"].sort());
    assert.equal(await complete("gocd-pin -C repo images d", folder), ["deploy", "deploy-db"]);
    assert.equal((await readdir(cwd)).sort(), ["gocd", "gocd-pin.yaml"]);
  });
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
