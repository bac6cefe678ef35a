import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGocdPin, type Run } from "../support/gocd-pin.js";
import { copyQuickstart } from "../support/quickstart.js";
import { REAL_USER, startRealRegistry, type RealRegistry } from "../support/real-registry.js";
import { startRegistryFront } from "./registry-front.js";

/** The quick start, with a real registry that requires a login and has the images of the shop. */
export interface Shop {
  readonly folder: string;
  /** The address of the proxy in front of the registry, which gocd-pin uses: `http://host:port`. */
  readonly origin: string;
  readonly registry: RealRegistry;
  /** The digests of the tags of shop/web, as their manifests were pushed. */
  readonly webDigests: ReadonlyMap<string, string>;
  /** The requests that the proxy received: `METHOD /path?query`. */
  readonly requests: readonly string[];
  /** Everything that gocd-pin has printed. */
  readonly printed: readonly string[];
  /** Runs gocd-pin, with the credential in its environment by default. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
}

/** The tags that the images have to begin with. Text order, number order and push order all differ. */
export const WEB_TAGS = ["1.10.0", "1.9.12", "2.0.0-rc.1", "1.9.3", "latest", "0.99.99", "nightly-20240131"];
export const DATABASE_TAGS = ["9-alpine", "16-alpine", "16", "17-bookworm", "15-alpine"];

/** Passes a shop of its own to `use`, and removes it afterwards. */
export async function withShop(use: (shop: Shop) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "shop-"));
  const registry = await startRealRegistry("htpasswd");
  const proxy = await startRegistryFront(registry.url, {});
  try {
    const webDigests = await registry.push("shop/web", WEB_TAGS);
    await registry.push("shop/database", DATABASE_TAGS);
    const folder = join(home, "repo");
    await copyQuickstart(folder, proxy.origin);
    const printed: string[] = [];
    const base = { PATH: process.env["PATH"] ?? "", HOME: home };
    const credential = { REGISTRY_USER: REAL_USER.user, REGISTRY_PASSWORD: REAL_USER.password };
    await use({
      folder,
      origin: proxy.origin,
      registry,
      webDigests,
      requests: proxy.requests,
      printed,
      async run(args, env = credential) {
        const run = await runGocdPin(args, { cwd: folder, env: { ...base, ...env } });
        printed.push(run.stdout, run.stderr);
        return run;
      },
    });
  } finally {
    await proxy.stop();
    await registry.stop();
    await rm(home, { recursive: true });
  }
}

/** Every file below a folder: its path, the hash of its bytes, and when it was written (ns). */
export async function snapshot(folder: string): Promise<Map<string, { hash: string; written: bigint }>> {
  const files = new Map<string, { hash: string; written: bigint }>();
  for (const path of await listFiles(folder)) {
    const bytes = await readFile(join(folder, path));
    const { mtimeNs } = await stat(join(folder, path), { bigint: true });
    files.set(path, { hash: createHash("sha256").update(bytes).digest("hex"), written: mtimeNs });
  }
  return files;
}

/** The paths of all files below a folder, sorted. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/**
 * The tag that the GoCD poller plugin (`docker-registry`) chooses: of those in which the filter finds something, the
 * biggest text once every run of digits is padded to six places.
 */
export function choosePluginTag(tags: readonly string[], filter: RegExp): string | undefined {
  const padded = (tag: string) => tag.replace(/\d+/g, (digits) => digits.padStart(6, "0"));
  return tags
    .filter((tag) => filter.test(tag))
    .reduce<string | undefined>(
      (best, tag) => (best === undefined || padded(tag) > padded(best) ? tag : best),
      undefined,
    );
}
