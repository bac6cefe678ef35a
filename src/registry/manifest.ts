import { createHash } from "node:crypto";
import type { Answer, QueryFailure } from "../model/failure.js";
import { parseDigest, type Digest } from "../model/image.js";
import { endpoint } from "./address.js";
import { sendAuthorized } from "./authorization.js";
import { header, type HttpRequest, mediaType } from "../http/message.js";
import { isRecord, parseJson } from "../model/json.js";
import { describeStatus, describeUnexpectedBody } from "./response-failure.js";
import type { ImageQuery, RegistrySession } from "./session.js";

/** A manifest or an index, as its bytes and as parsed JSON. */
export interface ImageManifest {
  readonly digest: Digest;
  readonly json: Readonly<Record<string, unknown>>;
}

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
// All four types: otherwise a registry may convert the manifest to schema 1, with another digest.
const ACCEPT = { accept: MANIFEST_TYPES.join(", ") };
const FINAL_KINDS = new Set<QueryFailure["kind"]>(["unauthorized", "denied", "rate-limited", "tls"]);
const SCHEMA_1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+(?:json|prettyjws)$/;
// Types that proxies and file stores use for manifests; then the body decides.
const VAGUE_TYPES = new Set(["", "application/json", "application/octet-stream", "text/plain"]);

/**
 * Returns the digest of a tag's manifest, or of its index. One HEAD is enough if the answer has the digest and the type of
 * a manifest. Any other answer to HEAD decides nothing, since Nexus, proxies and firewalls answer HEAD with 400, 403, 404 or
 * 405, or drop it, although GET works: then the manifest is fetched and hashed. "gone" if that GET is answered with 404.
 * Fails as protocol for a schema 1 manifest, for content that is not a manifest, and if header and content do not match.
 */
export async function findDigest(query: ImageQuery, reference: string): Promise<Answer<Digest | "gone">> {
  const { session, image, deadline } = query;
  const request = manifestRequest(query, "HEAD", reference);
  const answer = await sendAuthorized(session, request, image, deadline);
  if (!answer.ok && isFinal(answer.failure)) return answer;
  if (answer.ok && answer.value.status === 200 && MANIFEST_TYPES.includes(mediaType(answer.value))) {
    const digest = parseDigest(header(answer.value, "docker-content-digest") ?? "");
    if (digest !== undefined) return { ok: true, value: digest };
  }
  const manifest = await fetchManifest(query, reference);
  // Without time left, the GET could not decide anything, and the failure of the HEAD says more.
  if (!manifest.ok) return !answer.ok && deadline.remaining() <= 0 ? answer : manifest;
  return { ok: true, value: manifest.value === "gone" ? "gone" : manifest.value.digest };
}

/** Whether a GET would fail like the HEAD: for authentication, limits and TLS the method does not matter. */
function isFinal({ kind, status }: QueryFailure): boolean {
  return status === 401 || status === 408 || FINAL_KINDS.has(kind);
}

/**
 * Fetches a manifest by tag or digest, and checks its content against the requested digest, or the digest in
 * the header. Fails like `findDigest`.
 */
export async function fetchManifest(
  query: ImageQuery,
  reference: string,
): Promise<Answer<ImageManifest | "gone">> {
  const { session, image, deadline } = query;
  const request = manifestRequest(query, "GET", reference);
  const answer = await sendAuthorized(session, request, image, deadline);
  if (!answer.ok) return answer;
  const response = answer.value;
  if (response.status === 404) return { ok: true, value: "gone" };
  if (response.status !== 200) return { ok: false, failure: describeStatus(session, response, image) };
  const json = parseJson(response.body.toString());
  const type = mediaType(response);
  if (SCHEMA_1.test(type) || (isRecord(json) && json["schemaVersion"] === 1)) {
    return broken(
      session,
      `serves "${image}:${reference}" as a schema 1 manifest`,
      "push the image again with a current version of docker",
    );
  }
  if (
    !isRecord(json) ||
    !(MANIFEST_TYPES.includes(type) || (VAGUE_TYPES.has(type) && looksLikeManifest(json)))
  ) {
    return { ok: false, failure: describeUnexpectedBody(session, response, "an image manifest") };
  }
  const stated = parseDigest(reference) ?? parseDigest(header(response, "docker-content-digest") ?? "");
  const digest = hash(response.body, stated?.startsWith("sha512:") === true ? "sha512" : "sha256");
  if (stated !== undefined && stated !== digest) {
    return broken(
      session,
      `serves "${image}:${reference}" with content that does not match its digest ${stated}`,
      "report to the registry's operator that the registry, or a proxy in front of it, changes its content",
    );
  }
  return { ok: true, value: { digest, json } };
}

/** The digest of bytes. */
export function hash(bytes: Buffer, algorithm: "sha256" | "sha512"): Digest {
  const digest = parseDigest(`${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`);
  if (digest === undefined) throw new Error("a hash is always a digest");
  return digest;
}

function manifestRequest(
  { session, name }: ImageQuery,
  method: "GET" | "HEAD",
  reference: string,
): HttpRequest {
  return {
    method,
    url: endpoint(session.address, `${name}/manifests/${reference}`),
    headers: ACCEPT,
    maxBytes: session.limits.maxDocumentBytes,
  };
}

function looksLikeManifest(json: Readonly<Record<string, unknown>>): boolean {
  return json["schemaVersion"] === 2 && (Array.isArray(json["manifests"]) || isRecord(json["config"]));
}

function broken(session: RegistrySession, what: string, help: string): Answer<never> {
  return { ok: false, failure: { kind: "protocol", message: `${session.address.host} ${what}`, help } };
}
