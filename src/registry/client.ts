import type { DatedImage } from "../model/build-time.js";
import type { Answer } from "../model/failure.js";
import type { Digest, Tag } from "../model/image.js";
import type { Repository } from "../model/repository.js";
import { parseAddress, wireName, type Address } from "./address.js";
import type { FoundCredential } from "./credential.js";
import { findCreation } from "./creation.js";
import type { Deadline } from "./deadline.js";
import { createGate, type Gate } from "./gate.js";
import { createHttp, type Http } from "./http.js";
import { stretchLimits, type Limits } from "./limits.js";
import { findDigest } from "./manifest.js";
import { createNotices } from "./notices.js";
import { ping, type Ping } from "./ping.js";
import { askQuestion, createDoor, type Session } from "./session.js";
import { listTags } from "./tags.js";
import { readTlsSettings } from "./tls.js";
import { createWords } from "./words.js";
import type { RegistryWorld } from "./world.js";

/**
 * Asks registries by the Registry API V2. Every question is asked once, however many callers have it; its answer
 * is the whole truth or a failure, never an exception.
 */
export interface RegistryClient {
  /** Whether a registry is there and takes our credential. */
  ping(repository: Repository): Promise<Answer<Ping>>;
  /** Every tag of the image, in no order, each once. */
  tags(repository: Repository, image: string): Promise<Answer<readonly Tag[]>>;
  /** The digest of the tag's manifest or index; "gone" when the tag has none. */
  digest(repository: Repository, image: string, tag: Tag): Promise<Answer<Digest | "gone">>;
  /** When the image was built for `os/arch[/variant]`, and the digest of its manifest or index. */
  created(
    repository: Repository,
    image: string,
    reference: Tag | Digest,
    platform: string | undefined,
  ): Promise<Answer<DatedImage | "gone">>;
  /** The credential that would be used and its source, without asking the registry. */
  credentialFor(repository: Repository, image: string | undefined): Promise<Answer<FoundCredential>>;
  /** What users should know of the questions so far: unchecked certificates, words of a registry, its quota. */
  warnings(): readonly string[];
  /** Ends all connections; questions under way fail. */
  close(): Promise<void>;
}

/** Makes a client. It opens no connection and loads no HTTP code until the first question. */
export function createRegistryClient(world: RegistryWorld, given: Limits): RegistryClient {
  const limits = stretchLimits(given);
  const notices = createNotices();
  const pauses = new Map<string, number>();
  const gates = new Map<string, Gate>();
  const sessions = new Map<string, Promise<Answer<Session>>>();
  const credentials = new Map<string, Promise<Answer<FoundCredential>>>();
  const wires: Http[] = [];
  const pings = new Map<string, Promise<Answer<Ping>>>();
  const lists = new Map<string, Promise<Answer<readonly Tag[]>>>();
  const digests = new Map<string, Promise<Answer<Digest | "gone">>>();
  const creations = new Map<string, Promise<Answer<DatedImage | "gone">>>();

  function credentialFor(
    repository: Repository,
    image: string | undefined,
  ): Promise<Answer<FoundCredential>> {
    return once(credentials, [sessionKey(repository), image], () => world.credentials(repository, image));
  }

  async function openSession(repository: Repository, address: Address): Promise<Answer<Session>> {
    const tls = await readTlsSettings(repository, world);
    if (!tls.ok) return tls;
    if (!tls.value.verify && address.base.startsWith("https:")) {
      notices.add(`the certificate of ${address.host} is not checked (insecure_skip_tls_verify)`);
    }
    const gate = gates.get(address.origin) ?? createGate(limits.concurrency);
    gates.set(address.origin, gate);
    const http = createHttp({ hostname: address.hostname, tls: tls.value, limits, world });
    wires.push(http);
    const session: Session = {
      address,
      repository,
      limits,
      world,
      notices,
      pauses,
      gate,
      http,
      words: createWords(),
      tokens: new Map(),
      refreshTokens: new WeakMap(),
      births: new Map(),
      state: { learned: { kind: "nothing" }, announced: false },
      door: createDoor(),
      credentialFor: (image) => credentialFor(repository, image),
    };
    return { ok: true, value: session };
  }

  /** Asks within the registry's session; a mistake in URL or image name is an answer like any other. */
  async function question<T>(
    repository: Repository,
    image: string | undefined,
    task: (session: Session, name: string, deadline: Deadline) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const address = parseAddress(repository.registryUrl);
    if (address === undefined) {
      const shown = repository.registryUrl.replace(/\/\/[^/@]*@/, "//***@");
      const message = `registry_url "${shown}" is no http or https URL`;
      return { ok: false, failure: { kind: "not-found", message, help: "write https://host[:port]" } };
    }
    const name = image === undefined ? "" : wireName(address, image);
    if (name === undefined) {
      const message = `"${image ?? ""}" is no image name`;
      const help = "image names are lower case, without the registry's name and without a tag";
      return { ok: false, failure: { kind: "not-found", message, help } };
    }
    const session = await once(sessions, [sessionKey(repository)], () => openSession(repository, address));
    if (!session.ok) return session;
    return askQuestion(session.value, (deadline) => task(session.value, name, deadline));
  }

  return {
    ping(repository) {
      return once(pings, [sessionKey(repository)], () =>
        question(repository, undefined, (session, _name, deadline) => ping(session, deadline)),
      );
    },
    tags(repository, image) {
      return once(lists, [sessionKey(repository), image], () =>
        question(repository, image, (session, name, deadline) => listTags(session, image, name, deadline)),
      );
    },
    digest(repository, image, tag) {
      return once(digests, [sessionKey(repository), image, tag], () =>
        question(repository, image, (session, name, deadline) =>
          findDigest(session, image, name, tag, deadline),
        ),
      );
    },
    created(repository, image, reference, platform) {
      return once(creations, [sessionKey(repository), image, reference, platform], () =>
        question(repository, image, (session, name, deadline) =>
          findCreation({ session, image, name, platform, deadline }, reference),
        ),
      );
    },
    credentialFor,
    warnings: () => notices.list(),
    async close() {
      await Promise.all(wires.map((wire) => wire.close()));
    },
  };
}

/** Repositories that differ in nothing that a registry could notice share their questions. */
function sessionKey(repository: Repository): string {
  const { registryUrl, caFile, certFile, keyFile, insecureSkipTlsVerify, credentials } = repository;
  const base = parseAddress(registryUrl)?.base ?? registryUrl;
  const { usernameVariable, passwordVariable } = credentials ?? {};
  return JSON.stringify([
    base,
    caFile,
    certFile,
    keyFile,
    insecureSkipTlsVerify,
    usernameVariable,
    passwordVariable,
  ]);
}

function once<T>(
  known: Map<string, Promise<T>>,
  key: readonly (string | undefined)[],
  make: () => Promise<T>,
): Promise<T> {
  const text = JSON.stringify(key);
  const promise = known.get(text) ?? make();
  known.set(text, promise);
  return promise;
}
