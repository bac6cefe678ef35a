import type { DatedImage, PlatformImage } from "../model/build-time.js";
import type { Repository } from "../model/declaration.js";
import type { Answer } from "../model/failure.js";
import type { Digest, Tag } from "../model/image.js";
import { parseAddress, type Address } from "./address.js";
import type { SourcedCredential } from "./credentials/credential.js";
import type { RegistrySession } from "./session.js";

/** The answers of one kind, also those that have not arrived. */
export type Answers<T, Key = string> = Map<Key, Promise<Answer<T>>>;

/** The answers of one registry during a run, so that equal queries are sent once. */
export interface RegistryCache<Ping> {
  /** Undefined if the URL of the registry is not valid. */
  readonly address: Address | undefined;
  session?: Promise<Answer<RegistrySession>>;
  ping?: Promise<Answer<Ping>>;
  /** By image. */
  readonly credentials: Answers<SourcedCredential, string | undefined>;
  readonly lists: Answers<readonly Tag[]>;
  /** By the image and everything else that the query names (see `answerKey`). */
  readonly digests: Answers<Digest | "gone">;
  readonly creations: Answers<DatedImage | "gone">;
  readonly platforms: Answers<PlatformImage | "gone">;
}

/** Returns a function that returns the cache of a registry. Repositories with the same settings share one. */
export function createRegistryCaches<Ping>(): (repository: Repository) => RegistryCache<Ping> {
  const bySettings = new Map<string, RegistryCache<Ping>>();
  // The packages of a repository share this object. Making the key of its settings for each query takes 4 % of the time.
  const byRepository = new WeakMap<Repository, RegistryCache<Ping>>();
  return (repository) => {
    const known = byRepository.get(repository);
    if (known !== undefined) return known;
    const address = parseAddress(repository.registryUrl);
    const key = settingsKey(repository, address);
    const cache = bySettings.get(key) ?? {
      address,
      credentials: new Map(),
      lists: new Map(),
      digests: new Map(),
      creations: new Map(),
      platforms: new Map(),
    };
    bySettings.set(key, cache);
    byRepository.set(repository, cache);
    return cache;
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

/** Returns the known answer to a query, or sends the query. */
export function queryOnce<T, Key>(
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
