import { createHash } from "node:crypto";
import { mutate } from "./mutate.js";
import type { RawReply, RawRequest } from "./hostile-server.js";
import type { Random } from "./random.js";

/** The servers of a round by their part: the registry, its token service, and one that neither should trust. */
export interface Origins {
  readonly registry: string;
  readonly tokens: string;
  readonly evil: string;
}

function listOrigins({ registry, tokens, evil }: Origins): string[] {
  return [registry, tokens, evil];
}

const DIGEST = `sha256:${createHash("sha256").update("x").digest("hex")}`;
const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

const BODIES: readonly string[] = [
  ...[
    "",
    "null",
    "[]",
    "{}",
    '""',
    "{",
    '{"tags":null}',
    '{"tags":[]}',
    '{"tags":[null,1,"a b"]}',
    '{"tags":"x"}',
  ],
  ...[
    "[".repeat(100_000),
    '{"a":'.repeat(50_000),
    "\ufeff{}",
    "<html>sign in</html>",
    '{"token":1}',
    '{"errors":[]}',
  ],
  ...['{"errors":[{"code":"X","message":"\\u001b[31m\\u202e"}]}', `{"config":{"digest":"../../x"}}`],
  ...['{"__proto__":{"tags":["9"]},"tags":["1.0"]}', '{"tags":["../../etc","-x","${REGISTRY_PASSWORD}"]}'],
];

const VALUES: readonly string[] = [
  ...[
    "",
    "\u001b[31m",
    "0",
    "-1",
    "1e999",
    "9".repeat(400),
    "gzip",
    "chunked",
    "text/html",
    INDEX,
    "x".repeat(20_000),
  ],
  ...["sha256:x", "sha512:00", `${DIGEST}, ${DIGEST}`, "Thu, 01 Jan 1970 00:00:00 GMT", "\u202e", "\xff\xfe"],
];

const NAMES: readonly string[] = [
  ...[
    "Content-Type",
    "Content-Length",
    "Content-Encoding",
    "Transfer-Encoding",
    "Docker-Content-Digest",
    "Link",
  ],
  ...[
    "Location",
    "WWW-Authenticate",
    "Retry-After",
    "Docker-Distribution-Api-Version",
    "Set-Cookie",
    "RateLimit-Remaining",
  ],
];

/** A reply in parts, as a correct registry would send it. */
interface Parts {
  status: number;
  readonly headers: Map<string, string>;
  body: string;
}

/** The reply of a correct registry or token service, with some of the usual variety. */
export function goodParts({ method, target, head }: RawRequest, origins: Origins, random: Random): Parts {
  const json = new Map([["Content-Type", "application/json"]]);
  const path = target.split("?", 1)[0] ?? "";
  if (path.endsWith("/token")) return { status: 200, headers: json, body: '{"token":"abc"}' };
  if (!/^authorization:/im.test(head) && random.chance(0.6)) {
    const realm = `${random.pick([origins.tokens, origins.registry])}/token`;
    const bearer = `Bearer realm="${realm}",service="s",scope="repository:a:pull"`;
    const challenge = random.chance(0.5) ? bearer : 'Basic realm="x"';
    return { status: 401, headers: json.set("WWW-Authenticate", challenge), body: "{}" };
  }
  if (path.endsWith("/tags/list")) {
    const headers = random.chance(0.3)
      ? json.set("Link", `<${target}&last=${random.below(9)}>; rel="next"`)
      : json;
    return { status: 200, headers, body: '{"name":"app","tags":["1.0.0","1.1.0","latest"]}' };
  }
  if (path.includes("/manifests/")) {
    const type = random.pick([INDEX, MANIFEST]);
    const headers = json.set("Content-Type", type).set("Docker-Content-Digest", DIGEST);
    const platform = { os: "linux", architecture: "amd64" };
    const config = { digest: DIGEST, mediaType: "application/vnd.oci.image.config.v1+json", size: 2 };
    const body = JSON.stringify({ mediaType: type, config, manifests: [{ digest: DIGEST, platform }] });
    return { status: 200, headers, body: method === "HEAD" ? "" : body };
  }
  return { status: 200, headers: json, body: '{"created":"2024-01-02T03:04:05Z"}' };
}

