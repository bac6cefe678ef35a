import { createHash } from "node:crypto";
import type { Answer } from "../model/failure.js";
import { parseDigest, type Digest } from "../model/image.js";
import { endpoint } from "./address.js";
import { ask } from "./authorization.js";
import type { Deadline } from "./deadline.js";
import { isRecord, parseJson } from "./error-body.js";
import { header, mediaType } from "./headers.js";
import type { HttpRequest } from "./http.js";
import { describeRefusal, describeStranger } from "./refusal.js";
import type { Session } from "./session.js";

/** A manifest or an index, as its bytes and as parsed JSON. */
export interface Manifest {
  readonly digest: Digest;
  readonly json: Readonly<Record<string, unknown>>;
}

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
const SCHEMA_1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+(?:json|prettyjws)$/;
// What proxies and file stores make of a manifest's type; then the body tells.
const VAGUE_TYPES = new Set(["", "application/json", "application/octet-stream", "text/plain"]);

/**
 * The digest of a tag's manifest, or of its index. One HEAD is enough where the registry names the digest and the
 * type of a manifest; else the manifest is fetched and hashed. "gone" when the tag has no manifest. Fails as
 * protocol for a schema 1 manifest, for anything that is no manifest, and when header and bytes disagree.
 */
export async function findDigest(
  session: Session,
  image: string,
  name: string,
  reference: string,
  deadline: Deadline,
): Promise<Answer<Digest | "gone">> {
  const answer = await ask(session, manifestRequest(session, "HEAD", name, reference), image, deadline);
  if (!answer.ok) return answer;
  const { status } = answer.value;
  if (status === 404) return { ok: true, value: "gone" };
  if (status === 200 && MANIFEST_TYPES.includes(mediaType(answer.value))) {
    const digest = parseDigest(header(answer.value, "docker-content-digest") ?? "");
    if (digest !== undefined) return { ok: true, value: digest };
  }
  // Quay's proxies, Artifactory and Amazon leave out the digest or the type, old proxies refuse HEAD.
  if (status !== 200 && status !== 400 && status !== 405 && status !== 501) {
    return { ok: false, failure: describeRefusal(session, answer.value, image) };
  }
  const manifest = await fetchManifest(session, image, name, reference, deadline);
  if (!manifest.ok) return manifest;
  return { ok: true, value: manifest.value === "gone" ? "gone" : manifest.value.digest };
}

/**
 * Fetches a manifest by tag or digest, and checks its bytes against the digest that was asked for or that the
 * registry names. Fails as `findDigest` does.
 */
export async function fetchManifest(
  session: Session,
  image: string,
  name: string,
  reference: string,
  deadline: Deadline,
): Promise<Answer<Manifest | "gone">> {
  const answer = await ask(session, manifestRequest(session, "GET", name, reference), image, deadline);
  if (!answer.ok) return answer;
  const response = answer.value;
  if (response.status === 404) return { ok: true, value: "gone" };
  if (response.status !== 200) return { ok: false, failure: describeRefusal(session, response, image) };
  const json = parseJson(response.body.toString());
  const type = mediaType(response);
  if (SCHEMA_1.test(type) || (isRecord(json) && json["schemaVersion"] === 1)) {
    return refuse(
      session,
      `serves "${image}:${reference}" as a schema 1 manifest`,
      "push the image again with a newer docker",
    );
  }
  if (
    !isRecord(json) ||
    !(MANIFEST_TYPES.includes(type) || (VAGUE_TYPES.has(type) && looksLikeManifest(json)))
  ) {
    return { ok: false, failure: describeStranger(session, response, "an image manifest") };
  }
  const stated = parseDigest(reference) ?? parseDigest(header(response, "docker-content-digest") ?? "");
  const digest = hash(response.body, stated?.startsWith("sha512:") === true ? "sha512" : "sha256");
  if (stated !== undefined && stated !== digest) {
    return refuse(
      session,
      `serves "${image}:${reference}" with bytes that do not have its digest ${stated}`,
      "the registry or a proxy in front of it is broken; tell its operator",
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
  session: Session,
  method: "GET" | "HEAD",
  name: string,
  reference: string,
): HttpRequest {
  return {
    method,
    url: endpoint(session.address, `${name}/manifests/${reference}`),
    // All four types, or a registry may convert the manifest to schema 1 with another digest.
    headers: { accept: MANIFEST_TYPES.join(", ") },
    maxBytes: session.limits.maxDocumentBytes,
  };
}

function looksLikeManifest(json: Readonly<Record<string, unknown>>): boolean {
  return json["schemaVersion"] === 2 && (Array.isArray(json["manifests"]) || isRecord(json["config"]));
}

function refuse(session: Session, what: string, help: string): Answer<never> {
  return { ok: false, failure: { kind: "protocol", message: `${session.address.host} ${what}`, help } };
}
