import type { Answer } from "../model/failure.js";
import { endpoint } from "./address.js";
import { ask } from "./authorization.js";
import type { Deadline } from "./deadline.js";
import { mediaType } from "./headers.js";
import { describeRefusal, describeStranger } from "./refusal.js";
import type { Session } from "./session.js";

/** A registry that answers. */
export interface Ping {
  /** Whether it sent `Docker-Distribution-Api-Version`; the spec does not ask for it. */
  readonly announced: boolean;
  /** Where the credential that it took comes from; undefined when it did not ask for any. */
  readonly credentialSource: string | undefined;
  /**
   * False when it gives nothing at `/v2/` without a login and we have none: its public images may be readable all
   * the same (GHCR's challenge there names no real image, Harbor lets only users in).
   */
  readonly admitted: boolean;
}

/**
 * Asks whether a registry is there, and whether it takes our credential. Fails as not-found when `/v2/` is a 404,
 * as protocol when something else than a registry answers, and as anything that a request can meet.
 */
export async function ping(session: Session, deadline: Deadline): Promise<Answer<Ping>> {
  const request = {
    method: "GET",
    url: endpoint(session.address, ""),
    headers: { accept: "application/json" },
    maxBytes: session.limits.maxDocumentBytes,
  } as const;
  const answer = await ask(session, request, undefined, deadline);
  const { learned } = session.state;
  const found = learned.kind === "nothing" ? undefined : await session.credentialFor(undefined);
  if (found?.ok === false) return found;
  const credentialSource = found?.value.source;
  if (!answer.ok) {
    const { status } = answer.failure;
    const isRefusal = status === 400 || status === 401 || status === 403;
    if (learned.kind === "bearer" && found?.value.credential.kind === "anonymous" && isRefusal) {
      return { ok: true, value: { announced: session.state.announced, credentialSource, admitted: false } };
    }
    return answer;
  }
  const { value } = answer;
  if (value.status !== 200) return { ok: false, failure: describeRefusal(session, value, undefined) };
  if (mediaType(value) === "text/html") {
    return { ok: false, failure: describeStranger(session, value, "what a registry says at /v2/") };
  }
  return { ok: true, value: { announced: session.state.announced, credentialSource, admitted: true } };
}
