import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startFakeRegistry } from "../support/fake-registry.js";
import { makeHookRepo } from "../support/hook-repo.js";
import { startNpmRegistry } from "../support/npm-registry.js";
import { runProgram, runWell } from "../support/program-run.js";

/** A config repo with the hook installed; all is committed, and the registry that its pin came from is down. */
interface HookedRepo {
  readonly folder: string;
  write(path: string, text: string): Promise<void>;
  read(path: string): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
  build(): Promise<string>;
  commit(): Promise<{ readonly isDone: boolean; readonly output: string }>;
  run(command: string, ...args: readonly string[]): Promise<{ status: number | null; output: string }>;
}

const source = (name: string, tag: string) => `format_version: 10
pipelines:
  ${name}:
    group: services
    materials:
      config: {git: "https://git.example.com/config.git", destination: config}
      app: {package: Docker/team/app}
    stages:
      - show: {jobs: {show: {tasks: [{exec: {command: ${tag}}}]}}}
`;

const folder = await mkdtemp(join(tmpdir(), "gocd-pin-hooks-"));
process.once("exit", () => {
  rmSync(folder, { recursive: true });
});
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const npm = await startNpmRegistry(ROOT);
// Only the variables that are needed to find programs: the hook must not get those that npm and git set for the tests.
const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: folder,
  PRE_COMMIT_HOME: join(folder, "installed"),
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
  npm_config_registry: npm.origin,
  npm_config_cache: join(folder, "cache"),
  npm_config_fetch_retries: "0",
};
const hooks = join(folder, "hooks");
const first = join(folder, "first");
const BIN = fileURLToPath(new URL("../../src/bin.js", import.meta.url));
let revision = "";
let count = 0;

test("pre-commit installs the hook from a git clone of the project, and a commit in good order passes", async () => {
  revision = await makeHookRepo(ROOT, hooks, env);
  const repo = repoAt(first);
  await runWell("git", ["init", "--quiet", first], { cwd: folder, env });
  await repo.write(".pre-commit-config.yaml", config());
  await repo.write("pipelines/a.yaml", source("a", "first"));
  await repo.write("pipelines/b.yaml", source("b", "first"));
  const registry = await startFakeRegistry({ repositories: { "team/app": { tags: { "1.0.0": {} } } } });
  try {
    const project = `registry_url: ${registry.url}\n    packages:\n      team/app: {}\n`;
    await repo.write("gocd-pin.yaml", `package_repositories:\n  Docker:\n    ${project}`);
    await repo.build();
  } finally {
    await registry.stop();
  }
  await repo.git("add", "--all");
  await runWell("pre-commit", ["install", "--install-hooks"], { cwd: first, env });
  const { isDone, output } = await repo.commit();
  assert.ok(isDone, output);
  assert.match(output, /gocd-pin build\.+Passed/);
});

test("try-repo runs both hooks of the project", async () => {
  const repo = await makeRepo();
  const { status, output } = await repo.run(
    "pre-commit",
    "try-repo",
    hooks,
    "--ref",
    revision,
    "--all-files",
  );
  assert.is(status, 0, output);
  assert.match(output, /gocd-pin build\.+Passed/);
  assert.match(output, /gocd-pin check\.+Passed/);
});

test("a stale generated file fails the commit and is fixed, and the second commit passes", async () => {
  const repo = await makeRepo();
  await repo.write("pipelines/a.yaml", source("a", "changed"));
  await repo.git("add", "--all");
  const stopped = await repo.commit();
  assert.not(stopped.isDone);
  assert.match(stopped.output, "wrote gocd/a.gocd.yaml");
  assert.match(stopped.output, "stage the changes and commit again");
  assert.match(await repo.read("gocd/a.gocd.yaml"), "{command: changed}");
  await repo.git("add", "--all");
  assert.ok((await repo.commit()).isDone);
});

test("generated files that are new fail the commit too, though no diff of git shows them", async () => {
  const repo = await makeRepo();
  await repo.write("pipelines/new/c.yaml", source("c", "new"));
  await repo.git("add", "--all");
  const stopped = await repo.commit();
  assert.not(stopped.isDone);
  assert.match(stopped.output, "wrote gocd/new/c.gocd.yaml");
  await repo.git("add", "--all");
  assert.ok((await repo.commit()).isDone);
});

test("a deleted source fails the commit, and its generated files go", async () => {
  const repo = await makeRepo();
  await repo.git("rm", "--quiet", "pipelines/b.yaml");
  const stopped = await repo.commit();
  assert.not(stopped.isDone);
  assert.match(stopped.output, "removed gocd/b.gocd.yaml");
  await repo.git("add", "--all");
  assert.ok((await repo.commit()).isDone);
  assert.not((await repo.git("ls-files")).includes("gocd/b.gocd.yaml"));
});

