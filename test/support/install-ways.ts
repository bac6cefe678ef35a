import { mkdtemp, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runWell } from "./program-run.js";

/** What is installed, and where. */
export interface InstallSetting {
  /** A git repository of the project, without installed libraries. */
  readonly repository: string;
  /** An existing folder; each way installs into a new folder in it. */
  readonly folder: string;
  /** The environment, with PATH and the settings of npm. */
  readonly env: Readonly<Record<string, string>>;
}

/** A way to install gocd-pin. */
export interface InstallWay {
  readonly name: string;
  /** Installs the program and runs `gocd-pin --version`. Returns what that prints. */
  readonly install: (setting: InstallSetting) => Promise<string>;
}

const ALLOW_GIT = "--allow-git=root";

/** The ways to install from the git repository and from the packed package; docs/install.md describes them. */
export const INSTALL_WAYS: readonly InstallWay[] = [
  { name: "pre-commit 4.6.1 or later", install: installGlobally },
  { name: "pre-commit 3", install: installAsOldPreCommit },
  { name: "npm install, dependency from git", install: installDependency },
  { name: "npx from git", install: runFromGit },
  { name: "npm pack in a clone, npm install --global", install: installTarball },
  { name: "npx from the packed package", install: runTarball },
  { name: "npm ci in a clone, npm install --global .", install: installClone },
];

/**
 * https://github.com/pre-commit/pre-commit/blob/main/pre_commit/languages/node.py, the command and the environment of
 * `install_environment`.
 */
export async function installGlobally({ repository, folder, env }: InstallSetting): Promise<string> {
  const clone = await makeClone(repository, folder);
  const prefix = join(clone, "node_env-system");
  const args = ["install", "--global", ALLOW_GIT, `git+file://${clone}`];
  await runWell("npm", args, { cwd: clone, env: inPrefix(prefix, env) });
  return version(join(prefix, "bin/gocd-pin"), folder, env);
}

/** The commands of pre-commit 3.0, which installs everything in its clone, packs that, and installs the package. */
async function installAsOldPreCommit({ repository, folder, env }: InstallSetting): Promise<string> {
  const clone = await makeClone(repository, folder);
  const prefix = join(clone, "node_env-system");
  const setting = { cwd: clone, env: inPrefix(prefix, env) };
  const args = ["install", "--dev", "--prod", "--ignore-prepublish", "--no-progress", "--no-save"];
  await runWell("npm", args, setting);
  const tarball = join(clone, (await runWell("npm", ["pack"], setting)).trim());
  await runWell("npm", ["install", "-g", tarball], setting);
  return version(join(prefix, "bin/gocd-pin"), folder, env);
}

export async function installDependency({ repository, folder, env }: InstallSetting): Promise<string> {
  const project = await makeProject(folder);
  await runWell("npm", ["install", ALLOW_GIT, `git+file://${repository}`], { cwd: project, env });
  return version(join(project, "node_modules/.bin/gocd-pin"), folder, env);
}

async function runFromGit({ repository, folder, env }: InstallSetting): Promise<string> {
  const args = ["exec", "--yes", ALLOW_GIT, "--", `git+file://${repository}`, "--version"];
  return runWell("npm", args, { cwd: await makeProject(folder), env });
}

async function installTarball({ repository, folder, env }: InstallSetting): Promise<string> {
  const prefix = join(folder, "prefix");
  const args = ["install", "--global", await packClone(repository, folder, env)];
  await runWell("npm", args, { cwd: folder, env: inPrefix(prefix, env) });
  return version(join(prefix, "bin/gocd-pin"), folder, env);
}

async function runTarball({ repository, folder, env }: InstallSetting): Promise<string> {
  const tarball = await packClone(repository, folder, env);
  const args = ["exec", "--yes", `--package=${tarball}`, "--", "gocd-pin", "--version"];
  return runWell("npm", args, { cwd: await makeProject(folder), env });
}

async function installClone({ repository, folder, env }: InstallSetting): Promise<string> {
  const clone = await makeClone(repository, folder);
  const prefix = join(folder, "prefix");
  const setting = { cwd: clone, env: inPrefix(prefix, env) };
  await runWell("npm", ["ci"], setting);
  await runWell("npm", ["install", "--global", "."], setting);
  return version(join(prefix, "bin/gocd-pin"), folder, env);
}

/** Packs a new clone without an installation before, so that `prepare` installs what the build needs. */
async function packClone(
  repository: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const clone = await makeClone(repository, folder);
  return join(clone, (await runWell("npm", ["pack"], { cwd: clone, env })).trim());
}

async function makeClone(repository: string, folder: string): Promise<string> {
  const clone = await mkdtemp(join(folder, "clone-"));
  await runWell("git", ["clone", "--quiet", repository, clone], { cwd: folder });
  return clone;
}

async function makeProject(folder: string): Promise<string> {
  const project = await mkdtemp(join(folder, "project-"));
  await writeFile(join(project, "package.json"), '{ "private": true }\n');
  return project;
}

/** The environment of pre-commit for npm. */
function inPrefix(prefix: string, env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const path = `${join(prefix, "bin")}${delimiter}${env["PATH"] ?? ""}`;
  return {
    ...env,
    NODE_VIRTUAL_ENV: prefix,
    NPM_CONFIG_PREFIX: prefix,
    npm_config_prefix: prefix,
    PATH: path,
  };
}

async function version(program: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  return runWell(program, ["--version"], { cwd, env });
}
