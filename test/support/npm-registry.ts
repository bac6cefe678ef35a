import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, dirname, join } from "node:path";
import { isRecord } from "./json.js";

/** A running npm registry. */
export interface NpmRegistry {
  readonly origin: string;
  stop(): Promise<void>;
}

/** A package as it is installed; `path` is its folder. */
interface Installed {
  readonly path: string;
  readonly version: string;
  readonly manifest: Record<string, unknown>;
}

/**
 * Starts an npm registry on a free port of 127.0.0.1 that has the libraries that are installed in the project at
 * `root`, in their versions: npm installs from it what it has installed there, without a network.
 */
export async function startNpmRegistry(root: string): Promise<NpmRegistry> {
  const packages = await readInstalled(root);
  let origin = "";
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? "").slice(1);
    const [name = "", version] = url.split("/-/");
    const installed = packages.get(name) ?? [];
    const asked = installed.find((candidate) => candidate.version === version);
    if (asked !== undefined) {
      response.writeHead(200, { "content-type": "application/octet-stream" });
      const args = ["-c", "--exclude", "node_modules", "-C", dirname(asked.path), basename(asked.path)];
      spawn("tar", args, { stdio: ["ignore", "pipe", "inherit"] }).stdout.pipe(response);
      return;
    }
    response.writeHead(installed.length > 0 && version === undefined ? 200 : 404, {
      "content-type": "application/json",
    });
    response.end(JSON.stringify(documentOf(origin, name, installed)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The installed packages by name, as `package-lock.json` lists them; those for other systems are not there. */
async function readInstalled(root: string): Promise<Map<string, Installed[]>> {
  const packages = new Map<string, Installed[]>();
  const lock = await readJson(join(root, "package-lock.json"));
  for (const place of Object.keys(isRecord(lock["packages"]) ? lock["packages"] : {})) {
    const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place) ?? [];
    const path = join(root, place);
    if (name === undefined || !existsSync(path)) continue;
    const manifest = await readJson(join(path, "package.json"));
    const installed = { path, version: String(manifest["version"]), manifest };
    packages.set(name, [...(packages.get(name) ?? []), installed]);
  }
  return packages;
}

/** The document of the registry about a package: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
function documentOf(origin: string, name: string, installed: readonly Installed[]): object {
  const versions = installed.map(({ version, manifest }) => {
    return [version, { ...manifest, dist: { tarball: `${origin}/${name}/-/${version}` } }] as const;
  });
  return {
    name,
    "dist-tags": { latest: installed[0]?.version },
    versions: Object.fromEntries(versions),
  };
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  const json: unknown = JSON.parse(await readFile(path, "utf8"));
  if (!isRecord(json)) throw new Error(`${path} holds no object`);
  return json;
}
