import type { Answer } from "../model/failure.js";
import { wireName } from "./address.js";
import { parseChallenges, type Challenge } from "./challenge.js";
import type { FoundCredential } from "./credential.js";
import { startDeadline, type Deadline } from "./deadline.js";
import { exchange } from "./exchange.js";
import { seconds } from "./fault.js";
import { header, headerValues } from "./headers.js";
import type { HttpRequest, HttpResponse } from "./http.js";
import { acceptRealm } from "./origin.js";
import { describeUnauthorized } from "./refusal.js";
import type { HeldToken, Learned, Session } from "./session.js";
import { basicHeader, fetchToken, isHeaderText, LOGIN_HELP, type Token, type TokenNeed } from "./token.js";

// Azure's registry names these beside or instead of `pull`. Nothing else is ever asked for: a registry that names
// `push` in a challenge must not get a token for it.
const READING = new Set(["metadata_read", "content_read"]);

/**
 * Asks the registry something about an image (or about itself, when `image` is undefined). Nothing is sent along
 * until the registry has challenged us; then every request carries what it wants. A 401 is answered with a
 * fresh token once. Gives any status but 401.
 */
export async function ask(
  session: Session,
  request: HttpRequest,
  image: string | undefined,
  deadline: Deadline,
): Promise<Answer<HttpResponse>> {
  let used: string | undefined;
  if (session.state.learned.kind !== "nothing") {
    const authorization = await authorize(session, image, undefined, deadline);
    if (!authorization.ok) return authorization;
    used = authorization.value;
  }
  const first = await send(session, request, used, deadline);
  if (!first.ok) {
    session.door.open(first.failure);
    return first;
  }
  if (header(first.value, "docker-distribution-api-version") !== undefined) session.state.announced = true;
  if (first.value.status !== 401) {
    session.door.open();
    return first;
  }
  const learned = learn(session, first.value, request.url);
  if (learned.ok) session.state.learned = learned.value;
  session.door.open();
  if (!learned.ok) return learned;
  const authorization = await authorize(session, image, used, deadline);
  if (!authorization.ok) return authorization;
  const found = await session.credentialFor(image);
  if (!found.ok) return found;
  if (authorization.value === used) {
    return { ok: false, failure: describeUnauthorized(session, first.value, image, found.value) };
  }
  const second = await send(session, request, authorization.value, deadline);
  if (!second.ok || second.value.status !== 401) return second;
  return { ok: false, failure: describeUnauthorized(session, second.value, image, found.value) };
}

function send(
  session: Session,
  request: HttpRequest,
  authorization: string | undefined,
  deadline: Deadline,
): Promise<Answer<HttpResponse>> {
  const headers = authorization === undefined ? request.headers : { ...request.headers, authorization };
  return exchange(session, { ...request, headers }, deadline);
}

/** Reads the challenges of a 401: Bearer when its realm will do, else Basic, else what was learned before. */
function learn(session: Session, response: HttpResponse, url: URL): Answer<Learned> {
  const { learned } = session.state;
  const challenges = parseChallenges(headerValues(response, "www-authenticate"));
  let refused: string | undefined;
  for (const challenge of challenges) {
    const realm = challenge.scheme === "bearer" ? (challenge.parameters.get("realm") ?? "") : undefined;
    if (realm === undefined) continue;
    const accepted = acceptRealm(realm, url);
    if (accepted === undefined) {
      refused ??= realm;
      continue;
    }
    const before = learned.kind === "bearer" ? learned.actions : [];
    const actions = [...new Set([...before, ...readingActions(challenge)])].sort();
    return {
      ok: true,
      value: { kind: "bearer", realm: accepted, service: challenge.parameters.get("service"), actions },
    };
  }
  // Harbor answers `Basic` to every 401 of a request that carried a token.
  if (learned.kind === "bearer") return { ok: true, value: learned };
  if (challenges.some(({ scheme }) => scheme === "basic")) return { ok: true, value: { kind: "basic" } };
  const { words, address } = session;
  const schemes = challenges.map(({ scheme }) => scheme).join(", ");
  const message =
    refused !== undefined
      ? `${address.host} sends us for a token to "${words.say(refused)}", which is no https address, or one inside a private network`
      : `${address.host} answers 401 and asks for ${schemes === "" ? "nothing that could be given" : words.say(schemes)}; gocd-pin knows Basic and Bearer`;
  const help = "see whether registry_url is the address of a registry, and https where it has TLS";
  return { ok: false, failure: { kind: "protocol", message, help, status: 401 } };
}

