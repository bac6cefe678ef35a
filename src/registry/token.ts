import type { Answer, QueryFailure } from "../model/failure.js";
import { Secret } from "../model/secret.js";
import type { Credential, SourcedCredential } from "./credentials/credential.js";
import type { Deadline } from "../http/deadline.js";
import { isHeaderText, type HttpRequest, type HttpResponse } from "../http/message.js";
import { isRecord, parseJson } from "../model/json.js";
import { exchange, type ExchangeContext } from "../http/exchange.js";
import type { Limits } from "./limits.js";

/** The request for a token. */
export interface TokenNeed {
  readonly realm: URL;
  readonly service: string | undefined;
  /** `repository:team/app:pull`; undefined for the registry as a whole. */
  readonly scope: string | undefined;
  readonly sourced: SourcedCredential;
}

/** A token and the time (ms since 1970) after which it is not used. */
export interface AccessToken {
  readonly secret: Secret;
  readonly renewAt: number;
}

/** The state of a registry that a request for a token needs. */
interface TokenContext extends ExchangeContext {
  readonly limits: Limits;
}

/** Refresh tokens that a token service returned for an identity token, for the duration of the run. */
export type RefreshTokens = WeakMap<Credential, Secret>;

const CLIENT_ID = "gocd-pin";
// https://github.com/distribution/distribution/blob/v2.8.2/docs/spec/auth/token.md#token-response-fields
const SHORTEST_LIFE_MS = 60_000;
const EARLY_MS = 5_000;

/**
 * Fetches a token: an identity token is exchanged by OAuth2 (POST), everything else by GET, with the Basic
 * header if there is a user. Fails as unauthorized (401), denied (403), protocol (no token in the reply, any other
 * status), and like any request.
 */
export async function fetchToken(
  context: TokenContext,
  need: TokenNeed,
  refreshTokens: RefreshTokens,
  deadline: Deadline,
): Promise<Answer<AccessToken>> {
  const { credential } = need.sourced;
  if (credential.kind === "identity-token") {
    const token = refreshTokens.get(credential) ?? credential.token;
    const answer = await exchange(context, oauthRequest(context, need, token), deadline);
    if (!answer.ok) return answer;
    // Services without OAuth2 answer 404, Harbor 405; they accept the token as a password.
    if (answer.value.status !== 404 && answer.value.status !== 405) {
      return readToken(context, need, answer.value, refreshTokens);
    }
  }
  const answer = await exchange(context, getRequest(context, need), deadline);
  return answer.ok ? readToken(context, need, answer.value, refreshTokens) : answer;
}

// https://github.com/distribution/distribution/blob/v2.8.2/docs/spec/auth/oauth.md
function oauthRequest(
  context: TokenContext,
  { realm, service, scope }: TokenNeed,
  token: Secret,
): HttpRequest {
  context.redactor.hide(token.reveal());
  const form = new URLSearchParams({ grant_type: "refresh_token", refresh_token: token.reveal() });
  form.set("client_id", CLIENT_ID);
  if (service !== undefined) form.set("service", service);
  if (scope !== undefined) form.set("scope", scope);
  return {
    method: "POST",
    url: realm,
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
    isBodySecret: true,
    maxBytes: context.limits.maxDocumentBytes,
  };
}

function getRequest(context: TokenContext, { realm, service, scope, sourced }: TokenNeed): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  if (scope !== undefined) url.searchParams.set("scope", scope);
  const authorization = basicHeader(context, sourced.credential);
  return {
    method: "GET",
    url,
    headers: { accept: "application/json", ...(authorization !== undefined && { authorization }) },
    maxBytes: context.limits.maxDocumentBytes,
  };
}

/** The Basic header of a credential (RFC 7617, UTF-8); undefined if it has no user. */
export function basicHeader(context: TokenContext, credential: Credential): string | undefined {
  if (credential.kind !== "basic" && credential.kind !== "identity-token") return undefined;
  const [username, secret] =
    credential.kind === "basic" ? [credential.username, credential.password] : ["", credential.token];
  const encoded = Buffer.from(`${username}:${secret.reveal()}`).toString("base64");
  context.redactor.hide(secret.reveal(), username);
  return `Basic ${encoded}`;
}

function readToken(
  context: TokenContext,
  need: TokenNeed,
  response: HttpResponse,
  refreshTokens: RefreshTokens,
): Answer<AccessToken> {
  if (response.status !== 200) return { ok: false, failure: describeRefusedToken(context, need, response) };
  const reply = parseJson(response.body.toString());
  const { access_token, token, refresh_token, expires_in, issued_at }: Readonly<Record<string, unknown>> =
    isRecord(reply) ? reply : {};
  const text = [access_token, token].find((value) => typeof value === "string" && value !== "");
  // The message does not contain the body, which may have a token under another name.
  if (typeof text !== "string" || !isHeaderText(text)) {
    const message = `the token service ${context.redactor.host(response.url)} responded without a token`;
    const help = "check registry_url, or report this to the registry's operator";
    return { ok: false, failure: { kind: "protocol", message, help, status: response.status } };
  }
  context.redactor.hide(text);
  if (typeof refresh_token === "string" && refresh_token !== "") {
    context.redactor.hide(refresh_token);
    refreshTokens.set(need.sourced.credential, new Secret(refresh_token));
  }
  const now = context.world.now();
  const life =
    typeof expires_in === "number" ? Math.max(expires_in * 1000, SHORTEST_LIFE_MS) : SHORTEST_LIFE_MS;
  const stated = typeof issued_at === "string" ? Date.parse(issued_at) : Number.NaN;
  // A service with a wrong clock must not cause a new token for every request.
  const issued = Number.isNaN(stated) || stated > now || stated + life <= now ? now : stated;
  return { ok: true, value: { secret: new Secret(text), renewAt: issued + life - EARLY_MS } };
}

function describeRefusedToken(
  { redactor }: TokenContext,
  { sourced, realm }: TokenNeed,
  { status }: HttpResponse,
): QueryFailure {
  const service = `the token service ${redactor.host(realm)}`;
  if (status === 401 || status === 403) {
    const isAnonymous = sourced.credential.kind === "anonymous";
    return {
      kind: status === 401 ? "unauthorized" : "denied",
      message: isAnonymous
        ? `${service} responded with ${status}: it requires a login, and no credential was found`
        : `${service} responded with ${status}: it does not accept the credential from ${sourced.source}`,
      help: isAnonymous
        ? LOGIN_HELP
        : `check that the credential from ${sourced.source} is correct and has not expired`,
      // With 403 a credential may be correct and only this image not allowed; GitLab does this.
      ...(status === 401 && !isAnonymous && { blames: "registry_url" }),
      status,
    };
  }
  const help = "check registry_url, or report this to the registry's operator";
  return {
    kind: "protocol",
    message: `${service} responded with ${status} instead of a token`,
    help,
    status,
  };
}

/** The help for a registry that requires a login if there is no credential. */
export const LOGIN_HELP = "set username and password in the package repository, or run docker login";
