import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ProgramRun } from "../support/program-run.js";
import { LOGIN, readRecipes, RECIPES, withMachine, type RecipeMachine } from "../support/recipe-machine.js";
import { runMain } from "../support/main-run.js";
import { at, itemsAt, mapAt, textAt, textsOf, valueAt } from "../support/said-paths.js";
import type { Said } from "../support/trees.js";

const recipes = await readRecipes("gocd");
// As a user copies them: the pipelines of the recipes are sources of the config repo.
const COPIES = Object.fromEntries(
  Array.from(recipes.keys(), (file) => [`pipelines/${file}`, `gocd/${file}`]),
);

/** The pipeline that a recipe is named after. */
function pipelineOf(name: string): Said {
  return at(recipes.get(`${name}.yaml`) ?? "", "pipelines", name);
}

/** The only job of the only stage of a pipeline. */
function jobOf(pipeline: Said): Said {
  const stages = itemsAt(pipeline, "stages").flatMap((stage) => Object.values(stage));
  const jobs = stages.flatMap((stage) => Object.values(at(stage, "jobs")));
  assert.is(jobs.length, 1);
  return jobs[0] ?? "";
}

/** Runs the only task of a pipeline as an agent with gocd-pin does, with the variables that the pipeline declares. */
async function runPipeline(machine: RecipeMachine, name: string): Promise<ProgramRun> {
  const pipeline = pipelineOf(name);
  const tasks = itemsAt(jobOf(pipeline), "tasks");
  assert.is(tasks.length, 1);
  const task = at(tasks[0] ?? "", "exec");
  assert.is(textAt(task, "working_directory"), textAt(pipeline, "materials", "config", "destination"));
  const variables = ["environment_variables", "secure_variables"].flatMap((key) =>
    Object.keys(mapAt(pipeline, key)),
  );
  const env = Object.entries(LOGIN).filter(([key]) => variables.includes(key));
  // GoCD reads "##" as "#" (ParamStateMachine).
  const [command = "", ...args] = [textAt(task, "command"), ...textsOf(at(task, "arguments"))].map((text) =>
    text.replaceAll("##", "#"),
  );
  return machine.run(command, args, Object.fromEntries(env));
}

/** The test report of a job, from where GoCD collects it: the artifact is relative to the folder of the pipeline. */
function reportOf(machine: RecipeMachine, name: string): Promise<string> {
  const source = textAt(jobOf(pipelineOf(name)), "artifacts", 0, "test", "source");
  return readFile(join(machine.config, "..", source), "utf8");
}

async function withAgent(use: (machine: RecipeMachine) => Promise<void>): Promise<void> {
  await withMachine(COPIES, async (machine) => {
    const { status, output } = await machine.run("npm", ["install", "--global", machine.tarball]);
    assert.is(status, 0, output);
    await use(machine);
  });
}

test("there is a recipe for the check, the drift, the refresh and the report", () => {
  const names = ["check-pins.yaml", "drift-pins.yaml", "refresh-pins.yaml", "report-pins.yaml"];
  assert.equal(Array.from(recipes.keys()), names);
});

for (const [file, recipe] of recipes) {
  test(`GoCD accepts ${file}`, async () => {
    const path = join(RECIPES, "gocd", file);
    const { status, stderr } = await runMain(["validate", "--strict", path], { cwd: tmpdir() });
    assert.is(stderr, "");
    assert.is(status, 0);
    assert.is(textAt(recipe, "format_version"), "10");
    // A number sign that is neither doubled nor the start of a parameter is an error to GoCD (ParamStateMachine).
    for (const text of textsOf(recipe)) assert.not.match(text.replaceAll("##", ""), "#");
  });
}

test("only pipelines that query the registry have its credential, and the password is secure", () => {
  for (const [name, variables, secure] of [
    ["check-pins", [], []],
    ["drift-pins", ["REGISTRY_USER"], ["REGISTRY_PASSWORD"]],
    ["refresh-pins", ["REGISTRY_USER"], ["REGISTRY_PASSWORD"]],
    ["report-pins", [], []],
  ] as const) {
    assert.equal(Object.keys(mapAt(pipelineOf(name), "environment_variables")), variables, name);
    assert.equal(Object.keys(mapAt(pipelineOf(name), "secure_variables")), secure, name);
  }
});

test("no agent of a pipeline with the credential runs a pipeline without it", () => {
  for (const file of recipes.keys()) {
    const pipeline = pipelineOf(file.replace(".yaml", ""));
    const hasCredential = Object.keys(mapAt(pipeline, "secure_variables")).length > 0;
    const resource = hasCredential ? "gocd-pin-credentials" : "gocd-pin";
    assert.equal(textsOf(at(jobOf(pipeline), "resources")), [resource], file);
  }
});

