import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ProgramRun } from "../support/program-run.js";
import { LOGIN, readRecipes, withMachine, type RecipeMachine } from "../support/recipe-machine.js";
import { at, itemsAt, mapAt, textAt, textsOf, valueAt } from "../support/said-paths.js";
import { sarifFaults } from "../support/sarif-schema.js";
import type { Said } from "../support/trees.js";

const recipes = await readRecipes("github");
const COPIES = Object.fromEntries(
  Array.from(recipes.keys(), (file) => [`.github/workflows/${file}`, `github/${file}`]),
);
const SECRETS: Readonly<Record<string, string>> = {
  "secrets.REGISTRY_USER": LOGIN.REGISTRY_USER,
  "secrets.REGISTRY_PASSWORD": LOGIN.REGISTRY_PASSWORD,
  "github.token": "the-token",
};

// A GitHub CLI that knows the calls of the recipe, and keeps its arguments and the open pull request in files.
const GH = `#!/bin/sh
set -eu
test "$GH_TOKEN" = the-token
for argument; do printf '<%s> ' "$argument"; done >>"$HOME/gh-calls"
echo >>"$HOME/gh-calls"
case "$1 $2" in
  "pr list") cat "$HOME/gh-open" 2>/dev/null || true ;;
  "pr create") echo 7 >"$HOME/gh-open" ;;
  "pr edit") test "$3" = "$(cat "$HOME/gh-open")" ;;
  *) exit 1 ;;
esac
`;

function recipeOf(name: string): Said {
  return recipes.get(`${name}.yml`) ?? "";
}

/** The only job of a workflow. */
function jobOf(workflow: Said): Said {
  const jobs = Object.values(at(workflow, "jobs"));
  assert.is(jobs.length, 1);
  return jobs[0] ?? "";
}

/** A mapping of variables with the expressions in it evaluated. Throws an error for an expression that is not known here. */
function evaluate(variables: Readonly<Record<string, string>>): Record<string, string> {
  const valueOf = (_all: string, expression: string) => {
    const value = SECRETS[expression];
    if (value === undefined) throw new Error(`unknown expression ${expression}`);
    return value;
  };
  return Object.fromEntries(
    Object.entries(variables).map(([key, text]) => [key, text.replace(/\$\{\{ (.*?) \}\}/g, valueOf)]),
  );
}

/**
 * Runs the steps of the only job of a workflow as a runner does, until one fails: `run` with `bash -e`, the default
 * shell on Linux, with the variables of workflow, job and step. The actions are not here: the clone exists, Node.js too.
 */
async function runWorkflow(machine: RecipeMachine, name: string): Promise<ProgramRun> {
  const workflow = recipeOf(name);
  const job = jobOf(workflow);
  let output = "";
  for (const step of itemsAt(job, "steps")) {
    const run = valueAt(step, "run");
    if (run === undefined) continue;
    const script = join(machine.folder, "step.sh");
    await writeFile(script, textAt(step, "run"));
    const result = await machine.run("bash", ["-e", script], {
      ...evaluate({ ...mapAt(workflow, "env"), ...mapAt(job, "env"), ...mapAt(step, "env") }),
      RUNNER_TEMP: machine.folder,
      GOCD_PIN: machine.tarball,
    });
    output += result.output;
    if (result.status !== 0) return { ...result, output };
  }
  return { status: 0, stdout: "", output };
}

test("there is a workflow for the check, the drift and the refresh", () => {
  assert.equal(Array.from(recipes.keys()), ["check-pins.yml", "drift-pins.yml", "refresh-pins.yml"]);
});

test("each step is a command or one of the actions that are needed", () => {
  for (const [file, workflow] of recipes) {
    const steps = itemsAt(jobOf(workflow), "steps");
    assert.ok(steps.length > 0, file);
    for (const step of steps) {
      if (valueAt(step, "run") !== undefined) continue;
      const action = textAt(step, "uses");
      assert.match(
        action,
        /^(actions[/](checkout|setup-node)|github[/]codeql-action[/]upload-sarif)@v\d+$/,
        file,
      );
    }
  }
});

