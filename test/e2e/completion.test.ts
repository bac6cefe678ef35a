import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runMain } from "../support/main-run.js";
import { GOCD_PIN } from "../support/gocd-pin.js";
import { runWell } from "../support/program-run.js";

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
    assert.equal(await complete("gocd-pin schema ", cwd), ["gocd", "lock", "manifest", "project"]);
    assert.equal((await readdir(cwd)).sort(), ["gocd", "gocd-pin.yaml"]);
  });
});

test.run();
