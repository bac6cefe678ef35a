import { makeContent } from "../support/fake-registry-content.js";
import { startFakeRegistry } from "../support/fake-registry.js";
import { REAL_USER, startRealRegistry } from "../support/real-registry.js";

/** The registry of a page, with the images that every page has. */
export interface PageRegistry {
  /** `http://host:port`. */
  readonly origin: string;
  readonly host: string;
  readonly user: string;
  readonly password: string;
  /** Pushes a tag of an image that was built at a time (RFC 3339), and returns its digest. */
  push(image: string, tag: string, created: string): Promise<string>;
  stop(): Promise<void>;
}

/** What the registry contains. */
const IMAGES = {
  "shop/web": { tags: { "1.9.3": {}, "1.10.0": {}, "1.11.0-rc.1": {}, latest: {} } },
  alpine: { tags: { "3.21.5": {}, "3.22.1": {}, edge: {}, latest: {} } },
  "shop/database": { tags: { "15-alpine": {}, "16-alpine": {}, "16": {}, "9-alpine": {} } },
};

/** Starts the registry that a page names: `docker-registry`, or by default the fake registry of the tests. */
export function startPageRegistry(name: string | undefined): Promise<PageRegistry> {
  if (name === undefined) return startFake();
  if (name === "docker-registry") return startReal();
  throw new Error(`"${name}" is not a registry of the pages`);
}

async function startFake(): Promise<PageRegistry> {
  const [user, password] = ["me", "correct-horse"];
  const registry = await startFakeRegistry({
    repositories: structuredClone(IMAGES),
    auth: { scheme: "bearer", users: { [user]: password }, anonymous: true },
  });
  return {
    origin: registry.origin,
    host: registry.host,
    user,
    password,
    push(image, tag, created) {
      registry.push(image, tag, { created });
      const pushed = makeContent(image, { tags: { [tag]: { created } } }).manifests.get(tag);
      return Promise.resolve(pushed?.digest ?? "");
    },
    stop: () => registry.stop(),
  };
}

async function startReal(): Promise<PageRegistry> {
  const registry = await startRealRegistry("htpasswd");
  try {
    for (const [image, { tags }] of Object.entries(IMAGES)) {
      for (const tag of Object.keys(tags))
        await registry.push(image, [tag], { labels: labelsOf(image, tag) });
    }
  } catch (error) {
    await registry.stop();
    throw error;
  }
  return {
    origin: registry.url,
    host: registry.host,
    ...REAL_USER,
    async push(image, tag, created) {
      const digests = await registry.push(image, [tag], { created, labels: labelsOf(image, tag) });
      return digests.get(tag) ?? "";
    },
    stop: () => registry.stop(),
  };
}

/** Returns the labels by which gocd-pin links the source of an image. */
function labelsOf(image: string, tag: string): Readonly<Record<string, string>> {
  return {
    "org.opencontainers.image.source": `https://gitlab.example/${image}`,
    "org.opencontainers.image.version": tag,
  };
}