function readingActions({ parameters }: Challenge): readonly string[] {
  const scopes = (parameters.get("scope") ?? "")
    .split(" ")
    .filter((scope) => scope.startsWith("repository:"));
  const actions = scopes.flatMap((scope) => scope.slice(scope.lastIndexOf(":") + 1).split(","));
  return actions.filter((action) => READING.has(action));
}

/**
 * The Authorization header for an image, undefined when there is nothing to send; never the one in `used`, which
 * the registry has just refused, unless there is no other.
 */
async function authorize(
  session: Session,
  image: string | undefined,
  used: string | undefined,
  deadline: Deadline,
): Promise<Answer<string | undefined>> {
  const { learned } = session.state;
  const found = await session.credentialFor(image);
  if (!found.ok) return found;
  const { credential, source } = found.value;
  if (credential.kind === "registry-token") {
    session.words.hide(credential.token.reveal());
    if (!isHeaderText(credential.token.reveal())) {
      return refuse(`the registry token from ${source} holds characters that no token has`);
    }
    return { ok: true, value: `Bearer ${credential.token.reveal()}` };
  }
  if (learned.kind === "bearer") {
    const token = await tokenFor(session, learned, image, found.value, used, deadline);
    return token.ok ? { ok: true, value: bearer(token.value) } : token;
  }
  if (credential.kind === "anonymous") {
    return refuse(`${session.address.host} demands a login, and no credential was found`);
  }
  if (credential.kind === "identity-token") {
    const message = `${session.address.host} demands a user and password; ${source} holds an identity token`;
    return refuse(message);
  }
  return { ok: true, value: basicHeader(session, credential) };
}

async function tokenFor(
  session: Session,
  { realm, service, actions }: Extract<Learned, { kind: "bearer" }>,
  image: string | undefined,
  found: FoundCredential,
  used: string | undefined,
  deadline: Deadline,
): Promise<Answer<Token>> {
  const name = image === undefined ? undefined : wireName(session.address, image);
  const scope = name === undefined ? undefined : `repository:${name}:${["pull", ...actions].join(",")}`;
  const key = JSON.stringify([realm.href, service, scope]);
  const held = session.tokens.get(key);
  const isStale =
    held?.token !== undefined && (held.token.renewAt <= session.world.now() || bearer(held.token) === used);
  const current =
    held === undefined || isStale ? startToken(session, key, { realm, service, scope, found }) : held;
  const token = await deadline.within(current.answer);
  if (token !== undefined) return token;
  const message = `the token service ${realm.host} did not answer within ${seconds(session.limits.timeoutMs)}`;
  const help = "try again, or allow more time with --timeout";
  return { ok: false, failure: { kind: "timeout", message, help } };
}

/** Fetches a token for all who need it: with a time of its own, since the one who asks first may give up first. */
function startToken(session: Session, key: string, need: TokenNeed): HeldToken {
  const deadline = startDeadline(session.limits.timeoutMs);
  const answer = fetchToken(session, need, session.refreshTokens, deadline).then((fetched) => {
    deadline.cancel();
    if (fetched.ok) held.token = fetched.value;
    else session.tokens.delete(key);
    return fetched;
  });
  const held: HeldToken = { answer };
  session.tokens.set(key, held);
  return held;
}

function bearer({ secret }: Token): string {
  return `Bearer ${secret.reveal()}`;
}

function refuse(message: string): Answer<never> {
  return { ok: false, failure: { kind: "unauthorized", message, help: LOGIN_HELP, status: 401 } };
}
