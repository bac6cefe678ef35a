import type { Answer, RegistryFailure } from "../model/failure.js";
import { Secret } from "../model/secret.js";
import type { Credential, FoundCredential } from "./credential.js";
import type { Deadline } from "./deadline.js";
import { isRecord, parseJson } from "./error-body.js";
import { exchange, type Line } from "./exchange.js";
import type { HttpRequest, HttpResponse } from "./http.js";

/** What a token is asked for. */
export interface TokenNeed {
  readonly realm: URL;
  readonly service: string | undefined;
  /** `repository:team/app:pull`; undefined for the registry as a whole. */
  readonly scope: string | undefined;
  readonly found: FoundCredential;
}

/** A token and the time (ms since 1970) from which on it is not used any more. */
export interface Token {
  readonly secret: Secret;
  readonly renewAt: number;
}

/** Refresh tokens that a token service gave in exchange for an identity token; they live as long as the run. */
export type RefreshTokens = WeakMap<Credential, Secret>;

const CLIENT_ID = "gocd-pin";
// https://github.com/distribution/distribution/blob/v2.8.2/docs/spec/auth/token.md#token-response-fields
const SHORTEST_LIFE_MS = 60_000;
const EARLY_MS = 5_000;

/**
 * Fetches a token: an identity token is exchanged by OAuth2 (POST), everything else by GET, with the Basic header
 * when there is a user. Fails as unauthorized (401), denied (403), protocol (no token in the reply, any other
 * status), and with whatever the wire gives.
 */
export async function fetchToken(
  line: Line,
  need: TokenNeed,
  refreshTokens: RefreshTokens,
  deadline: Deadline,
): Promise<Answer<Token>> {
  const { credential } = need.found;
  if (credential.kind === "identity-token") {
    const held = refreshTokens.get(credential) ?? credential.token;
    const answer = await exchange(line, oauthRequest(line, need, held), deadline);
    if (!answer.ok) return answer;
    // Services without OAuth2 answer 404, Harbor 405; they take the token as a password.
    if (answer.value.status !== 404 && answer.value.status !== 405) {
      return readToken(line, need, answer.value, refreshTokens);
    }
  }
  const answer = await exchange(line, getRequest(line, need), deadline);
  return answer.ok ? readToken(line, need, answer.value, refreshTokens) : answer;
}

// https://github.com/distribution/distribution/blob/v2.8.2/docs/spec/auth/oauth.md
function oauthRequest(line: Line, { realm, service, scope }: TokenNeed, held: Secret): HttpRequest {
  line.words.hide(held.reveal());
  const form = new URLSearchParams({ grant_type: "refresh_token", refresh_token: held.reveal() });
  form.set("client_id", CLIENT_ID);
  if (service !== undefined) form.set("service", service);
  if (scope !== undefined) form.set("scope", scope);
  return {
    method: "POST",
    url: realm,
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
    maxBytes: line.limits.maxDocumentBytes,
  };
}

function getRequest(line: Line, { realm, service, scope, found }: TokenNeed): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  if (scope !== undefined) url.searchParams.set("scope", scope);
  const authorization = basicHeader(line, found.credential);
  return {
    method: "GET",
    url,
    headers: { accept: "application/json", ...(authorization !== undefined && { authorization }) },
    maxBytes: line.limits.maxDocumentBytes,
  };
}

/** The Basic header of a credential (RFC 7617, UTF-8); undefined for one that has no user. */
export function basicHeader(line: Line, credential: Credential): string | undefined {
  if (credential.kind !== "basic" && credential.kind !== "identity-token") return undefined;
  const [username, secret] =
    credential.kind === "basic" ? [credential.username, credential.password] : ["", credential.token];
  const encoded = Buffer.from(`${username}:${secret.reveal()}`).toString("base64");
  line.words.hide(secret.reveal());
  line.words.hide(encoded);
  return `Basic ${encoded}`;
}

function readToken(
  line: Line,
  need: TokenNeed,
  response: HttpResponse,
  refreshTokens: RefreshTokens,
): Answer<Token> {
  if (response.status !== 200) return { ok: false, failure: describeRefusedToken(need, response) };
  const reply = parseJson(response.body.toString());
  const { access_token, token, refresh_token, expires_in, issued_at }: Readonly<Record<string, unknown>> =
    isRecord(reply) ? reply : {};
  const text = [access_token, token].find((value) => typeof value === "string" && value !== "");
  // The body stays out of the message: it may hold a token under another name.
  if (typeof text !== "string" || !isHeaderText(text)) {
    const message = `the token service ${response.url.host} answers without a token`;
    const help = "see whether the registry's token service is the one it names in its challenge";
    return { ok: false, failure: { kind: "protocol", message, help, status: response.status } };
  }
  line.words.hide(text);
  if (typeof refresh_token === "string" && refresh_token !== "") {
    line.words.hide(refresh_token);
    refreshTokens.set(need.found.credential, new Secret(refresh_token));
  }
  const now = line.world.now();
  const life =
    typeof expires_in === "number" ? Math.max(expires_in * 1000, SHORTEST_LIFE_MS) : SHORTEST_LIFE_MS;
  const stated = typeof issued_at === "string" ? Date.parse(issued_at) : Number.NaN;
  // A service whose clock is wrong must not make us fetch a token for every request.
  const issued = Number.isNaN(stated) || stated > now || stated + life <= now ? now : stated;
  return { ok: true, value: { secret: new Secret(text), renewAt: issued + life - EARLY_MS } };
}

/** Whether a text can stand in a header as a token. */
export function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

function describeRefusedToken({ found, realm }: TokenNeed, { status }: HttpResponse): RegistryFailure {
  const service = `the token service ${realm.host}`;
  if (status === 401 || status === 403) {
    const isAnonymous = found.credential.kind === "anonymous";
    return {
      kind: status === 401 ? "unauthorized" : "denied",
      message: isAnonymous
        ? `${service} answers ${status}: it gives no token without a login, and no credential was found`
        : `${service} answers ${status}: it does not accept the credential from ${found.source}`,
      help: isAnonymous
        ? LOGIN_HELP
        : `see whether the credential from ${found.source} is right and not expired`,
      status,
    };
  }
  const help = "see whether the registry's token service is the one it names in its challenge";
  return { kind: "protocol", message: `${service} answers ${status} instead of a token`, help, status };
}

/** What to do when a login is needed and there is none. */
export const LOGIN_HELP = "give username and password in the package repository, or log in with docker login";
