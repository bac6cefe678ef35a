import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startFakeRegistry, type FakeRegistry } from "../support/fake-registry.js";
import { runMain } from "../support/main-run.js";
import { runWell } from "../support/program-run.js";
import { said, treeOf, type Said } from "../support/trees.js";

const FOLDER = fileURLToPath(new URL("../../../fixtures/example-pipelines", import.meta.url));
const BIN = fileURLToPath(new URL("../../src/bin.js", import.meta.url));
const AUTHOR = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
const examples = new Map<string, string>();
for (const name of await readdir(FOLDER)) {
  examples.set(name.replace(/\.gocd\.yaml$/, ""), await readFile(join(FOLDER, name), "utf8"));
}

/** The value at a path of keys and indices. */
function at(value: Said, ...path: readonly (string | number)[]): Said {
  return path.reduce((node: Said, step) => {
    const entries = typeof node === "string" ? [] : Object.entries(node);
    const found = entries.find(([key]) => key === String(step));
    if (found === undefined) throw new Error(`no ${step} in ${JSON.stringify(node)}`);
    return found[1];
  }, value);
}

function textAt(value: Said, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== "string") throw new Error(`${path.join(".")} is no text`);
  return found;
}

function textsOf(value: Said): string[] {
  return typeof value === "string" ? [value] : Object.values(value).flatMap(textsOf);
}

/** The pipeline that a file is named after, and the command of its only task, as GoCD runs it. */
function pipelineOf(name: string): { pipeline: Said; command: readonly string[] } {
  const pipeline = at(said(treeOf(examples.get(name) ?? "").root), "pipelines", name);
  const stage = Object.values(at(pipeline, "stages", 0))[0] ?? "";
  const job = Object.values(at(stage, "jobs"))[0] ?? "";
  const exec = at(job, "tasks", 0, "exec");
  const texts = [textAt(exec, "command"), ...textsOf(at(exec, "arguments"))];
  return { pipeline, command: texts.map((text) => text.replaceAll("##", "#")) };
}

test("the examples are the ones that are tested", () => {
  assert.equal(Array.from(examples.keys()).sort(), ["check-pins", "refresh-pins"]);
});

for (const [name, text] of examples) {
  test(`GoCD takes ${name}`, async () => {
    const { status, stderr } = await runMain(["validate", "--strict", join(FOLDER, `${name}.gocd.yaml`)], {
      cwd: tmpdir(),
    });
    assert.is(stderr, "");
    assert.is(status, 0);
    const root = said(treeOf(text).root);
    assert.is(textAt(root, "format_version"), "10");
    const { pipeline } = pipelineOf(name);
    assert.is.not(textAt(pipeline, "group"), "");
    assert.is.not(textAt(pipeline, "materials", "config", "git"), "");
    // A number sign that is neither doubled nor the start of a parameter is an error to GoCD (ParamStateMachine).
    for (const value of textsOf(root)) assert.not.match(value.replaceAll("##", ""), "#");
  });
}

test("the timer is a Quartz expression", () => {
  const fields = textAt(pipelineOf("refresh-pins").pipeline, "timer", "spec").split(" ");
  assert.ok(fields.length === 6 || fields.length === 7, fields.join(" "));
  // Day of month and day of week: one of them says nothing.
  assert.is([fields[3], fields[5]].filter((field) => field === "?").length, 1);
});