test("with the registry down a new package fails the commit, and nothing changes", async () => {
  const repo = await makeRepo();
  await repo.write("pipelines/a.yaml", source("a", "new").replace("team/app", "team/other"));
  const project = await repo.read("gocd-pin.yaml");
  await repo.write("gocd-pin.yaml", project.replace("team/app: {}", "team/app: {}\n      team/other: {}"));
  await repo.git("add", "--all");
  const before = await repo.git("status", "--porcelain");
  const lock = await repo.read("gocd-pin.lock");
  const { isDone, output } = await repo.commit();
  assert.not(isDone);
  assert.match(output, "exit code: 3");
  assert.match(output, "[registry-unreachable]");
  assert.is(await repo.git("status", "--porcelain"), before);
  assert.is(await repo.read("gocd-pin.lock"), lock);
});

test("only what is staged counts, and the rest stays as it is", async () => {
  const repo = await makeRepo();
  await repo.write("pipelines/a.yaml", source("a", "staged"));
  await repo.build();
  await repo.git("add", "--all");
  await repo.write("pipelines/b.yaml", source("b", "unstaged"));
  assert.ok((await repo.commit()).isDone);
  assert.is(await repo.git("status", "--porcelain"), " M pipelines/b.yaml\n");
  assert.match(await repo.read("pipelines/b.yaml"), "unstaged");
  assert.not((await repo.read("gocd/b.gocd.yaml")).includes("unstaged"));
});

test("a hook that is given file names builds the sources among them", async () => {
  const repo = await makeRepo();
  await repo.write(".pre-commit-config.yaml", config("        pass_filenames: true\n"));
  await repo.write("pipelines/a.yaml", source("a", "given"));
  await repo.write("pipelines/b.yaml", source("b", "kept-back"));
  await repo.git("add", "--all");
  const files = ["pipelines/a.yaml", "gocd-pin.yaml", ".pre-commit-config.yaml"];
  const { status, output } = await repo.run("pre-commit", "run", "gocd-pin-build", "--files", ...files);
  assert.is(status, 1);
  assert.match(output, "wrote gocd/a.gocd.yaml");
  assert.match(await repo.read("gocd/a.gocd.yaml"), "given");
  assert.not((await repo.read("gocd/b.gocd.yaml")).includes("kept-back"));
});

test("in a subfolder of the repo the hook accepts -C", async () => {
  const repo = await makeRepo();
  await repo.write(".pre-commit-config.yaml", config("        args: [-C, ci]\n"));
  await repo.git("add", "--all");
  for (const name of ["gocd-pin.yaml", "gocd-pin.lock", "pipelines", "gocd"]) {
    await mkdir(join(repo.folder, "ci"), { recursive: true });
    await repo.git("mv", name, `ci/${name}`);
  }
  const stopped = await repo.commit();
  assert.not(stopped.isDone);
  // The material of the config repo names its env file from the root of the work tree.
  assert.match(stopped.output, "wrote gocd/a.gocd.yaml");
  assert.match(await repo.read("ci/gocd/a.gocd.yaml"), '- "ci/gocd/env/a.env"');
  await repo.git("add", "--all");
  assert.ok((await repo.commit()).isDone);
});

test("the hook that checks fails the commit, and changes nothing", async () => {
  const repo = await makeRepo();
  await repo.write(".pre-commit-config.yaml", config("", "gocd-pin-check"));
  await repo.write("pipelines/a.yaml", source("a", "changed"));
  await repo.git("add", "--all");
  const before = await repo.read("gocd/a.gocd.yaml");
  const { isDone, output } = await repo.commit();
  assert.not(isDone);
  assert.match(output, "gocd/a.gocd.yaml");
  assert.is(await repo.read("gocd/a.gocd.yaml"), before);
  await repo.build();
  await repo.git("add", "--all");
  assert.ok((await repo.commit()).isDone);
});

function config(more = "", hook = "gocd-pin-build"): string {
  return `repos:
  - repo: ${hooks}
    rev: ${revision}
    hooks:
      - id: ${hook}
${more}`;
}

/** A copy of the first repo, in use. */
async function makeRepo(): Promise<HookedRepo> {
  const cwd = join(folder, `repo-${count++}`);
  await cp(first, cwd, { recursive: true });
  return repoAt(cwd);
}

function repoAt(cwd: string): HookedRepo {
  const run = (command: string, ...args: readonly string[]) => runProgram(command, args, { cwd, env });
  return {
    folder: cwd,
    write: async (path, text) => {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), text);
    },
    read: (path) => readFile(join(cwd, path), "utf8"),
    git: (...args) => runWell("git", args, { cwd, env }),
    build: () => runWell(process.execPath, [BIN, "build"], { cwd, env }),
    commit: async () => {
      const { status, output } = await run("git", "commit", "--message", "a change");
      return { isDone: status === 0, output };
    },
    run,
  };
}

test.run();
