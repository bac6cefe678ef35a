import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { Socket } from "node:net";
import { createGuard, type FakeAuth, type Reply } from "./fake-registry-auth.js";
import { makeContent, type FakeContent, type FakeImage, type FakeTag } from "./fake-registry-content.js";

/** What a fake registry holds and how it behaves. All but the functions can be in a JSON file. */
export interface FakeRegistryScript {
  /** Images by their name on the wire. */
  readonly repositories: Readonly<Record<string, FakeImage>>;
  readonly auth?: FakeAuth;
  /** The path before `/v2/`: `/artifactory/api/docker/repo`. */
  readonly basePath?: string;
  /** TLS options; without them it speaks plain http. */
  readonly tls?: ServerOptions;
  /** Whether `Docker-Distribution-Api-Version` is sent; true if not given. */
  readonly announces?: boolean;
  /** The most tags of one page, even if `n` is larger. */
  readonly maxPage?: number;
  /** `n` does nothing: every tag comes in one page. */
  readonly ignoresN?: boolean;
  /** `last` does nothing: every page is the first. */
  readonly ignoresLast?: boolean;
  /** The `Link` values of a page; the usual one if not given. `next` is its path with query. */
  readonly link?: (next: string, origin: string) => string | readonly string[] | undefined;
  /** Whether manifest replies name their digest; true if not given. */
  readonly namesDigest?: boolean;
  /** The content type of manifest replies instead of the right one. */
  readonly manifestType?: string;
}

/** One request as it came. */
export interface SeenRequest {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage["headers"];
}

/** Answers a request in its own way; returns false to leave it to the registry. */
export type Fault = (request: IncomingMessage, response: ServerResponse, seen: SeenRequest) => boolean;

/** A running fake registry. */
export interface FakeRegistry {
  /** Where `/v2/` is appended. */
  readonly url: string;
  readonly origin: string;
  /** `host:port`. */
  readonly host: string;
  readonly requests: readonly SeenRequest[];
  /** How many requests came, of `GET /v2/team/app/tags/list` (without query and base path) or of all. */
  count(request?: string): number;
  /** Injects a failure for the next `times` requests that it handles; the latest comes first. */
  inject(fault: Fault, times?: number): void;
  /** Adds a tag to an image, at the end of its list, as a push does. */
  push(name: string, tag: string, script?: FakeTag): void;
  /** Revokes all tokens that were issued. */
  revokeTokens(): void;
  /** Connections that were opened. */
  connections(): number;
  /** Stops it. Throws an error if it received a request that no client should send. */
  stop(): Promise<void>;
}

const KNOWN_QUERY = new Set(["n", "last"]);

