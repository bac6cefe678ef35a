import type { Built } from "../model/build-time.js";
import type { Answer, RegistryFailure } from "../model/failure.js";
import type { Repository } from "../model/repository.js";
import type { Address } from "./address.js";
import type { FoundCredential } from "./credential.js";
import { startDeadline, type Deadline } from "./deadline.js";
import type { Line } from "./exchange.js";
import type { Gate } from "./gate.js";
import type { RefreshTokens, Token } from "./token.js";

/** How a registry wants to be asked, as its challenges have taught. */
export type Learned =
  | { readonly kind: "nothing" }
  | { readonly kind: "basic" }
  | {
      readonly kind: "bearer";
      readonly realm: URL;
      readonly service: string | undefined;
      /** Actions that its challenges named beside `pull`. */
      readonly actions: readonly string[];
    };

/** A token that is being fetched, or is there. */
export interface HeldToken {
  readonly answer: Promise<Answer<Token>>;
  token?: Token;
}

/** All that is known of one registry during a run. */
export interface Session extends Line {
  readonly address: Address;
  readonly repository: Repository;
  /** Each image's credential, found once. */
  credentialFor(image: string | undefined): Promise<Answer<FoundCredential>>;
  /** Tokens by realm, service and scope; a scope names an image, and so its credential. */
  readonly tokens: Map<string, HeldToken>;
  readonly refreshTokens: RefreshTokens;
  /** When images were built, by image, manifest digest and platform: many tags are names of one image. */
  readonly births: Map<string, Promise<Answer<Built | "gone">>>;
  readonly state: {
    learned: Learned;
    /** Whether any answer held `Docker-Distribution-Api-Version`. */
    announced: boolean;
  };
  readonly door: Door;
  readonly gate: Gate;
}

/**
 * The first question to a registry goes alone until its first answer is in: what it learns (a challenge, or that
 * nobody is there) saves every other question a request.
 */
export interface Door {
  /** Gives "first" to the first caller; all others wait, and get the failure if nobody answers there. */
  enter(): Promise<"first" | "open" | RegistryFailure>;
  /** The first caller tells how it went. Later calls change nothing. */
  open(failure?: RegistryFailure): void;
}

/** Makes a door that nobody has passed yet. */
export function createDoor(): Door {
  let opened: (result: "open" | RegistryFailure) => void = () => undefined;
  const result = new Promise<"open" | RegistryFailure>((resolve) => {
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

// With a status, somebody was there, and other questions may have other answers.
function isNobodyThere({ kind, status }: RegistryFailure): boolean {
  return status === undefined && (kind === "unreachable" || kind === "tls" || kind === "timeout");
}

/** Asks one question: in its turn, and with a time of its own that begins with its turn. */
export async function askQuestion<T>(
  session: Session,
  question: (deadline: Deadline) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const way = await session.door.enter();
  if (typeof way !== "string") return { ok: false, failure: way };
  return session.gate.run(async () => {
    const deadline = startDeadline(session.limits.timeoutMs);
    try {
      return await question(deadline);
    } finally {
      deadline.cancel();
      if (way === "first") session.door.open();
    }
  });
}
