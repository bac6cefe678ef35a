import type { ServerOptions } from "node:https";
import { createGuard, type FakeAuth } from "./fake-registry-auth.js";
import { makeContent, type FakeContent, type FakeImage, type FakeTag } from "./fake-registry-content.js";
import { startScriptedServer, type Reply, type ScriptedServer, type SeenRequest } from "./scripted-server.js";

/** What a fake registry holds and how it behaves. All but the functions can be in a JSON file. */
export interface FakeRegistryScript {
  /** Images by their name on the wire. */
  readonly repositories: Readonly<Record<string, FakeImage>>;
  readonly auth?: FakeAuth;
  /** The path before `/v2/`: `/artifactory/api/docker/repo`. */
  readonly basePath?: string;
  /** TLS options; without them it speaks plain http. */
  readonly tls?: ServerOptions;
  /** How long each answer waits, in ms; 0 if not given. */
  readonly latencyMs?: number;
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

/** A running fake registry. */
export interface FakeRegistry extends ScriptedServer {
  /** Where `/v2/` is appended. */
  readonly url: string;
  /** How many requests came, of `GET /v2/team/app/tags/list` (without query and base path) or of all. */
  count(request?: string): number;
  /** Adds a tag to an image, at the end of its list, as a push does. */
  push(name: string, tag: string, script?: FakeTag): void;
  /** Revokes all tokens that were issued. */
  revokeTokens(): void;
}

const KNOWN_QUERY = new Set(["n", "last"]);

/** Starts a fake registry on a free port of 127.0.0.1. */
export async function startFakeRegistry(script: FakeRegistryScript): Promise<FakeRegistry> {
  const basePath = script.basePath ?? "";
  const images = new Map(Object.entries(script.repositories));
  const contents = new Map<string, FakeContent>();
  const guard = createGuard(script.auth);
  const versioned = script.announces === false ? {} : { "docker-distribution-api-version": "registry/2.0" };

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
    const rejection = guard.admit(seen, name, server.origin + basePath);
    if (rejection !== undefined) return rejection;
    if (name === undefined)
      return { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
    const image = images.get(name);
    if (image === undefined) return specError(404, "NAME_UNKNOWN");
    if (kind === "tags")
      return reference === "list" ? answerTags(script, name, image, seen, server.origin) : undefined;
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

  const server = await startScriptedServer({
    name: "fake registry",
    tls: script.tls,
    latencyMs: script.latencyMs,
    answer(seen, body) {
      const reply = answer(seen, body.toString());
      return reply && { ...reply, headers: { ...versioned, ...reply.headers } };
    },
  });

  return {
    ...server,
    url: server.origin + basePath,
    count(request) {
      const isMeant = ({ method, path }: SeenRequest) =>
        `${method} ${path.slice(basePath.length)}` === request;
      return request === undefined ? server.requests.length : server.requests.filter(isMeant).length;
    },
    push(name, tag, pushed = {}) {
      const before = images.get(name);
      const image = { ...before, tags: { ...before?.tags, [tag]: pushed } };
      images.set(name, image);
      contents.delete(name);
    },
    revokeTokens: () => guard.revoke(),
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