test("a timer alone starts the drift and the refresh, by a Quartz expression", () => {
  for (const name of ["drift-pins", "refresh-pins"]) {
    const pipeline = pipelineOf(name);
    const fields = textAt(pipeline, "timer", "spec").split(" ");
    assert.is(fields.length, 6, fields.join(" "));
    // Day of month or day of week: exactly one of them must be unspecified.
    assert.is([fields[3], fields[5]].filter((field) => field === "?").length, 1);
    assert.is(textAt(Object.values(at(pipeline, "stages", 0))[0] ?? "", "approval"), "manual");
  }
  assert.is(valueAt(pipelineOf("check-pins"), "timer"), undefined);
});

test("the check passes if the repo is up to date, reports what is not, and opens no connection", async () => {
  await withAgent(async (machine) => {
    const before = machine.registry.count();
    const clean = await runPipeline(machine, "check-pins");
    assert.is(clean.status, 0, clean.output);
    assert.not.match(await reportOf(machine, "check-pins"), "<failure");
    await rm(join(machine.config, "gocd/app.gocd.yaml"));
    const { status, output } = await runPipeline(machine, "check-pins");
    assert.is(status, 1);
    assert.match(output, "gocd/app.gocd.yaml: error:");
    assert.match(await reportOf(machine, "check-pins"), "<failure");
    assert.is(machine.registry.count(), before);
  });
});

test("the report is the artifact that the tab shows, also if there are findings", async () => {
  await withAgent(async (machine) => {
    const job = jobOf(pipelineOf("report-pins"));
    const artifact = textAt(job, "artifacts", 0, "build", "source");
    assert.is(textAt(job, "tabs", "Images"), artifact);
    const before = machine.registry.count();
    assert.is((await runPipeline(machine, "report-pins")).status, 0);
    const page = () => readFile(join(machine.config, "..", artifact), "utf8");
    assert.match(await page(), "Errors</dt>\n              <dd>0</dd>");
    await rm(join(machine.config, "gocd/app.gocd.yaml"));
    assert.is((await runPipeline(machine, "report-pins")).status, 1);
    assert.match(await page(), "Errors</dt>\n              <dd>1</dd>");
    assert.is(machine.registry.count(), before);
  });
});

test("the drift reports a newer tag", async () => {
  await withAgent(async (machine) => {
    const clean = await runPipeline(machine, "drift-pins");
    assert.is(clean.status, 0, clean.output);
    machine.registry.push("team/app", "1.1.0");
    const { status, output } = await runPipeline(machine, "drift-pins");
    assert.is(status, 1);
    assert.match(output, "pin-behind");
    assert.match(await reportOf(machine, "drift-pins"), /<failure [^>]*1\.1\.0/);
  });
});

test("the refresh pushes a branch with the moved pins and asks for a merge request, once", async () => {
  await withAgent(async (machine) => {
    const same = await runPipeline(machine, "refresh-pins");
    assert.is(same.status, 0, same.output);
    assert.not.match(await machine.git("ls-remote", "origin"), "gocd-pin/refresh");
    await machine.pushOlderPin();
    const main = await machine.git("rev-parse", "HEAD");
    const moved = await runPipeline(machine, "refresh-pins");
    assert.is(moved.status, 0, moved.output);
    assert.match(
      await readFile(join(machine.folder, "push-options"), "utf8"),
      /=merge_request[.]create\n.*=merge_request[.]target=main\n.*=merge_request[.]remove_source_branch\n$/,
    );
    await machine.git("fetch", "--quiet", "origin");
    const log = await machine.git("log", "-1", "--format=%an%n%B", "origin/gocd-pin/refresh");
    assert.match(log, /^gocd-pin\nMove Docker\/team\/app to 1\.0\.0\n\n[^]*0\.9\.0 +\| 1\.0\.0 +\|/);
    assert.is(await machine.git("rev-parse", "origin/main"), main);
    const pushed = await machine.git("rev-parse", "origin/gocd-pin/refresh");
    // The next run starts with a new clone of main.
    await machine.git("reset", "--quiet", "--hard", main.trim());
    const again = await runPipeline(machine, "refresh-pins");
    assert.is(again.status, 0, again.output);
    assert.match(await machine.git("ls-remote", "origin", "gocd-pin/refresh"), pushed.trim());
  });
});

test("a refresh that fails pushes nothing", async () => {
  await withAgent(async (machine) => {
    const before = await machine.git("ls-remote", "origin");
    machine.registry.inject((_request, response) => {
      response.writeHead(403).end();
      return true;
    }, 100);
    assert.is((await runPipeline(machine, "refresh-pins")).status, 3);
    assert.is(await machine.git("ls-remote", "origin"), before);
  });
});

test.run();
