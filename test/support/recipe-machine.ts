import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startFakeRegistry, type FakeRegistry } from "./fake-registry.js";
import { runProgram, runWell, type ProgramRun } from "./program-run.js";
import { said, treeOf, type Said } from "./trees.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The folder of the recipes of all CI servers. */
export const RECIPES = join(ROOT, "fixtures/ci-recipes");

/** The login of the registry of the config repo. */
export const LOGIN = { REGISTRY_USER: "robot", REGISTRY_PASSWORD: "s3cret" };

/** A machine of a CI server, with a clone of the config repo, and only what its setting names in the environment. */
export interface RecipeMachine {
  readonly registry: FakeRegistry;
  readonly folder: string;
  /** The clone of the config repo. */
  readonly config: string;
  /** The tarball of gocd-pin. */
  readonly tarball: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a program in the clone, with more variables than those of the machine. */
  readonly run: (
    command: string,
    args: readonly string[],
    more?: Readonly<Record<string, string>>,
  ) => Promise<ProgramRun>;
  /** Runs git, which must succeed, in the clone, and returns its output. */
  readonly git: (...args: readonly string[]) => Promise<string>;
  /** Commits and pushes a lock with an older tag, so that a refresh has something to move. */
  readonly pushOlderPin: () => Promise<void>;
}

/** Reads the recipes of a CI server: their YAML by file name, without comments. */
export async function readRecipes(server: string): Promise<ReadonlyMap<string, Said>> {
  const recipes = new Map<string, Said>();
  for (const name of (await readdir(join(RECIPES, server))).sort()) {
    if (!/[.]ya?ml$/.test(name)) continue;
    recipes.set(name, said(treeOf(await readFile(join(RECIPES, server, name), "utf8"), name).root));
  }
  return recipes;
}

/**
 * Makes a machine, uses it and removes it. The config repo has one pipeline with one image in a registry that asks
 * for `LOGIN`, and the recipes `copies` (path in the repo by path below `RECIPES`). gocd-pin is not installed.
 */
export async function withMachine(
  copies: Readonly<Record<string, string>>,
  use: (machine: RecipeMachine) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gocd-pin-recipe-"));
  const registry = await startFakeRegistry({
    repositories: { "team/app": { tags: { "0.9.0": {}, "1.0.0": {} } } },
    auth: { scheme: "basic", users: { [LOGIN.REGISTRY_USER]: LOGIN.REGISTRY_PASSWORD } },
  });
  try {
    const pack = ["pack", "--ignore-scripts", "--pack-destination", folder];
    // Other tests use what is built: `prepare` must not build it again.
    const tarball = join(folder, (await runWell("npm", pack, { cwd: ROOT })).trim());
    const machine = await makeMachine(folder, registry, tarball);
    await makeConfigRepo(machine, copies);
    await use(machine);
  } finally {
    await registry.stop();
    await rm(folder, { recursive: true });
  }
}

async function makeMachine(folder: string, registry: FakeRegistry, tarball: string): Promise<RecipeMachine> {
  const prefix = join(folder, "prefix");
  const config = join(folder, "work/config");
  const path = [join(prefix, "bin"), join(folder, "bin"), dirname(process.execPath), process.env["PATH"]];
  const env = {
    PATH: path.join(delimiter),
    HOME: folder,
    TMPDIR: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    NPM_CONFIG_PREFIX: prefix,
    NPM_CONFIG_UPDATE_NOTIFIER: "false",
  };
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  const git = (...args: readonly string[]) => runWell("git", [...author, ...args], { cwd: config, env });
  await mkdir(join(folder, "bin"));
  await mkdir(config, { recursive: true });
  return {
    registry,
    folder,
    config,
    tarball,
    env,
    git,
    run: (command, args, more) => runProgram(command, args, { cwd: config, env: { ...env, ...more } }),
    pushOlderPin: async () => {
      const lock = join(config, "gocd-pin.lock");
      await writeFile(lock, (await readFile(lock, "utf8")).replace("1.0.0", "0.9.0"));
      await git("commit", "--quiet", "--all", "--message", "older");
      await git("push", "--quiet", "origin", "HEAD:main");
    },
  };
}

async function makeConfigRepo(
  { folder, config, env, git, registry }: RecipeMachine,
  copies: Readonly<Record<string, string>>,
): Promise<void> {
  const origin = join(folder, "team/config.git");
  await runWell("git", ["init", "--quiet", "--bare", "--initial-branch=main", origin], { cwd: folder, env });
  await runWell("git", ["-C", origin, "config", "receive.advertisePushOptions", "true"], {
    cwd: folder,
    env,
  });
  await runWell("git", ["-C", origin, "config", "http.receivepack", "true"], { cwd: folder, env });
  // The options of a push, of which GitLab makes merge requests.
  const hook = `#!/bin/sh\nenv | grep '^GIT_PUSH_OPTION_[0-9]' | sort >'${folder}/push-options'\n`;
  await writeFile(join(origin, "hooks/post-receive"), hook, { mode: 0o755 });
  await git("clone", "--quiet", origin, config);
  await git("checkout", "--quiet", "-b", "main");
  await mkdir(join(config, "pipelines"));
  for (const [to, from] of Object.entries(copies)) await cp(join(RECIPES, from), join(config, to));
  await writeFile(
    join(config, "gocd-pin.yaml"),
    `package_repositories:
  Docker:
    registry_url: ${registry.url}
    username: \${REGISTRY_USER}
    password: \${REGISTRY_PASSWORD}
    packages: {team/app: {}}
`,
  );
  await writeFile(
    join(config, "pipelines/app.yaml"),
    `format_version: 10
pipelines:
  app:
    group: services
    materials:
      config: {git: "https://git.example.com/config.git", destination: config}
      app: {package: Docker/team/app}
    stages: [{show: {jobs: {show: {tasks: [{exec: {command: "true"}}]}}}}]
`,
  );
  const build = [join(ROOT, "dist/bin/gocd-pin.cjs"), "build"];
  await runWell(process.execPath, build, { cwd: config, env: { ...env, ...LOGIN } });
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "first");
  await git("push", "--quiet", "origin", "HEAD:main");
}
