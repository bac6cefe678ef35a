import type { Answer } from "../model/failure.js";
import type { Lookup } from "../model/lookup.js";
import type { Repository } from "../model/declaration.js";
import { type Address, wireName } from "./address.js";
import { pingRequest, sendAuthorized } from "./authorization.js";
import { findCreation, findPlatforms } from "./creation.js";
import type { SourcedCredential } from "./credentials/credential.js";
import type { Deadline } from "../http/deadline.js";
import { mediaType } from "../http/message.js";
import { createHttp, type Http } from "../http/http.js";
import { stretchLimits } from "../http/http-limits.js";
import type { Limits } from "./limits.js";
import { findDigest } from "./manifest.js";
import { createRegistryCaches, answerKey, queryOnce } from "./registry-cache.js";
import { type Notice, createNotices } from "../http/notices.js";
import { createCredentialOrigins } from "./origin.js";
import { createRedactor } from "../http/redactor.js";
import { createSemaphore, type Semaphore } from "../http/semaphore.js";
import { describeStatus, describeUnexpectedBody } from "./response-failure.js";
import { type ImageQuery, type RegistrySession, createLatch, runQuery } from "./session.js";
import { listTags } from "./tags.js";
import { createSharedTrust } from "../http/tls.js";
import { REGISTRY } from "./registry-peer.js";
import { readTlsSettings } from "./tls-files.js";
import type { RegistryWorld } from "./registry-world.js";

/**
 * Queries registries with the Registry API V2. Equal queries are sent once. An answer is complete or a failure, never an
 * exception.
 */
export interface RegistryClient extends Omit<Lookup, "now" | "concurrency"> {
  /** Checks that the registry answers and accepts the credential. */
  ping(repository: Repository): Promise<Answer<Ping>>;
  /** The credential that would be used and its source, without a query. */
  credentialFor(repository: Repository, image: string | undefined): Promise<Answer<SourcedCredential>>;
  /** Warnings about the previous queries: unchecked certificates, messages of a registry, its quota. */
  warnings(): readonly Notice[];
  /** Closes all connections; pending queries fail. */
  close(): Promise<void>;
}

