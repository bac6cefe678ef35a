import { setFlagsFromString } from "node:v8";
import type { Agent, Dispatcher, ProxyAgent } from "undici";
import { type BodyProgress, createBodyTurn, unpack } from "./body.js";
import { createConnectionGuard } from "./connection-guard.js";
import type { Deadline } from "./deadline.js";
import { countWork, REQUEST_WORK } from "../model/optimizer.js";
import type { HttpLimits } from "./http-limits.js";
import type { HttpRequest, HttpResponse } from "./message.js";
import { type NetworkError, readNetworkError } from "./network-error.js";
import { type Proxy, chooseProxy } from "./proxy.js";
import { receive } from "./receive.js";
import { createSemaphore } from "./semaphore.js";
import type { TlsSettings } from "./tls.js";
import type { HttpWorld } from "./http-world.js";

/** An answer with any status, or the reason why there is none. */
export type HttpOutcome =
  | { readonly ok: true; readonly response: HttpResponse }
  | { readonly ok: false; readonly error: NetworkError };

/** The connections to one server, the peer, and to the hosts that its answers name. */
export interface Http {
  send(request: HttpRequest, deadline: Deadline): Promise<HttpOutcome>;
  /** Whether the peer is reached on this machine only; known after the first answer. */
  isLoopback(): boolean;
  /** Returns the places where certificates were searched, for messages. */
  searchedCertificates(): readonly string[];
  close(): Promise<void>;
}

/** Where a connection leads: to the peer, to another host, or to a proxy that gets the complete URL. */
type Route = "peer" | "other" | "proxy";

/** The settings of the connections; `hostname` is the peer's, the only host that gets a client certificate. */
export interface HttpSettings {
  readonly hostname: string;
  readonly tls: TlsSettings;
  readonly limits: HttpLimits;
  readonly world: HttpWorld;
}

/**
 * Creates the connections. Redirects are not followed here, and requests are not repeated. undici is loaded with the
 * first request, since loading takes 0.1 to 0.2 s, which a command without requests must not spend.
 */
export function createHttp({ hostname, tls, limits, world }: HttpSettings): Http {
  const guard = createConnectionGuard(hostname);
  const largeBodies = createSemaphore(1);
  const proxies = new Map<string, ReturnType<typeof chooseProxy>>();
  const dispatchers = new Map<string, Promise<Agent | ProxyAgent>>();
  function dispatcherFor(route: Route, proxy: Proxy | undefined, isTls: boolean) {
    const key = `${route} ${isTls} ${proxy?.origin ?? ""}`;
    const dispatcher = dispatchers.get(key) ?? makeDispatcher(route, proxy, isTls);
    dispatchers.set(key, dispatcher);
    return dispatcher;
  }

  /** Returns the proxy for a URL. It is chosen once for each origin. */
  function proxyFor(url: URL): ReturnType<typeof chooseProxy> {
    const { origin } = url;
    if (!proxies.has(origin)) proxies.set(origin, chooseProxy(world.env, url));
    return proxies.get(origin);
  }

  /** Creates the connections of a route. `isTls`: to the target, or else to the proxy. */
  async function makeDispatcher(route: Route, proxy: Proxy | undefined, isTls: boolean) {
    // V8 would compile the WebAssembly parser of undici a second time, for speed that pays off only after thousands of
    // requests: with the baseline compiler alone, a refresh of two images takes 0.31 s of CPU and 68 MB instead of 0.40 s
    // and 105 MB.
    setFlagsFromString("--liftoff-only");
    const { Agent, ProxyAgent } = await import("./agents.js");
    const secureContext = isTls ? await tls.context(route === "peer" ? "peer" : "other") : undefined;
    const proxyContext = proxy?.origin.startsWith("https:") === true ? await tls.context("other") : undefined;
    const target = {
      timeout: limits.connectMs,
      rejectUnauthorized: route !== "peer" || tls.verify,
      // The user chose the proxy, so its address is not checked.
      ...(route !== "proxy" && { lookup: guard.lookup }),
      ...(secureContext !== undefined && { secureContext }),
    };
    const common = {
      connections: limits.concurrency,
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyMs,
      maxHeaderSize: limits.maxHeaderBytes,
    };
    if (proxy === undefined) return new Agent({ ...common, connect: target });
    return new ProxyAgent({
      ...common,
      uri: proxy.origin,
      requestTls: target,
      proxyTls: { timeout: limits.connectMs, ...(proxyContext && { secureContext: proxyContext }) },
      ...(proxy.authorization !== undefined && { token: proxy.authorization }),
    });
  }

  async function send(request: HttpRequest, deadline: Deadline): Promise<HttpOutcome> {
    const { url, method, body } = request;
    const proxy = proxyFor(url);
    if (proxy !== undefined && "malformed" in proxy) {
      return { ok: false, error: { code: "PROXY_MALFORMED", text: proxy.malformed, received: 0 } };
    }
    const progress: BodyProgress = { received: 0 };
    const fail = (what: { readonly code: string; readonly text: string }): HttpOutcome => {
      return { ok: false, error: { ...what, ...progress, ...(proxy && { proxy: proxy.origin }) } };
    };
    const objection = guard.checkHost(url.hostname);
    if (objection !== undefined) return fail(readNetworkError(objection));
    const turn = createBodyTurn(largeBodies);
    try {
      // Bodies must be unchanged, since digests are of the bytes.
      const headers: Record<string, string> = {
        host: url.host,
        "accept-encoding": "identity",
        ...request.headers,
      };
      const options: Dispatcher.DispatchOptions = {
        method,
        origin: url.origin,
        path: url.pathname + url.search,
        headers,
        // undici would close the connection after every HEAD.
        reset: false,
        ...(body !== undefined && { body }),
      };
      let dispatcher: Dispatcher;
      if (proxy !== undefined && url.protocol === "http:") {
        // Plain http is sent to the proxy with the complete URL (RFC 9112, section 3.2.2): most proxies reject CONNECT
        // for port 80.
        dispatcher = await dispatcherFor("proxy", undefined, proxy.origin.startsWith("https:"));
        options.origin = proxy.origin;
        options.path = url.href;
        if (proxy.authorization !== undefined) headers["proxy-authorization"] = proxy.authorization;
      } else {
        const route = url.hostname === hostname ? "peer" : "other";
        dispatcher = await dispatcherFor(route, proxy, url.protocol === "https:");
      }
      const { maxBytes } = request;
      const raw = await receive(dispatcher, options, { progress, maxBytes, turn, deadline });
      const { status } = raw;
      // Some servers send this encoding although it was not accepted.
      const isPacked = /^(?:x-)?gzip$/i.test(String(raw.headers["content-encoding"] ?? ""));
      const unpacked =
        isPacked && raw.body !== undefined && raw.body.length > 0
          ? await unpack(raw.body, { maxBytes, turn })
          : raw.body;
      if (proxy !== undefined && status === 407) return fail({ code: "PROXY_REFUSED", text: "407" });
      if (unpacked === undefined) return fail({ code: "TOO_LARGE", text: "" });
      countWork(REQUEST_WORK + unpacked.length);
      return { ok: true, response: { url, status, headers: raw.headers, body: unpacked } };
    } catch (error) {
      return fail(readNetworkError(error));
    } finally {
      turn.end();
    }
  }

  return {
    send,
    isLoopback: () => guard.isLoopback(),
    searchedCertificates: () => tls.searched(),
    async close() {
      const all = await Promise.all(dispatchers.values());
      await Promise.all(all.map((dispatcher) => dispatcher.destroy()));
    },
  };
}
