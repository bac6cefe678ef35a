import type { DatedImage, PlatformImage } from "../model/build-time.js";
import type { Repository } from "../model/declaration.js";
import type { Answer } from "../model/failure.js";
import type { Digest, Tag } from "../model/image.js";
import { parseAddress, type Address } from "./address.js";
import type { SourcedCredential } from "./credentials/credential.js";
import type { RegistrySession } from "./session.js";

/** The answers of one kind, also those that are on their way. */
export type Answers<T, Key = string> = Map<Key, Promise<Answer<T>>>;

/** What a run knows about one registry, so that equal queries are sent once. */
export interface RegistryMemory<Ping> {
  /** Undefined if the URL of the registry is not valid. */
  readonly address: Address | undefined;
  session?: Promise<Answer<RegistrySession>>;
  ping?: Promise<Answer<Ping>>;
  /** By image. */
  readonly credentials: Answers<SourcedCredential, string | undefined>;
  readonly lists: Answers<readonly Tag[]>;
  /** By image and what else the query names (see `answerKey`). */
  readonly digests: Answers<Digest | "gone">;
  readonly creations: Answers<DatedImage | "gone">;
  readonly platforms: Answers<PlatformImage | "gone">;
}

/** Returns a function that finds the memory of a registry. Repositories with the same settings share one. */
export function createMemories<Ping>(): (repository: Repository) => RegistryMemory<Ping> {
  const bySettings = new Map<string, RegistryMemory<Ping>>();
  // The packages of a repository have the same object, and finding the settings takes as long as a part of a request.
  const byRepository = new WeakMap<Repository, RegistryMemory<Ping>>();
  return (repository) => {
    const known = byRepository.get(repository);
    if (known !== undefined) return known;
    const address = parseAddress(repository.registryUrl);
    const key = settingsKey(repository, address);
    const memory = bySettings.get(key) ?? {
      address,
      credentials: new Map(),
      lists: new Map(),
      digests: new Map(),
      creations: new Map(),
      platforms: new Map(),
    };
    bySettings.set(key, memory);
    byRepository.set(repository, memory);
    return memory;
  };
}

function settingsKey(
  { registryUrl, caFile, certFile, keyFile, insecureSkipTlsVerify, credentials }: Repository,
  address: Address | undefined,
): string {
  const { usernameVariable, passwordVariable } = credentials ?? {};
  return JSON.stringify([
    address?.base ?? registryUrl,
    caFile,
    certFile,
    keyFile,
    insecureSkipTlsVerify,
    usernameVariable,
    passwordVariable,
  ]);
}

/** Returns the known answer, or sends the query. */
export function once<T, Key>(
  known: Answers<T, Key>,
  key: Key,
  query: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const answer = query();
  known.set(key, answer);
  return answer;
}

/** Returns the key of a query that names several things. */
export function answerKey(...names: readonly (string | undefined)[]): string {
  return JSON.stringify(names);
}
