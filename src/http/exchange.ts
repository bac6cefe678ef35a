import type { Answer, QueryFailure } from "../model/failure.js";
import type { Deadline } from "./deadline.js";
import type { NetworkError } from "./network-error.js";
import { describeNetworkError, hostWithOrigin, isPassing, seconds } from "./network-failure.js";
import { describeBody, header, type HttpRequest, type HttpResponse, parseRetryAfter } from "./message.js";
import type { Http, HttpOutcome } from "./http.js";
import type { HttpLimits } from "./http-limits.js";
import type { Notices } from "./notices.js";
import type { Peer } from "./peer.js";
import type { Redactor } from "./redactor.js";
import { isSameOrigin, parseUrl, rejectRedirect } from "./url.js";
import type { HttpWorld, RequestEvent } from "./http-world.js";

/** Decides which origins may receive a credential. */
export interface PermittedOrigins {
  /** Whether a credential may be sent to the origin of `url`. */
  permits(url: URL): boolean;
}

/** The state of one server that every request to it needs. */
export interface ExchangeContext {
  readonly peer: Peer;
  readonly http: Http;
  readonly origins: PermittedOrigins;
  readonly limits: HttpLimits;
  readonly world: HttpWorld;
  readonly redactor: Redactor;
  readonly notices: Notices;
  /** Per origin, the time (ms since 1970) until which no request is sent because of `Retry-After`; shared by all queries. */
  readonly pauses: Map<string, number>;
}

// Statuses of temporary problems; every other status is an answer.
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
// Those of a proxy whose server is down; a 500 may be about one query.
const GATEWAY = new Set([502, 503, 504]);
/** The longest path in a `RequestEvent`, in characters. */
const LONGEST_PATH = 2000;
const REDIRECT = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request until it is answered: follows redirects, repeats after temporary errors with growing waits, and waits
 * as long as an origin demands with `Retry-After`, as often as it does within the deadline. Returns any status but 408,
 * 429 and temporary 5xx; those, and all network errors, are failures.
 */
export async function exchange(
  context: ExchangeContext,
  request: HttpRequest,
  deadline: Deadline,
): Promise<Answer<HttpResponse>> {
  const { peer, limits, world, redactor } = context;
  let attempt = 0;
  /** The last temporary failure; it is reported if the time ends during the next attempt. */
  let trouble: QueryFailure | undefined;
  for (;;) {
    const held = await awaitTurn(context, request.url, deadline);
    if (held !== undefined) return { ok: false, failure: held };
    const outcome = await follow(context, request, deadline);
    if (!outcome.ok) return outcome;
    let failure: QueryFailure;
    let isRequested = false;
    let wait = limits.backoffMs * 2 ** attempt * (1 - world.random() / 2);
    const { value } = outcome;
    if ("error" in value) {
      const errorContext = {
        peer,
        host: redactor.host(value.url),
        from: redactor.host(request.url),
        isPlain: value.url.protocol === "http:",
        redactor,
        limits,
        maxBytes: request.maxBytes,
        isOver: deadline.isOver(),
        searched: context.http.searchedCertificates(),
      };
      failure = describeNetworkError(value.error, errorContext);
      if (errorContext.isOver) return { ok: false, failure: trouble ?? failure };
      if (!isPassing(value.error)) return { ok: false, failure };
      trouble = failure;
    } else {
      if (!PASSING.has(value.status)) return { ok: true, value };
      trouble = failure = describeTrouble(value, request, context);
      const requestedWait = parseRetryAfter(header(value, "retry-after"), world.now());
      if (requestedWait !== undefined) {
        isRequested = requestedWait > 0;
        wait = Math.min(Math.max(requestedWait, wait), limits.maxWaitMs);
        context.pauses.set(value.url.origin, world.now() + wait);
      }
    }
    if (wait >= deadline.remaining()) {
      return { ok: false, failure: isRequested ? explainWait(failure, wait) : failure };
    }
    // A `Retry-After` does not count as a retry: with many clients, some get it again and again.
    if (!isRequested) {
      if (attempt >= limits.retries) return { ok: false, failure };
      attempt++;
    }
    await deadline.pause(wait);
  }
}

/** Waits until the `Retry-After` of the origin is over; returns a failure if that is longer than the remaining time. */
async function awaitTurn(
  context: ExchangeContext,
  url: URL,
  deadline: Deadline,
): Promise<QueryFailure | undefined> {
  for (;;) {
    const wait = (context.pauses.get(url.origin) ?? 0) - context.world.now();
    if (wait <= 0) return undefined;
    if (wait >= deadline.remaining()) {
      const message = `${context.redactor.host(url)} asked clients to wait before the next request (Retry-After)`;
      return explainWait({ kind: "rate-limited", message, blames: "registry_url" }, wait);
    }
    await deadline.pause(wait);
  }
}

type Landing = HttpResponse | { readonly error: NetworkError; readonly url: URL };