/** Starts a fake registry on a free port of 127.0.0.1. */
export async function startFakeRegistry(script: FakeRegistryScript): Promise<FakeRegistry> {
  const basePath = script.basePath ?? "";
  const images = new Map(Object.entries(script.repositories));
  const contents = new Map<string, FakeContent>();
  const guard = createGuard(script.auth);
  const requests: SeenRequest[] = [];
  const unexpected: string[] = [];
  const sockets = new Set<Socket>();
  const faults: { readonly fault: Fault; left: number }[] = [];
  let origin = "";
  let opened = 0;

  /** The documents of an image, made when they are first needed after a push. */
  function contentOf(name: string, image: FakeImage): FakeContent {
    const content = contents.get(name) ?? makeContent(name, image);
    contents.set(name, content);
    return content;
  }

  function answer(seen: SeenRequest, body: string): Reply | undefined {
    if (seen.path === `${basePath}/token`) return guard.answerToken(seen, body);
    if (!seen.path.startsWith(`${basePath}/v2/`)) return undefined;
    const path = seen.path.slice(basePath.length + "/v2/".length);
    const [, name, kind, reference = ""] = /^(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
    if (path !== "" && name === undefined) return undefined;
    if (seen.method !== "GET" && !(seen.method === "HEAD" && kind === "manifests")) return undefined;
    const rejection = guard.admit(seen, name, origin + basePath);
    if (rejection !== undefined) return rejection;
    if (name === undefined)
      return { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
    const image = images.get(name);
    if (image === undefined) return specError(404, "NAME_UNKNOWN");
    if (kind === "tags")
      return reference === "list" ? answerTags(script, name, image, seen, origin) : undefined;
    const documents = contentOf(name, image);
    const document = (kind === "manifests" ? documents.manifests : documents.blobs).get(reference);
    if (document === undefined)
      return specError(404, kind === "manifests" ? "MANIFEST_UNKNOWN" : "BLOB_UNKNOWN");
    if (kind === "blobs") {
      return { status: 200, headers: { "content-type": "application/octet-stream" }, body: document.body };
    }
    const headers = {
      "content-type": script.manifestType ?? document.type,
      ...(script.namesDigest !== false && { "docker-content-digest": document.digest }),
    };
    return { status: 200, headers, body: document.body };
  }

  function listen(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://fake");
    const { authorization } = request.headers;
    const method = request.method ?? "";
    const query = url.search.slice(1);
    const seen = { method, path: url.pathname, query, authorization, headers: request.headers };
    requests.push(seen);
    const taken = faults.find((entry) => entry.left > 0 && entry.fault(request, response, seen));
    if (taken !== undefined) {
      taken.left--;
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const reply = answer(seen, Buffer.concat(chunks).toString());
      if (reply === undefined) unexpected.push(`${method} ${request.url ?? ""}`);
      const versioned =
        script.announces === false ? {} : { "docker-distribution-api-version": "registry/2.0" };
      send(response, { ...(reply ?? { status: 418 }), headers: { ...versioned, ...reply?.headers } });
    });
  }

  const server = script.tls === undefined ? createServer(listen) : createTlsServer(script.tls, listen);
  server.on("connection", (socket: Socket) => {
    opened++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  const host = `127.0.0.1:${address.port}`;
  origin = `${script.tls === undefined ? "http" : "https"}://${host}`;

  return {
    url: origin + basePath,
    origin,
    host,
    requests,
    count(request) {
      const isMeant = ({ method, path }: SeenRequest) =>
        `${method} ${path.slice(basePath.length)}` === request;
      return request === undefined ? requests.length : requests.filter(isMeant).length;
    },
    inject: (fault, times = 1) => void faults.unshift({ fault, left: times }),
    push(name, tag, pushed = {}) {
      const before = images.get(name);
      const image = { ...before, tags: { ...before?.tags, [tag]: pushed } };
      images.set(name, image);
      contents.delete(name);
    },
    revokeTokens: () => guard.revoke(),
    connections: () => opened,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      if (unexpected.length > 0) throw new Error(`the fake registry got: ${unexpected.join("; ")}`);
    },
  };
}

function answerTags(
  script: FakeRegistryScript,
  name: string,
  image: FakeImage,
  seen: SeenRequest,
  origin: string,
): Reply | undefined {
  const query = new URLSearchParams(seen.query);
  if ([...query.keys()].some((key) => !KNOWN_QUERY.has(key))) return undefined;
  const all: readonly unknown[] = [...Object.keys(image.tags ?? {}), ...(image.rubbish ?? [])];
  const asked = script.ignoresN === true ? Infinity : Number(query.get("n") ?? Infinity);
  const size = Math.min(asked, script.maxPage ?? Infinity);
  const last = script.ignoresLast === true ? null : query.get("last");
  const start = last === null ? 0 : all.indexOf(last) + 1;
  const page = all.slice(start, start + size);
  const isLast = start + page.length >= all.length;
  const next = `${seen.path}?${new URLSearchParams({ n: String(size), last: String(page.at(-1)) }).toString()}`;
  const link = isLast
    ? undefined
    : script.link === undefined
      ? `<${next}>; rel="next"`
      : script.link(next, origin);
  return {
    status: 200,
    headers: { "content-type": "application/json", ...(link !== undefined && { link }) },
    body: JSON.stringify({ name, tags: image.tags === null ? null : page }),
  };
}

function specError(status: number, code: string): Reply {
  const body = JSON.stringify({ errors: [{ code, message: `${code.toLowerCase()} to registry` }] });
  return { status, headers: { "content-type": "application/json" }, body };
}

/** Sends a reply; an answer to HEAD has no body. */
export function send(response: ServerResponse, { status, headers = {}, body = "" }: Reply): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === "string" ? value : [...value]);
  }
  response.writeHead(status, { "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** A failure that sends `reply` to requests whose `METHOD /path?query` contains `text`; to all requests without it. */
export function replyWith(reply: Reply, text = ""): Fault {
  return (request, response) => {
    if (!`${request.method ?? ""} ${request.url ?? ""}`.includes(text)) return false;
    request.resume();
    send(response, reply);
    return true;
  };
}