/** Replaces a part of a good reply; parts of the request are repeated, as by servers that log too much. */
export function spoil(parts: Parts, request: RawRequest, origins: Origins, random: Random): void {
  const credential = /^authorization: *(.*)$/im.exec(request.head)?.[1] ?? "none";
  const decoded = Buffer.from(credential.replace(/^Basic /, ""), "base64").toString("latin1");
  const echo = random.pick([credential, decoded, encodeURIComponent(decoded), decoded.split(":")[1] ?? ""]);
  const origin = random.pick([
    ...listOrigins(origins),
    "http://127.0.0.1:1",
    "http://[::1]:1",
    "file://",
    "//x",
  ]);
  switch (random.below(9)) {
    case 0:
      parts.status = random.pick([
        100, 101, 200, 204, 206, 301, 302, 307, 308, 400, 401, 403, 404, 429, 500, 503, 999,
      ]);
      break;
    case 1:
      parts.status = random.pick([301, 302, 303, 307, 308]);
      parts.headers.set("Location", random.chance(0.7) ? `${origin}${request.target}` : `/x?${echo}`);
      break;
    case 2:
      parts.status = 401;
      parts.headers.set(
        "WWW-Authenticate",
        `Bearer realm="${origins.registry}/token?e=${echo}",service="${echo}"`,
      );
      break;
    case 3:
      parts.headers.set("Link", `<${origin}${request.target}?${echo}>; rel="next"`);
      break;
    case 4:
      parts.headers.set(random.pick(NAMES), random.pick(VALUES));
      break;
    case 5:
      parts.body = random.pick(BODIES);
      break;
    case 6:
      parts.status = random.pick([400, 403, 404, 429, 500]);
      parts.body = JSON.stringify({ errors: [{ code: echo, message: `you sent ${echo}`, detail: echo }] });
      break;
    case 7:
      parts.status = random.pick([400, 403, 500]);
      parts.body = `<html>${echo}\u001b[31m`;
      break;
    default:
      parts.body = mutate(parts.body, random).toString("latin1");
  }
}

/** Replies that gocd-pin must not follow with a credential: redirects and challenges to any host. */
export function evilParts(request: RawRequest, origins: Origins, random: Random): Parts {
  const parts = goodParts(request, origins, random);
  const to = random.pick(listOrigins(origins));
  if (random.chance(0.4)) {
    parts.status = 401;
    const realm = `${random.pick([origins.evil, to])}/token`;
    parts.headers.set(
      "WWW-Authenticate",
      random.chance(0.7) ? `Bearer realm="${realm}",service="s"` : "Basic realm=x",
    );
  } else if (random.chance(0.5)) {
    parts.status = 307;
    parts.headers.set("Location", `${to}${request.target}`);
  }
  return parts;
}

/** Makes the bytes of an answer, which rarely are HTTP at all. */
export function serialize({ status, headers, body }: Parts, request: RawRequest, random: Random): RawReply {
  if (!headers.has("Content-Length")) headers.set("Content-Length", String(Buffer.byteLength(body)));
  const head = Array.from(headers, ([name, value]) => `${name}: ${value}\r\n`).join("");
  const sent = request.method === "HEAD" && random.chance(0.95) ? "" : body;
  const text = `HTTP/1.1 ${status} ${random.chance(0.9) ? "OK" : "\u001b[31m"}\r\n${head}\r\n${sent}`;
  const draw = random.below(200);
  if (draw === 0) return { bytes: text.slice(0, random.below(text.length)), then: "close" };
  if (draw === 1) return { bytes: "", then: "reset" };
  if (draw === 2) return { bytes: "", then: "stay" };
  if (draw === 3)
    return { bytes: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", then: "flood" };
  if (draw === 4) return { bytes: "HTTP/1.1 200 OK\r\nX: ", then: "flood" };
  if (draw === 5) return { bytes: mutate(text, random), then: "close" };
  return { bytes: text, then: "stay" };
}