/** Creates a client. It opens no connection and loads no HTTP code before the first query. */
export function createRegistryClient(world: RegistryWorld, given: Limits): RegistryClient {
  const limits = stretchLimits(given);
  const notices = createNotices();
  const trust = createSharedTrust(world);
  const pauses = new Map<string, number>();
  const listed = { tags: 0 };
  const semaphores = new Map<string, Semaphore>();
  const connections: Http[] = [];
  const cacheOf = createRegistryCaches<Ping>();

  function credentialFor(
    repository: Repository,
    image: string | undefined,
  ): Promise<Answer<SourcedCredential>> {
    return queryOnce(cacheOf(repository).credentials, image, () => world.credentials(repository, image));
  }

  async function openSession(repository: Repository, address: Address): Promise<Answer<RegistrySession>> {
    const tls = await readTlsSettings(repository, address.base, world, trust);
    if (!tls.ok) return tls;
    if (!tls.value.verify && address.base.startsWith("https:")) {
      notices.add({
        code: "certificate-unchecked",
        message: `the certificate of ${address.host} is not checked (insecure_skip_tls_verify)`,
        help: "remove insecure_skip_tls_verify, and name the authority of the certificate in ca_file",
      });
    }
    const semaphore = semaphores.get(address.origin) ?? createSemaphore(limits.concurrency);
    semaphores.set(address.origin, semaphore);
    const http = createHttp({ hostname: address.hostname, tls: tls.value, limits, world });
    connections.push(http);
    const session: RegistrySession = {
      peer: REGISTRY,
      address,
      repository,
      limits,
      world,
      notices,
      pauses,
      listed,
      semaphore,
      http,
      origins: createCredentialOrigins(address.origin),
      redactor: createRedactor(address.host),
      tokens: new Map(),
      refreshTokens: new WeakMap(),
      builtImages: new Map(),
      brokenServices: new Map(),
      logins: new Map(),
      state: { requiredAuth: { kind: "nothing" }, announced: false },
      latch: createLatch(),
      credentialFor: (image) => credentialFor(repository, image),
    };
    return { ok: true, value: session };
  }

  /** Runs a query in the registry's session. A URL or image name that is not valid is a failure. */
  async function query<T>(
    repository: Repository,
    image: string | undefined,
    task: (session: RegistrySession, name: string, deadline: Deadline) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const cache = cacheOf(repository);
    const { address } = cache;
    if (address === undefined) {
      const shown = repository.registryUrl.replace(/\/\/[^/@]*@/, "//***@");
      const message = `registry_url "${shown}" is not an http or https URL`;
      const help = "write https://host[:port]";
      return { ok: false, failure: { kind: "not-found", message, help, blames: "registry_url" } };
    }
    const name = image === undefined ? "" : wireName(address, image);
    if (name === undefined) {
      const message = `"${image ?? ""}" is not a valid image name`;
      const help = "write the image in lower case, without the registry's name and without a tag";
      return { ok: false, failure: { kind: "not-found", message, help } };
    }
    cache.session ??= openSession(repository, address);
    const session = await cache.session;
    if (!session.ok) return session;
    return runQuery(session.value, (deadline) => task(session.value, name, deadline));
  }

  function queryImage<T>(
    repository: Repository,
    image: string,
    task: (query: ImageQuery) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    return query(repository, image, (session, name, deadline) => task({ session, image, name, deadline }));
  }

  return {
    ping(repository) {
      const cache = cacheOf(repository);
      cache.ping ??= query(repository, undefined, (session, _name, deadline) => ping(session, deadline));
      return cache.ping;
    },
    tags(repository, image) {
      return queryOnce(cacheOf(repository).lists, image, () => queryImage(repository, image, listTags));
    },
    digest(repository, image, tag) {
      return queryOnce(cacheOf(repository).digests, answerKey(image, tag), () =>
        queryImage(repository, image, (imageQuery) => findDigest(imageQuery, tag)),
      );
    },
    created(repository, image, reference, platform) {
      return queryOnce(cacheOf(repository).creations, answerKey(image, reference, platform), () =>
        queryImage(repository, image, (imageQuery) => findCreation({ ...imageQuery, platform }, reference)),
      );
    },
    platforms(repository, image, tag, platforms) {
      return queryOnce(cacheOf(repository).platforms, answerKey(image, tag, ...platforms), () =>
        queryImage(repository, image, (imageQuery) => findPlatforms(imageQuery, tag, platforms)),
      );
    },
    credentialFor,
    warnings: () => notices.list(),
    async close() {
      await Promise.all(connections.map((http) => http.close()));
    },
  };
}

/** The answer of a registry to a ping. */
interface Ping {
  /** Whether it sent `Docker-Distribution-Api-Version`; the spec does not require it. */
  readonly announced: boolean;
  /** The source of the credential that was sent; undefined if the registry requires none. */
  readonly credentialSource: string | undefined;
  /**
   * False if `/v2/` requires a login and there is no credential: its public images may still be readable (GHCR's
   * challenge there names no real image, Harbor accepts only users).
   */
  readonly admitted: boolean;
}

/**
 * Checks that a registry answers and accepts the credential. Fails as not-found if `/v2/` is a 404, as protocol if the
 * answer is not that of a registry, and like any request.
 */
async function ping(session: RegistrySession, deadline: Deadline): Promise<Answer<Ping>> {
  const answer = await sendAuthorized(session, pingRequest(session), undefined, deadline);
  const { requiredAuth } = session.state;
  const sourced = requiredAuth.kind === "nothing" ? undefined : await session.credentialFor(undefined);
  if (sourced?.ok === false) return sourced;
  const credentialSource = sourced?.value.source;
  if (!answer.ok) {
    const { status } = answer.failure;
    const isRefusal = status === 400 || status === 401 || status === 403;
    if (requiredAuth.kind === "bearer" && sourced?.value.credential.kind === "anonymous" && isRefusal) {
      return { ok: true, value: { announced: session.state.announced, credentialSource, admitted: false } };
    }
    return answer;
  }
  const { value } = answer;
  if (value.status !== 200) return { ok: false, failure: describeStatus(session, value, undefined) };
  if (mediaType(value) === "text/html") {
    return { ok: false, failure: describeUnexpectedBody(session, value, "a registry's response to /v2/") };
  }
  return { ok: true, value: { announced: session.state.announced, credentialSource, admitted: true } };
}
