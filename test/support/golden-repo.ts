import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main } from "../../src/cli.js";
import { startFakeRegistry, type FakeRegistry, type FakeRegistryScript } from "./fake-registry.js";
import { readTree, writeTree, type FileTree } from "./file-tree.js";
import type { GoldenCase } from "./golden-case.js";

/** How one run of the program ended. */
export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of a case's input in a folder of its own, with its registries running. */
export interface GoldenRepo {
  readonly folder: string;
  readonly run: (args: readonly string[]) => Promise<RunResult>;
  /** The files as they are, addresses of registries put back. */
  readonly tree: () => Promise<FileTree>;
  /** Requests that all registries have received. */
  readonly requests: () => number;
}

/** Passes a fresh copy of the case to `use`, and removes everything afterwards. */
export async function withRepo<T>(
  golden: GoldenCase,
  use: (repo: GoldenRepo) => Promise<T>,
  registries = golden.registries,
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "golden-")));
  const fakes: FakeRegistry[] = [];
  const addresses = new Map<string, string>();
  try {
    for (const [host, script] of Object.entries(registries)) {
      const address = script === null ? await closedAddress() : await start(script, fakes);
      if (address.length !== host.length) throw new Error(`${address} is not as long as ${host}`);
      addresses.set(host, address);
    }
    await copyInput(golden, folder, addresses);
    return await use({
      folder,
      run: (args) => run(golden, folder, addresses, args),
      tree: async () => mapTree(await readTree(folder), (text) => withHosts(text, addresses)),
      requests: () => fakes.reduce((sum, fake) => sum + fake.count(), 0),
    });
  } finally {
    await Promise.all(fakes.map((fake) => fake.stop()));
    await rm(folder, { recursive: true });
  }
}

async function start(script: FakeRegistryScript, fakes: FakeRegistry[]): Promise<string> {
  const fake = await startFakeRegistry(script);
  fakes.push(fake);
  return fake.host;
}

/** An address where no server listens. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return `127.0.0.1:${address.port}`;
}

/** Copies the input; a file `_git` becomes the folder `.git`, which git would not keep in a fixture. */
async function copyInput(
  { folder: source }: GoldenCase,
  folder: string,
  addresses: ReadonlyMap<string, string>,
): Promise<void> {
  await cp(join(source, "input"), folder, { recursive: true, verbatimSymlinks: true });
  const files = await readTree(folder);
  const addressed = mapTree(files, (text) => withAddresses(text, addresses));
  const changed = Array.from(addressed).filter(([path, bytes]) => files.get(path)?.equals(bytes) === false);
  await writeTree(folder, new Map(changed));
  for (const path of await readdir(folder, { recursive: true })) {
    if (!/(?:^|\/)_git$/.test(path)) continue;
    await rm(join(folder, path));
    await mkdir(join(folder, dirname(path), ".git"));
    await writeFile(join(folder, dirname(path), ".git", "HEAD"), "ref: refs/heads/main\n");
  }
}

async function run(
  { env }: GoldenCase,
  folder: string,
  addresses: ReadonlyMap<string, string>,
  args: readonly string[],
): Promise<RunResult> {
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written) => ({
    write: (text: string) => void (written[name] += text),
    isTTY: false,
    columns: 80,
  });
  const world = {
    cwd: folder,
    env,
    homeDir: join(folder, "no-home"),
    stdout: output("stdout"),
    stderr: output("stderr"),
    stdin: () => Promise.resolve(""),
    // Ages are counted from here.
    now: () => Date.parse("2024-06-12T00:00:00Z"),
  };
  const status = await main(args, world);
  const mask = (text: string) => withHosts(text, addresses).replaceAll(folder, "/repo");
  return { status, stdout: mask(written.stdout), stderr: mask(written.stderr) };
}

function withAddresses(text: string, addresses: ReadonlyMap<string, string>): string {
  return Array.from(addresses).reduce((result, [host, address]) => result.replaceAll(host, address), text);
}

function withHosts(text: string, addresses: ReadonlyMap<string, string>): string {
  return Array.from(addresses).reduce((result, [host, address]) => result.replaceAll(address, host), text);
}

/** Bytes as Latin-1, so that all bytes come back. */
function mapTree(files: FileTree, change: (text: string) => string): FileTree {
  return new Map(
    Array.from(files, ([path, bytes]) => [path, Buffer.from(change(bytes.toString("latin1")), "latin1")]),
  );
}
