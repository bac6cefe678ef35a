import type { BuiltImage } from "../model/build-time.js";
import type { Answer, QueryFailure } from "../model/failure.js";
import type { Repository } from "../model/declaration.js";
import type { Address } from "./address.js";
import type { SourcedCredential } from "./credentials/credential.js";
import { startDeadline, type Deadline } from "../http/deadline.js";
import type { ExchangeContext } from "../http/exchange.js";
import type { Semaphore } from "../http/semaphore.js";
import type { HttpResponse } from "../http/message.js";
import type { Limits } from "./limits.js";
import type { CredentialOrigins } from "./origin.js";
import type { RefreshTokens, AccessToken } from "./token.js";
import type { RegistryWorld } from "./registry-world.js";

/** The authentication that a registry requires, known from its challenges. */
export type RequiredAuth =
  | { readonly kind: "nothing" }
  | { readonly kind: "basic" }
  | {
      readonly kind: "bearer";
      readonly realm: URL;
      readonly service: string | undefined;
      /** Actions that its challenges name in addition to `pull`. */
      readonly actions: readonly string[];
    };

/** A token that is being fetched, or has been fetched. */
export interface PendingToken {
  readonly answer: Promise<Answer<AccessToken>>;
  token?: AccessToken;
}

/** The state of one registry during a run. */
export interface RegistrySession extends ExchangeContext {
  readonly origins: CredentialOrigins;
  readonly limits: Limits;
  readonly world: RegistryWorld;
  readonly address: Address;
  readonly repository: Repository;
  /** The credential for an image; each is searched once. */
  credentialFor(image: string | undefined): Promise<Answer<SourcedCredential>>;
  /** Tokens by realm, service and scope; a scope contains the image, so it also determines the credential. */
  readonly tokens: Map<string, PendingToken>;
  readonly refreshTokens: RefreshTokens;
  /** Token services that did not answer, by URL: no other query waits for them. */
  readonly brokenServices: Map<string, QueryFailure>;
  /** The responses to `/v2/` with a rejected login, by its Authorization header. */
  readonly logins: Map<string, Promise<Answer<HttpResponse>>>;
  /** What image configs say, by image, manifest digest and platform: many tags are names of one image. */
  readonly builtImages: Map<string, Promise<Answer<BuiltImage | "gone">>>;
  readonly state: {
    requiredAuth: RequiredAuth;
    /** Whether any answer had `Docker-Distribution-Api-Version`. */
    announced: boolean;
  };
  /** The number of tags of all lists of a run, those of other registries included. */
  readonly listed: { tags: number };
  readonly latch: Latch;
  readonly semaphore: Semaphore;
}

/** A query about one image; `name` is the image's name in the API. */
export interface ImageQuery {
  readonly session: RegistrySession;
  readonly image: string;
  readonly name: string;
  readonly deadline: Deadline;
}

/**
 * The first query to a registry runs alone until its first answer: its result (a challenge, or that the registry cannot
 * be reached) saves every other query a request.
 */
export interface Latch {
  /** Returns "first" to the first caller; all others wait, and get the failure if the registry cannot be reached. */
  enter(): Promise<"first" | "open" | QueryFailure>;
  /** The first caller reports the result. Later calls have no effect. */
  open(failure?: QueryFailure): void;
}

/** Creates a latch for the first query. */
export function createLatch(): Latch {
  let opened: (result: "open" | QueryFailure) => void = () => undefined;
  const result = new Promise<"open" | QueryFailure>((resolve) => {
    opened = resolve;
  });
  let isTaken = false;
  return {
    enter() {
      if (isTaken) return result;
      isTaken = true;
      return Promise.resolve("first");
    },
    open: (failure) => opened(failure !== undefined && isNobodyThere(failure) ? failure : "open"),
  };
}

// With a status the registry answered, and other queries may have other answers.
function isNobodyThere({ kind, status }: QueryFailure): boolean {
  return status === undefined && (kind === "unreachable" || kind === "tls" || kind === "timeout");
}

/** Runs one query when the semaphore allows it; its time limit begins then. */
export async function runQuery<T>(
  session: RegistrySession,
  query: (deadline: Deadline) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const entry = await session.latch.enter();
  if (typeof entry !== "string") return { ok: false, failure: entry };
  return session.semaphore.run(async () => {
    const deadline = startDeadline(session.limits.timeoutMs);
    try {
      return await query(deadline);
    } finally {
      deadline.cancel();
      if (entry === "first") session.latch.open();
    }
  });
}
