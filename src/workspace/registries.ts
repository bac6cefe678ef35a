import { runHelper } from "../files/programs.js";
import { BOUNDS } from "../model/bounds.js";
import type { Diagnostic } from "../model/diagnostic.js";
import type { Settings } from "../model/settings.js";
import type { Lookup } from "../model/lookup.js";
import { createRegistryClient, type RegistryClient } from "../registry/client.js";
import { createCredentialFinder } from "../registry/credentials/credentials.js";
import { LIMITS } from "../registry/limits.js";
import { createQueryCounter } from "./server/query-counter.js";
import { clientWorld } from "./server/client-world.js";
import type { RunOptions, World } from "./world.js";

/** The registries of a run, for choosing tags. */
export interface Registries {
  readonly client: RegistryClient;
  /** The queries of the client, counted for the progress bar. */
  readonly lookup: Lookup & Pick<RegistryClient, "ping">;
  /** Sets how many tag lists will be queried, for the progress bar. */
  expectLists(count: number): void;
  /** Returns the warnings about the previous queries. */
  notices(): Diagnostic[];
  close(): Promise<void>;
}

/** Creates a client. It does not query a registry or load the HTTP library before the first query. */
export function openRegistries(world: World, options: RunOptions, settings: Settings): Registries {
  const http = clientWorld(world, options);
  const credentials = createCredentialFinder({
    env: world.env,
    homeDir: world.homeDir,
    readFile: (path) => http.readFile(path, BOUNDS.fileBytes),
    runHelper,
  });
  const limits = { ...LIMITS, ...settings.limits, ...options.limits };
  const client = createRegistryClient({ ...http, homeDir: world.homeDir, credentials }, limits);
  let expected = 0;
  const count = createQueryCounter(options, "querying registries", () => expected);
  return {
    client,
    lookup: {
      now: (world.now ?? Date.now)(),
      concurrency: limits.concurrency,
      ping: (repository) => count(client.ping(repository), repository.name),
      tags(repository, image) {
        expected = Math.max(0, expected - 1);
        return count(client.tags(repository, image), `tags of ${image}`);
      },
      digest: (repository, image, tag) => count(client.digest(repository, image, tag), `${image}:${tag}`),
      created: (repository, image, reference, platform) =>
        count(client.created(repository, image, reference, platform), `${image}:${reference}`),
      platforms: (repository, image, tag, platforms) =>
        count(client.platforms(repository, image, tag, platforms), `${image}:${tag}`),
    },
    expectLists: (lists) => void (expected = lists),
    notices: () => client.warnings().map((notice) => ({ severity: "warning", ...notice })),
    close: () => client.close(),
  };
}
