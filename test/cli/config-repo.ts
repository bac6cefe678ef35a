import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../src/cli.js";
import { startFakeRegistry, type FakeRegistry } from "../support/fake-registry.js";
import { writeTree } from "../support/file-tree.js";
import type { RunResult } from "../support/golden-repo.js";

/** A config repo in a folder of its own, and the fake registry that it names. */
export interface ConfigRepo {
  readonly folder: string;
  readonly registry: FakeRegistry;
  /** Runs the program in this process; a terminal is 80 columns wide. */
  readonly run: (args: readonly string[], world?: RunWorld) => Promise<RunResult>;
}

/** The environment of a run; by default only a pipe. */
interface RunWorld {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  /** The width of the terminal; 80 by default. */
  readonly columns?: number;
  /** The complete standard input. */
  readonly stdin?: string;
  /** The current folder; that of the repo by default. */
  readonly cwd?: string;
  /** The time of the run, in milliseconds since 1970; the real one by default. */
  readonly now?: number;
}

/** The user and the password that `GOOD` names by its variables. */
export const LOGIN = { REGISTRY_USER: "gopher", REGISTRY_PASSWORD: "s3cret-word" };

const STAGES = "    stages: [{build: {tasks: [{exec: {command: make}}]}}]\n";

/** A pipeline of one package. */
export function pipelineOf(name: string, reference: string): string {
  return `format_version: 10\npipelines:\n  ${name}:\n    group: g\n    materials:\n      app:\n        package: ${reference}\n${STAGES}`;
}

/** A project with one pipeline and one package, which builds without a finding. */
export const GOOD = { "pipelines/app.yaml": pipelineOf("app", "Docker/team/app") };

/** Passes a config repo with these files, a project file and a work tree to `use`, and removes everything afterwards. */
export async function withConfigRepo(
  files: Readonly<Record<string, string>>,
  use: (repo: ConfigRepo) => Promise<void>,
): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "config-repo-")));
  const registry = await startFakeRegistry({
    repositories: { "team/app": { tags: { "1.9.0": {}, "1.10.0": {} } }, latest: { tags: { latest: {} } } },
    auth: { scheme: "basic", users: { gopher: "s3cret-word" } },
  });
  const project = `package_repositories:
  Docker:
    registry_url: ${registry.origin}
    username: \${REGISTRY_USER}
    password: \${REGISTRY_PASSWORD}
    packages: {team/app: , latest: }
`;
  try {
    await mkdir(join(folder, ".git"));
    const all = { "gocd-pin.yaml": project, ...files };
    await writeTree(folder, new Map(Object.entries(all).map(([path, text]) => [path, Buffer.from(text)])));
    await use({ folder, registry, run: (args, world) => run(folder, args, world) });
  } finally {
    await registry.stop();
    await rm(folder, { recursive: true });
  }
}

async function run(
  folder: string,
  args: readonly string[],
  { env = {}, isTerminal = false, columns = 80, stdin = "", cwd = folder, now }: RunWorld = {},
): Promise<RunResult> {
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written) => ({
    write: (text: string) => void (written[name] += text),
    isTTY: isTerminal,
    columns,
  });
  const status = await main(args, {
    cwd,
    env: { ...LOGIN, ...env },
    homeDir: join(folder, "no-home"),
    stdout: output("stdout"),
    stderr: output("stderr"),
    stdin: () => Promise.resolve(stdin),
    ...(now !== undefined && { now: () => now }),
  });
  return { status, ...written };
}