async function follow(
  context: ExchangeContext,
  request: HttpRequest,
  deadline: Deadline,
): Promise<Answer<Landing>> {
  const visited = new Set<string>();
  let current = context.origins.permits(request.url) ? request : withoutCredential(request);
  let status: number | undefined;
  for (;;) {
    const start = performance.now();
    const outcome = await context.http.send(current, deadline);
    context.world.onRequest?.(describeRequest(context, current, outcome, performance.now() - start));
    warnOfPlaintext(context, current);
    if (!outcome.ok) {
      // A host answered with a redirect before the error, so the failure has a status.
      const error = status === undefined ? outcome.error : { status, ...outcome.error };
      return { ok: true, value: { error, url: current.url } };
    }
    const { response } = outcome;
    status = response.status;
    context.notices.read(response, context.redactor);
    const location = header(response, "location");
    if (!REDIRECT.has(response.status) || location === undefined || request.method === "POST") {
      return { ok: true, value: response };
    }
    const next = parseUrl(location, current.url);
    const objection = next === undefined ? "it is not a URL" : rejectRedirect(current.url, next);
    const from = context.redactor.host(request.url);
    if (next === undefined || objection !== undefined) {
      // The origin of a URL such as `file:///x` is the text "null".
      const isNamed = next !== undefined && next.origin !== "null";
      const to = context.redactor.show(isNamed ? next.origin : location, 80);
      return broken(
        context,
        `${from} redirects to "${to}", which is not allowed: ${objection ?? ""}`,
        response.status,
      );
    }
    // Before the comparison: a URL with a user name would be another one each time.
    next.username = "";
    next.password = "";
    visited.add(current.url.href);
    const isLoop = visited.has(next.href);
    if (isLoop || visited.size > context.limits.maxRedirects) {
      const what = isLoop ? "in a loop" : `more than ${context.limits.maxRedirects} times`;
      const { setting, noun } = context.peer;
      const help = `check that ${setting} is the address of a ${noun}, and that no login page is in front of it`;
      const message = `${from} redirects ${what}`;
      return { ok: false, failure: { kind: "protocol", message, help, status } };
    }
    const moved = { ...current, url: next };
    current = isSameOrigin(current.url, next) ? moved : withoutCredential(moved);
  }
}

function describeRequest(
  { redactor }: ExchangeContext,
  { method, url }: HttpRequest,
  outcome: HttpOutcome,
  ms: number,
): RequestEvent {
  return {
    method,
    url: `${url.protocol}//${redactor.host(url)}${redactor.show(url.pathname, LONGEST_PATH)}`,
    outcome: outcome.ok ? outcome.response.status : outcome.error.code,
    ms,
    bytes: outcome.ok ? outcome.response.body.length : outcome.error.received,
  };
}

/** Warns if a request had a credential, used plain http, and went to another machine: others on the way can read it. */
function warnOfPlaintext(
  { peer, http, notices, redactor }: ExchangeContext,
  { url, headers, isBodySecret }: HttpRequest,
): void {
  const hasCredential = headers["authorization"] !== undefined || isBodySecret === true;
  if (!hasCredential || url.protocol === "https:" || http.isLoopback()) return;
  const host = redactor.host(url);
  notices.add({
    code: "registry-plaintext",
    message: `a credential is sent to ${host} over plain http, where others on the network can read it`,
    help: `write https:// in ${peer.setting}, or set up TLS for ${host}`,
  });
}

// Credentials are sent to the origin that requested them only; a blob store even rejects a request that has two.
function withoutCredential({ method, url, headers, maxBytes }: HttpRequest): HttpRequest {
  const rest = Object.entries(headers).filter(([name]) => name !== "authorization");
  return { method, url, headers: Object.fromEntries(rest), maxBytes };
}

function describeTrouble(
  response: HttpResponse,
  request: HttpRequest,
  context: ExchangeContext,
): QueryFailure {
  const { status, url } = response;
  const host = hostWithOrigin(context.redactor.host(url), context.redactor.host(request.url));
  const detail = describeBody(response, context);
  if (status === 429) {
    return {
      kind: "rate-limited",
      message: `${host} responded with 429: too many requests${detail}`,
      help: context.peer.throttled,
      blames: "registry_url",
      status,
    };
  }
  const kind = status === 408 || status === 504 ? "timeout" : "unreachable";
  const message = `${host} responded with ${status}${detail}`;
  const help = `try again later; the ${context.peer.noun} has a temporary problem`;
  return { kind, message, help, status, ...(GATEWAY.has(status) && { blames: "registry_url" }) };
}

function explainWait(failure: Omit<QueryFailure, "help">, wait: number): QueryFailure {
  const help = `wait ${seconds(Math.ceil(wait / 1000) * 1000)}, or allow that much time with --timeout`;
  return { ...failure, help };
}

function broken({ peer }: ExchangeContext, message: string, status: number): Answer<never> {
  const help = `set ${peer.setting} to the address that the ${peer.noun} redirects to, if you trust it`;
  return { ok: false, failure: { kind: "protocol", message, help, status } };
}
