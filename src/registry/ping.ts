import type { Answer } from "../model/failure.js";
import { endpoint } from "./address.js";
import { ask } from "./authorization.js";
import type { Deadline } from "./deadline.js";
import { mediaType } from "./headers.js";
import { describeStatus, describeUnexpectedBody } from "./response-failure.js";
import type { RegistrySession } from "./session.js";

/** The answer of a registry to a ping. */
export interface Ping {
  /** Whether it sent `Docker-Distribution-Api-Version`; the spec does not require it. */
  readonly announced: boolean;
  /** The source of the credential that was sent; undefined if the registry requires none. */
  readonly credentialSource: string | undefined;
  /**
   * False if `/v2/` requires a login and there is no credential: its public images may be readable nevertheless (GHCR's
   * challenge there names no real image, Harbor accepts only users).
   */
  readonly admitted: boolean;
}

/**
 * Checks that a registry answers and accepts the credential. Fails as not-found if `/v2/` is a 404, as protocol if the
 * answer is not that of a registry, and like any request.
 */
export async function ping(session: RegistrySession, deadline: Deadline): Promise<Answer<Ping>> {
  const request = {
    method: "GET",
    url: endpoint(session.address, ""),
    headers: { accept: "application/json" },
    maxBytes: session.limits.maxDocumentBytes,
  } as const;
  const answer = await ask(session, request, undefined, deadline);
  const { learned } = session.state;
  const sourced = learned.kind === "nothing" ? undefined : await session.credentialFor(undefined);
  if (sourced?.ok === false) return sourced;
  const credentialSource = sourced?.value.source;
  if (!answer.ok) {
    const { status } = answer.failure;
    const isRefusal = status === 400 || status === 401 || status === 403;
    if (learned.kind === "bearer" && sourced?.value.credential.kind === "anonymous" && isRefusal) {
      return { ok: true, value: { announced: session.state.announced, credentialSource, admitted: false } };
    }
    return answer;
  }
  const { value } = answer;
  if (value.status !== 200) return { ok: false, failure: describeStatus(session, value, undefined) };
  if (mediaType(value) === "text/html") {
    return { ok: false, failure: describeUnexpectedBody(session, value, "what a registry says at /v2/") };
  }
  return { ok: true, value: { announced: session.state.announced, credentialSource, admitted: true } };
}