test("pull requests get no secret and a token that only reads", () => {
  for (const [file, workflow] of recipes) {
    const events = Object.keys(at(workflow, "on"));
    assert.not.ok(events.includes("pull_request_target"), file);
    assert.equal(mapAt(workflow, "permissions"), { contents: "read" }, file);
    if (!events.includes("pull_request")) continue;
    assert.is(valueAt(jobOf(workflow), "permissions"), undefined, file);
    for (const text of textsOf(workflow)) assert.not.match(text, /\$\{\{/, file);
  }
  assert.equal(Object.keys(at(recipeOf("check-pins"), "on")), ["push", "pull_request"]);
});

test("secrets are those of an environment, and only of the step that queries the registry", () => {
  for (const name of ["drift-pins", "refresh-pins"]) {
    const job = jobOf(recipeOf(name));
    assert.is(textAt(job, "environment"), "registry");
    const steps = itemsAt(job, "steps");
    const holders = steps.filter((step) => textsOf(step).some((text) => text.includes("secrets.")));
    const queries = steps.filter((step) =>
      textsOf(step).some((text) => /^gocd-pin (check --drift|refresh) /.test(text)),
    );
    assert.is(queries.length, 1, name);
    assert.equal(holders, queries);
  }
});

test("the check annotates what is wrong, and opens no connection", async () => {
  await withMachine(COPIES, async (machine) => {
    const before = machine.registry.count();
    const clean = await runWorkflow(machine, "check-pins");
    assert.is(clean.status, 0, clean.output);
    await rm(join(machine.config, "gocd/app.gocd.yaml"));
    const { status, output } = await runWorkflow(machine, "check-pins");
    assert.is(status, 1);
    assert.match(output, /^::error file=gocd\/app\.gocd\.yaml,.*output-missing/m);
    assert.is(machine.registry.count(), before);
  });
});

test("the drift writes the SARIF file that the last step uploads", async () => {
  await withMachine(COPIES, async (machine) => {
    const upload = itemsAt(jobOf(recipeOf("drift-pins")), "steps").at(-1) ?? "";
    assert.is(textAt(upload, "if"), "${{ !cancelled() }}");
    const file = join(machine.config, textAt(upload, "with", "sarif_file"));
    machine.registry.push("team/app", "1.1.0");
    const { status, output } = await runWorkflow(machine, "drift-pins");
    assert.is(status, 1, output);
    const report = await readFile(file, "utf8");
    assert.equal(sarifFaults(JSON.parse(report)), []);
    assert.match(report, "pin-behind");
  });
});

test("the refresh opens a pull request, and updates it when a pin moves again", async () => {
  await withMachine(COPIES, async (machine) => {
    await writeFile(join(machine.folder, "bin/gh"), GH, { mode: 0o755 });
    const calls = async () => {
      const text = await readFile(join(machine.folder, "gh-calls"), "utf8");
      await rm(join(machine.folder, "gh-calls"));
      return text.replaceAll(machine.folder, "TEMP").trim().split(" \n");
    };
    const same = await runWorkflow(machine, "refresh-pins");
    assert.is(same.status, 0, same.output);
    assert.is((await machine.git("ls-remote", "origin", "gocd-pin/refresh")).trim(), "");
    await machine.pushOlderPin();
    const main = (await machine.git("rev-parse", "HEAD")).trim();
    const list =
      "<pr> <list> <--head> <gocd-pin/refresh> <--state> <open> <--json> <number> <--jq> <.[].number>";
    const text = (tag: string) =>
      `<--title> <Move Docker/team/app to ${tag}> <--body-file> <TEMP/message.md>`;
    const runs: readonly (readonly [tag: string, call: string, pushes: boolean])[] = [
      ["1.0.0", `<pr> <create> <--base> <main> <--head> <gocd-pin/refresh> ${text("1.0.0")}`, true],
      ["1.0.0", `<pr> <edit> <7> ${text("1.0.0")}`, false],
      ["1.1.0", `<pr> <edit> <7> ${text("1.1.0")}`, true],
    ];
    let pushed = "";
    for (const [tag, call, pushes] of runs) {
      if (tag === "1.1.0") machine.registry.push("team/app", tag);
      await machine.git("reset", "--quiet", "--hard", main);
      const { status, output } = await runWorkflow(machine, "refresh-pins");
      assert.is(status, 0, output);
      assert.equal(
        (await calls()).map((line) => line.trim()),
        [list, call],
      );
      const head = await machine.git("ls-remote", "origin", "gocd-pin/refresh");
      assert.is(head !== pushed, pushes, tag);
      pushed = head;
    }
    assert.match(await readFile(join(machine.folder, "message.md"), "utf8"), /0\.9\.0 +\| 1\.1\.0 +\|/);
    assert.match(await machine.git("ls-remote", "origin", "main"), main);
  });
});

test.run();
