import type { Answer } from "../model/failure.js";
import { endpoint, wireName } from "./address.js";
import { parseChallenges, type Challenge } from "./challenge.js";
import type { SourcedCredential } from "./credentials/credential.js";
import { startDeadline, type Deadline } from "../http/deadline.js";
import { exchange } from "../http/exchange.js";
import { header, headerValues, isHeaderText, type HttpRequest, type HttpResponse } from "../http/message.js";
import { describeHangingService, describeStatus, describeUnauthorized } from "./response-failure.js";
import type { PendingToken, RequiredAuth, RegistrySession } from "./session.js";
import { basicHeader, fetchToken, LOGIN_HELP, type AccessToken, type TokenNeed } from "./token.js";

// Azure's registry names these in addition to or instead of `pull`. gocd-pin requests nothing else: a registry that names
// `push` in a challenge must not get a token for it.
const READING = new Set(["metadata_read", "content_read"]);

/**
 * Sends a request about an image to the registry (about the registry itself if `image` is undefined). No credential is
 * sent before the registry has answered 401 with a challenge; then every request has the Authorization header. After
 * another 401 the request is repeated once with a new token. Returns any status but 401.
 */
export async function sendAuthorized(
  session: RegistrySession,
  request: HttpRequest,
  image: string | undefined,
  deadline: Deadline,
): Promise<Answer<HttpResponse>> {
  let used: string | undefined;
  if (session.state.requiredAuth.kind !== "nothing") {
    const authorization = await authorize(session, image, undefined, deadline);
    if (!authorization.ok) return authorization;
    used = authorization.value;
  }
  const first = await send(session, request, used, deadline);
  if (!first.ok) {
    session.latch.open(first.failure);
    return first;
  }
  if (header(first.value, "docker-distribution-api-version") !== undefined) session.state.announced = true;
  if (first.value.status !== 401) {
    session.latch.open();
    return first;
  }
  if (isOfStranger(session, first.value)) {
    session.latch.open();
    return { ok: false, failure: describeStatus(session, first.value, image) };
  }
  const requiredAuth = readRequiredAuth(session, first.value);
  if (requiredAuth.ok) session.state.requiredAuth = requiredAuth.value;
  session.latch.open();
  if (!requiredAuth.ok) return requiredAuth;
  const authorization = await authorize(session, image, used, deadline);
  if (!authorization.ok) return authorization;
  const sourced = await session.credentialFor(image);
  if (!sourced.ok) return sourced;
  if (authorization.value === used) return reject(session, first.value, image, sourced.value, deadline);
  const second = await send(session, request, authorization.value, deadline);
  if (!second.ok || second.value.status !== 401) return second;
  if (isOfStranger(session, second.value)) {
    return { ok: false, failure: describeStatus(session, second.value, image) };
  }
  return reject(session, second.value, image, sourced.value, deadline);
}

/**
 * Describes a 401 to a request with a credential. With Basic, a 401 may mean that the login was rejected, or that the user
 * may not read this image (Artifactory, Nexus): the answer to `/v2/` with the same login decides, once per login.
 */
async function reject(
  session: RegistrySession,
  response: HttpResponse,
  image: string | undefined,
  sourced: SourcedCredential,
  deadline: Deadline,
): Promise<Answer<never>> {
  const { credential } = sourced;
  if (image !== undefined && session.state.requiredAuth.kind === "basic" && credential.kind === "basic") {
    const authorization = basicHeader(session, credential);
    const key = authorization ?? "";
    const check = session.logins.get(key) ?? send(session, pingRequest(session), authorization, deadline);
    session.logins.set(key, check);
    const login = await check;
    if (login.ok && login.value.status === 401 && !isOfStranger(session, login.value)) {
      return { ok: false, failure: describeUnauthorized(session, login.value, undefined, sourced) };
    }
  }
  return { ok: false, failure: describeUnauthorized(session, response, image, sourced) };
}

/** Whether an answer is of a host that the registry redirected to, which got no credential. */
function isOfStranger({ origins }: RegistrySession, { url }: HttpResponse): boolean {
  return !origins.trusts(url);
}

/** Returns the request that checks the registry and the login. */
export function pingRequest(session: RegistrySession): HttpRequest {
  return {
    method: "GET",
    url: endpoint(session.address, ""),
    headers: { accept: "application/json" },
    maxBytes: session.limits.maxDocumentBytes,
  };
}

function send(
  session: RegistrySession,
  request: HttpRequest,
  authorization: string | undefined,
  deadline: Deadline,
): Promise<Answer<HttpResponse>> {
  if (authorization === undefined) return exchange(session, request, deadline);
  const headers = { ...request.headers, authorization };
  return exchange(session, { ...request, headers }, deadline);
}

