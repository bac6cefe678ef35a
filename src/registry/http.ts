import type { Agent, Dispatcher, ProxyAgent } from "undici";
import { readBody, unpackBody, type BodyProgress } from "./http-body.js";
import { readNetworkError, type NetworkError } from "./network-error.js";
import type { Limits } from "./limits.js";
import { chooseProxy } from "./proxy.js";
import type { TlsSettings } from "./tls.js";
import type { RegistryWorld, RequestEvent } from "./world.js";

/** One request, exactly as it goes on the wire. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The largest body that is read, in bytes. */
  readonly maxBytes: number;
}

/** A whole answer. */
export interface HttpResponse {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly status: number;
  /** Names in lower case; a header that came several times is a list. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** An answer, whatever its status, or why there is none. */
export type HttpOutcome =
  | { readonly ok: true; readonly response: HttpResponse }
  | { readonly ok: false; readonly error: NetworkError };

/** The wire to one registry and to the hosts that it sends us to. */
export interface Http {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome>;
  close(): Promise<void>;
}

/** What a wire is made of; `hostname` is the registry's, the only host that gets a client certificate. */
export interface HttpSettings {
  readonly hostname: string;
  readonly tls: TlsSettings;
  readonly limits: Limits;
  readonly world: RegistryWorld;
}

/**
 * Makes the wire. No redirect is followed and nothing is repeated here. undici is loaded with the first request,
 * since that alone takes 0.1 to 0.2 s: a command that asks no registry never pays for it.
 */
export function createHttp({ hostname, tls, limits, world }: HttpSettings): Http {
  const dispatchers = new Map<string, Promise<Agent | ProxyAgent>>();
  function dispatcherFor(url: URL, proxy: { origin: string; authorization?: string } | undefined) {
    const isRegistry = url.hostname === hostname;
    const key = `${isRegistry ? "registry" : "other"} ${proxy?.origin ?? ""}`;
    const known = dispatchers.get(key);
    if (known !== undefined) return known;
    const dispatcher = makeDispatcher(isRegistry, proxy);
    dispatchers.set(key, dispatcher);
    return dispatcher;
  }

  async function makeDispatcher(
    isRegistry: boolean,
    proxy: { origin: string; authorization?: string } | undefined,
  ) {
    const { Agent, ProxyAgent } = await import("./agents.js");
    const secureContext = isRegistry ? tls.registry : tls.others;
    const target = {
      timeout: limits.connectMs,
      rejectUnauthorized: !isRegistry || tls.verify,
      ...(secureContext !== undefined && { secureContext }),
    };
    const common = {
      connections: limits.concurrency,
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyMs,
    };
    if (proxy === undefined) return new Agent({ ...common, connect: target });
    return new ProxyAgent({
      ...common,
      uri: proxy.origin,
      requestTls: target,
      proxyTls: { timeout: limits.connectMs },
      ...(proxy.authorization !== undefined && { token: proxy.authorization }),
    });
  }

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> {
    const { url, method, body } = request;
    const proxy = chooseProxy(world.env, url);
    if (proxy !== undefined && "malformed" in proxy) {
      return { ok: false, error: { code: "PROXY_MALFORMED", text: proxy.malformed, received: 0 } };
    }
    const progress: BodyProgress = { received: 0 };
    const fail = (what: { readonly code: string; readonly text: string }): HttpOutcome => {
      return { ok: false, error: { ...what, ...progress, ...(proxy && { proxy: proxy.origin }) } };
    };
    try {
      // Bodies are wanted as they are: digests are of the bytes themselves.
      const headers: Record<string, string> = {
        host: url.host,
        "accept-encoding": "identity",
        ...request.headers,
      };
      const options: Dispatcher.RequestOptions = {
        method,
        origin: url.origin,
        path: url.pathname + url.search,
        headers,
        signal,
        // undici would close the connection after every HEAD.
        reset: false,
        ...(body !== undefined && { body }),
      };
      let dispatcher: Dispatcher;
      if (proxy !== undefined && url.protocol === "http:") {
        // Plain http goes to the proxy with the whole URL (RFC 9112, section 3.2.2): most proxies refuse CONNECT
        // for port 80.
        dispatcher = await dispatcherFor(new URL(proxy.origin), undefined);
        options.origin = proxy.origin;
        options.path = url.href;
        if (proxy.authorization !== undefined) headers["proxy-authorization"] = proxy.authorization;
      } else {
        dispatcher = await dispatcherFor(url, proxy);
      }
      const answer = await dispatcher.request(options);
      progress.status = answer.statusCode;
      const packed = await readBody(answer.body, progress, request.maxBytes);
      if (proxy !== undefined && answer.statusCode === 407)
        return fail({ code: "PROXY_REFUSED", text: "407" });
      const encoding = String(answer.headers["content-encoding"] ?? "");
      const whole = packed && (await unpackBody(packed, encoding, request.maxBytes));
      if (whole === undefined) return fail({ code: "TOO_LARGE", text: "" });
      return { ok: true, response: { url, status: answer.statusCode, headers: answer.headers, body: whole } };
    } catch (error) {
      return fail(readNetworkError(error));
    }
  }

  return {
    async send(request, signal) {
      const start = performance.now();
      const outcome = await send(request, signal);
      world.onRequest?.(describeRequest(request, outcome, performance.now() - start, hostname));
      return outcome;
    },
    async close() {
      const all = await Promise.all(dispatchers.values());
      await Promise.all(all.map((dispatcher) => dispatcher.destroy()));
    },
  };
}

function describeRequest(
  request: HttpRequest,
  outcome: HttpOutcome,
  ms: number,
  hostname: string,
): RequestEvent {
  const { url, method } = request;
  return {
    method,
    url: url.origin + url.pathname + (url.hostname === hostname ? url.search : ""),
    outcome: outcome.ok ? outcome.response.status : outcome.error.code,
    ms,
    bytes: outcome.ok ? outcome.response.body.length : outcome.error.received,
  };
}
