import type { Answer, RegistryFailure } from "../model/failure.js";
import { parseUrl } from "./address.js";
import type { Deadline } from "./deadline.js";
import { describeFault, isPassing, seconds } from "./fault.js";
import { describeBody } from "./error-body.js";
import { header } from "./headers.js";
import type { Fault, Http, HttpRequest, HttpResponse } from "./http.js";
import type { Limits } from "./limits.js";
import type { Notices } from "./notices.js";
import { isSameOrigin, refuseRedirect } from "./origin.js";
import { parseRetryAfter } from "./retry-after.js";
import type { Words } from "./words.js";
import type { RegistryWorld } from "./world.js";

/** Everything that a request needs on its way. */
export interface Line {
  readonly http: Http;
  readonly limits: Limits;
  readonly world: RegistryWorld;
  readonly words: Words;
  readonly notices: Notices;
  /** Until when (ms since 1970) an origin wants to be left alone; shared by everything that asks it. */
  readonly pauses: Map<string, number>;
}

// Passing troubles of a server; every other status is an answer.
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
const REDIRECT = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request until an answer comes: follows redirects, repeats after passing faults with growing waits, and leaves
 * an origin alone for as long as it asks with `Retry-After`, as often as it asks while there is time. Gives any status
 * but 408, 429 and 5xx of passing troubles; those, and all faults of the wire, are failures.
 */
export async function exchange(
  line: Line,
  request: HttpRequest,
  deadline: Deadline,
): Promise<Answer<HttpResponse>> {
  const { limits, world, words } = line;
  let attempt = 0;
  /** What the server said last. Time that runs out behind that was taken by it. */
  let trouble: RegistryFailure | undefined;
  for (;;) {
    const held = await awaitTurn(line, request.url, deadline);
    if (held !== undefined) return { ok: false, failure: held };
    const outcome = await follow(line, request, deadline);
    if (!outcome.ok) return outcome;
    let failure: RegistryFailure;
    let isAsked = false;
    let wait = limits.backoffMs * 2 ** attempt * (1 - world.random() / 2);
    const { value } = outcome;
    if ("fault" in value) {
      const scene = {
        host: value.url.host,
        words,
        limits,
        maxBytes: request.maxBytes,
        isOver: deadline.signal.aborted,
      };
      failure = describeFault(value.fault, scene);
      if (scene.isOver) return { ok: false, failure: trouble ?? failure };
      if (!isPassing(value.fault)) return { ok: false, failure };
    } else {
      if (!PASSING.has(value.status)) return { ok: true, value };
      trouble = failure = describeTrouble(value, words);
      const asked = parseRetryAfter(header(value, "retry-after"), world.now());
      if (asked !== undefined) {
        isAsked = asked > 0;
        wait = Math.min(Math.max(asked, wait), limits.maxWaitMs);
        line.pauses.set(value.url.origin, world.now() + wait);
      }
    }
    if (wait >= deadline.remaining()) return { ok: false, failure: explainWait(failure, wait) };
    // Who is told when to come back has its whole time: where many ask, some are turned away again and again.
    if (!isAsked) {
      if (attempt >= limits.retries) return { ok: false, failure };
      attempt++;
    }
    await deadline.pause(wait);
  }
}

/** Waits while the origin wants to be left alone; gives the failure when that is longer than the time left. */
async function awaitTurn(line: Line, url: URL, deadline: Deadline): Promise<RegistryFailure | undefined> {
  for (;;) {
    const wait = (line.pauses.get(url.origin) ?? 0) - line.world.now();
    if (wait <= 0) return undefined;
    if (wait >= deadline.remaining()) {
      const message = `${url.host} has asked to be left alone for a while`;
      return explainWait({ kind: "rate-limited", message }, wait);
    }
    await deadline.pause(wait);
  }
}

type Landing = HttpResponse | { readonly fault: Fault; readonly url: URL };

async function follow(line: Line, request: HttpRequest, deadline: Deadline): Promise<Answer<Landing>> {
  const visited = new Set<string>();
  let current = request;
  let status: number | undefined;
  for (;;) {
    const outcome = await line.http.send(current, deadline.signal);
    if (!outcome.ok) {
      // Whoever sent us on was there: the status says so.
      const fault = status === undefined ? outcome.fault : { status, ...outcome.fault };
      return { ok: true, value: { fault, url: current.url } };
    }
    const { response } = outcome;
    status = response.status;
    line.notices.read(current.url.host, response, line.words);
    const location = header(response, "location");
    if (!REDIRECT.has(response.status) || location === undefined || request.method === "POST") {
      return { ok: true, value: response };
    }
    const next = parseUrl(location, current.url);
    const refusal = next === undefined ? "it is no URL" : refuseRedirect(current.url, next);
    const from = request.url.host;
    if (next === undefined || refusal !== undefined) {
      const to = next === undefined ? line.words.say(location, 80) : next.origin;
      return broken(`a redirect of ${from} to "${to}" is refused: ${refusal ?? ""}`, response.status);
    }
    visited.add(current.url.href);
    if (visited.has(next.href)) return broken(`${from} redirects in a circle`, response.status);
    if (visited.size > line.limits.maxRedirects) {
      return broken(`${from} redirects more than ${line.limits.maxRedirects} times`, response.status);
    }
    next.username = "";
    next.password = "";
    current = { ...current, url: next, headers: headersFor(current, next) };
  }
}

// Credentials stay with the origin that earned them; a blob store would even refuse a request that carries two.
function headersFor(request: HttpRequest, next: URL): Readonly<Record<string, string>> {
  if (isSameOrigin(request.url, next)) return request.headers;
  return Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== "authorization"));
}

function describeTrouble(response: HttpResponse, words: Words): RegistryFailure {
  const { status, url } = response;
  const said = describeBody(response, words);
  if (status === 429) {
    return {
      kind: "rate-limited",
      message: `${url.host} answers 429: too many requests${said}`,
      help: "try again later, log in for a higher limit, or ask less at a time with --concurrency",
      status,
    };
  }
  const kind = status === 408 || status === 504 ? "timeout" : "unreachable";
  const message = `${url.host} answers ${status}${said}`;
  return { kind, message, help: "try again later; the trouble is on the registry's side", status };
}

function explainWait(failure: RegistryFailure, wait: number): RegistryFailure {
  const asked = `wait ${seconds(Math.ceil(wait / 1000) * 1000)}, or allow that much time with --timeout`;
  return { ...failure, help: asked };
}

function broken(message: string, status: number): Answer<never> {
  const help = "see whether registry_url is the address that the registry really answers at";
  return { ok: false, failure: { kind: "protocol", message, help, status } };
}