/** An agent's folder with the config repo in `config`, cloned from `origin` as GoCD clones it. */
async function withAgent(
  registry: FakeRegistry,
  use: (run: (command: string, ...args: readonly string[]) => Promise<string>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-agent-"));
  const bin = join(folder, "bin");
  const env = {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const config = join(folder, "config");
  const run = (command: string, ...args: readonly string[]) => runWell(command, args, { cwd: config, env });
  try {
    await mkdir(bin);
    await writeFile(join(bin, "gocd-pin"), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, {
      mode: 0o755,
    });
    await runWell("git", ["init", "--quiet", "--bare", "origin"], { cwd: folder, env });
    await runWell("git", ["clone", "--quiet", "origin", "config"], { cwd: folder, env });
    await run("git", "checkout", "--quiet", "-b", "main");
    await mkdir(join(config, "pipelines"));
    for (const name of examples.keys()) {
      await cp(join(FOLDER, `${name}.gocd.yaml`), join(config, "pipelines", `${name}.yaml`));
    }
    await writeFile(
      join(config, "pipelines/app.yaml"),
      `format_version: 10
common:
  package_repositories: {Docker: {registry_url: "${registry.url}"}}
pipelines:
  app:
    group: services
    materials:
      config: {git: "https://git.example.com/config.git", destination: config}
      app: {package: {repository: Docker, image: team/app}}
    stages: [{show: {jobs: {show: {tasks: [{exec: {command: "true"}}]}}}}]
`,
    );
    await run("gocd-pin", "build");
    await run("git", "add", "--all");
    await run("git", ...AUTHOR, "commit", "--quiet", "--message", "first");
    await run("git", "push", "--quiet", "origin", "HEAD:main");
    await use(run);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a run that must fail says. */
async function failureOf(run: Promise<string>): Promise<string> {
  return run.then(
    () => "it did not fail",
    (error: unknown) => String(error),
  );
}

test("the refresh commits and pushes what moved, and nothing where nothing did", async () => {
  const [shell = "", ...args] = pipelineOf("refresh-pins").command;
  const images = { "team/app": { tags: { "1.0.0": {} } } };
  const registry = await startFakeRegistry({ repositories: images });
  try {
    await withAgent(registry, async (run) => {
      await run(shell, ...args);
      assert.is((await run("git", "rev-list", "--count", "origin/main")).trim(), "1");
      await run("sed", "-i", "s/1[.]0[.]0/0.9.0/", "gocd-pin.lock");
      await run("git", ...AUTHOR, "commit", "--quiet", "--all", "--message", "older");
      await run("git", "push", "--quiet", "origin", "HEAD:main");
      await run(shell, ...args);
      const log = await run("git", "log", "-1", "--format=%an%n%B", "origin/main");
      assert.match(log, /^gocd-pin\nMove Docker\/team\/app to 1\.0\.0\n\n\|[^]*0\.9\.0 +\| 1\.0\.0 +\|\n/);
      assert.is(await run("git", "status", "--porcelain"), "");
    });
  } finally {
    await registry.stop();
  }
});

test("the check passes on a repo in good order, and reports what is not", async () => {
  const [program = "", ...args] = pipelineOf("check-pins").command;
  const registry = await startFakeRegistry({ repositories: { "team/app": { tags: { "1.0.0": {} } } } });
  try {
    await withAgent(registry, async (run) => {
      await run(program, ...args);
      assert.not.match(await run("cat", "../gocd-pin.xml"), "<failure");
      await run("rm", "gocd/app.gocd.yaml");
      const message = await failureOf(run(program, ...args));
      assert.match(message, "ended with 1");
      assert.match(message, "gocd/app.gocd.yaml: error:");
      assert.match(await run("cat", "../gocd-pin.xml"), "<failure");
    });
  } finally {
    await registry.stop();
  }
});

test("a refresh that fails pushes nothing", async () => {
  const [shell = "", ...args] = pipelineOf("refresh-pins").command;
  const registry = await startFakeRegistry({ repositories: { "team/app": { tags: { "1.0.0": {} } } } });
  try {
    await withAgent(registry, async (run) => {
      const before = await run("git", "ls-remote", "origin");
      registry.inject((_request, response) => {
        response.writeHead(403).end();
        return true;
      }, 100);
      assert.match(await failureOf(run(shell, ...args)), "ended with 3");
      assert.is(await run("git", "ls-remote", "origin"), before);
    });
  } finally {
    await registry.stop();
  }
});

test.run();
