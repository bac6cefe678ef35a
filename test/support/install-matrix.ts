import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { INSTALL_WAYS, type InstallWay } from "./install-ways.js";
import { runWell } from "./program-run.js";

// `npm run install:matrix [TEXT...]` runs the ways to install whose name holds one of the texts with each version of
// Node.js and npm, from the last commit and the registry that npm is set to: with an empty cache, then with a filled one.
// It prints a table in Markdown. Linux only.

const NODES = [20, 22, 24];
const NPMS = [10, 11];

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "gocd-pin-matrix-"));
const NETWORK_VARIABLE =
  /^(npm_config_(registry|cafile|.*proxy)|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i;
const base = { GIT_CONFIG_NOSYSTEM: "1", npm_config_update_notifier: "false", npm_config_fund: "false" };

/** One installation. */
interface Measurement {
  readonly seconds: number;
  /** The size of what was installed, without the cache of npm. */
  readonly installed: number;
}

try {
  const repository = join(folder, "repository");
  await runWell("git", ["clone", "--quiet", "--bare", ROOT, repository], { cwd: folder });
  const filters = process.argv.slice(2);
  const ways = INSTALL_WAYS.filter(
    ({ name }) => filters.length === 0 || filters.some((text) => name.includes(text)),
  );
  await installTools();
  write(`${cpus().length} processors, load ${loadavg()[0]?.toFixed(1) ?? "unknown"} at the start\n`);
  write("| way | Node.js | npm | s, empty cache | s, filled cache | MB cache | MB on disk |");
  write("| --- | --- | --- | --- | --- | --- | --- |");
  for (const node of NODES) {
    for (const npm of NPMS) {
      const path = await makePath(node, npm);
      for (const way of ways) {
        try {
          await measureWay(way, path, repository);
        } catch (error) {
          process.exitCode = 1;
          write(`| ${way.name} | ${node} | ${npm} | failed |`);
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        }
      }
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

/** Installs the versions of Node.js and npm, side by side. */
async function installTools(): Promise<void> {
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  const platform = `node-${process.platform}-${process.arch}`;
  const nodes = NODES.map((version) => `node${version}@npm:${platform}@${version}`);
  const npms = NPMS.map((version) => `npm${version}@npm:npm@${version}`);
  await runWell("npm", ["install", "--ignore-scripts", ...nodes, ...npms], { cwd: folder });
}

/** Returns a PATH with a version of Node.js and npm before all other programs. */
async function makePath(node: number, npm: number): Promise<string> {
  const bin = join(folder, `bin-${node}-${npm}`);
  await mkdir(bin);
  const modules = join(folder, "node_modules");
  await symlink(join(modules, `node${node}/bin/node`), join(bin, "node"));
  for (const name of ["npm", "npx"])
    await symlink(join(modules, `npm${npm}/bin/${name}-cli.js`), join(bin, name));
  return `${bin}${delimiter}${process.env["PATH"] ?? ""}`;
}

async function measureWay(way: InstallWay, path: string, repository: string): Promise<void> {
  const home = await mkdtemp(join(folder, "home-"));
  const env = { ...base, ...networkSettings(), PATH: path, HOME: home };
  const version = async (program: string) =>
    (await runWell(program, ["--version"], { cwd: home, env })).trim().replace("v", "");
  const first = await measure(way, repository, env);
  const cache = await sizeOf(home);
  const second = await measure(way, repository, env);
  const sizes = [cache, first.installed].map((bytes) => (bytes / 1e6).toFixed(0));
  const seconds = [first, second].map((run) => run.seconds.toFixed(1));
  write(`| ${[way.name, await version("node"), await version("npm"), ...seconds, ...sizes].join(" | ")} |`);
  await rm(home, { recursive: true });
}

async function measure(
  way: InstallWay,
  repository: string,
  env: Readonly<Record<string, string>>,
): Promise<Measurement> {
  const target = await mkdtemp(join(folder, "target-"));
  const start = performance.now();
  await way.install({ repository, folder: target, env });
  const seconds = (performance.now() - start) / 1000;
  const installed = await sizeOf(target);
  await rm(target, { recursive: true });
  return { seconds, installed };
}

/** Returns the variables that say how this machine reaches a registry: registry, proxies, certificates. */
function networkSettings(): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && NETWORK_VARIABLE.test(name)) settings[name] = value;
  }
  return settings;
}

/** Returns the size of all files in a folder, in bytes. */
async function sizeOf(path: string): Promise<number> {
  let size = 0;
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) size += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return size;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