/** Reads the challenges of a 401: Bearer if its realm is allowed, else Basic, else the previous state. */
function readRequiredAuth(session: RegistrySession, response: HttpResponse): Answer<RequiredAuth> {
  const { requiredAuth: known } = session.state;
  const challenges = parseChallenges(headerValues(response, "www-authenticate"));
  let rejected: string | undefined;
  for (const challenge of challenges) {
    const realm = challenge.scheme === "bearer" ? (challenge.parameters.get("realm") ?? "") : undefined;
    if (realm === undefined) continue;
    const accepted = session.origins.acceptRealm(realm, response.url);
    if (accepted === undefined) {
      rejected ??= realm;
      continue;
    }
    const before = known.kind === "bearer" ? known.actions : [];
    const actions = [...new Set([...before, ...readingActions(challenge)])].sort();
    return {
      ok: true,
      value: { kind: "bearer", realm: accepted, service: challenge.parameters.get("service"), actions },
    };
  }
  // Harbor sends a `Basic` challenge in every 401 to a request that had a token.
  if (known.kind === "bearer") return { ok: true, value: known };
  if (challenges.some(({ scheme }) => scheme === "basic")) return { ok: true, value: { kind: "basic" } };
  const { redactor, address } = session;
  const schemes = challenges.map(({ scheme }) => scheme).join(", ");
  const message =
    rejected !== undefined
      ? `${address.host} names the token service "${redactor.show(rejected)}", which is not allowed: a token service must use https`
      : `${address.host} responded with 401 and requires ${schemes === "" ? "no authentication scheme" : redactor.show(schemes)}; gocd-pin supports Basic and Bearer`;
  const help = "check that registry_url is the address of a registry, with https if the registry uses TLS";
  return { ok: false, failure: { kind: "protocol", message, help, blames: "registry_url", status: 401 } };
}

function readingActions({ parameters }: Challenge): readonly string[] {
  const scopes = (parameters.get("scope") ?? "")
    .split(" ")
    .filter((scope) => scope.startsWith("repository:"));
  const actions = scopes.flatMap((scope) => scope.slice(scope.lastIndexOf(":") + 1).split(","));
  return actions.filter((action) => READING.has(action));
}

/**
 * Returns the Authorization header for an image, undefined if there is none. It differs from `used`, which the registry
 * has just rejected, unless there is no other.
 */
async function authorize(
  session: RegistrySession,
  image: string | undefined,
  used: string | undefined,
  deadline: Deadline,
): Promise<Answer<string | undefined>> {
  const { requiredAuth } = session.state;
  const sourced = await session.credentialFor(image);
  if (!sourced.ok) return sourced;
  const { credential, source } = sourced.value;
  if (credential.kind === "registry-token") {
    session.redactor.hide(credential.token.reveal());
    if (!isHeaderText(credential.token.reveal())) {
      return unauthorized(
        `the registry token from ${source} contains characters that are not allowed in a token`,
      );
    }
    return { ok: true, value: `Bearer ${credential.token.reveal()}` };
  }
  if (requiredAuth.kind === "bearer") {
    const token = await tokenFor(session, requiredAuth, image, sourced.value, used, deadline);
    return token.ok ? { ok: true, value: bearer(token.value) } : token;
  }
  if (credential.kind === "anonymous") {
    return unauthorized(`${session.address.host} requires a login, and no credential was found`);
  }
  if (credential.kind === "identity-token") {
    const message = `${session.address.host} requires a user name and a password, but ${source} has an identity token`;
    return unauthorized(message);
  }
  return { ok: true, value: basicHeader(session, credential) };
}

async function tokenFor(
  session: RegistrySession,
  { realm, service, actions }: Extract<RequiredAuth, { kind: "bearer" }>,
  image: string | undefined,
  sourced: SourcedCredential,
  used: string | undefined,
  deadline: Deadline,
): Promise<Answer<AccessToken>> {
  const name = image === undefined ? undefined : wireName(session.address, image);
  const scope = name === undefined ? undefined : `repository:${name}:${["pull", ...actions].join(",")}`;
  const key = JSON.stringify([realm.href, service, scope]);
  const pending = session.tokens.get(key);
  const broken = session.brokenServices.get(realm.href);
  if (broken !== undefined && pending?.token === undefined) return { ok: false, failure: broken };
  const isStale =
    pending?.token !== undefined &&
    (pending.token.renewAt <= session.world.now() || bearer(pending.token) === used);
  const current =
    pending === undefined || isStale ? startToken(session, key, { realm, service, scope, sourced }) : pending;
  const token = await deadline.within(current.answer);
  return token ?? { ok: false, failure: describeHangingService(session, realm) };
}

/** Fetches a token for all queries that need it. It has its own deadline, since the first query may time out first. */
function startToken(session: RegistrySession, key: string, need: TokenNeed): PendingToken {
  const deadline = startDeadline(session.limits.timeoutMs);
  const { realm } = need;
  const answer = fetchToken(session, need, session.refreshTokens, deadline).then(
    (fetched): typeof fetched => {
      const isOver = deadline.isOver();
      deadline.cancel();
      if (fetched.ok) {
        pending.token = fetched.value;
        return fetched;
      }
      session.tokens.delete(key);
      if (fetched.failure.status !== undefined) return fetched;
      const failure = isOver ? describeHangingService(session, realm) : fetched.failure;
      session.brokenServices.set(realm.href, failure);
      return { ok: false, failure };
    },
  );
  const pending: PendingToken = { answer };
  session.tokens.set(key, pending);
  return pending;
}

function bearer({ secret }: AccessToken): string {
  return `Bearer ${secret.reveal()}`;
}

function unauthorized(message: string): Answer<never> {
  const failure = { kind: "unauthorized", message, help: LOGIN_HELP, status: 401 } as const;
  return { ok: false, failure: { ...failure, blames: "registry_url" } };
}
