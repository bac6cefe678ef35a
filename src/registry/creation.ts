import type { Answer } from "../model/failure.js";
import { parseDigest, type Digest } from "../model/image.js";
import { endpoint } from "./address.js";
import { ask } from "./authorization.js";
import type { Deadline } from "./deadline.js";
import { isRecord, parseJson } from "./error-body.js";
import { fetchManifest, hash, type Manifest } from "./manifest.js";
import { describeRefusal } from "./refusal.js";
import type { Session } from "./session.js";

// An index may hold an index; nobody nests deeper than one.
const DEEPEST = 3;
const DEFAULT_PLATFORM = "linux/amd64";

/**
 * When the image behind a tag was built: `created` of its image config, in ms since 1970. `platform` is
 * `os/arch[/variant]`; without one it is linux/amd64, or the only platform that the image has. "gone" when tag,
 * manifest or config is not there. Fails as protocol when the config has no date or its bytes not their digest.
 */
export async function findCreation(
  session: Session,
  image: string,
  name: string,
  tag: string,
  platform: string | undefined,
  deadline: Deadline,
): Promise<Answer<number | "gone" | "no-such-platform">> {
  let reference = tag;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const manifest = await fetchManifest(session, image, name, reference, deadline);
    if (!manifest.ok) return manifest;
    if (manifest.value === "gone") return { ok: true, value: "gone" };
    const children = manifest.value.json["manifests"];
    if (!Array.isArray(children))
      return readConfig(session, image, name, tag, manifest.value, platform, deadline);
    const child = choosePlatform(children, platform);
    if (child === undefined) return { ok: true, value: "no-such-platform" };
    reference = child;
  }
  return broken(session, image, tag, `has indexes nested deeper than ${DEEPEST}`);
}

function choosePlatform(children: readonly unknown[], platform: string | undefined): Digest | undefined {
  const images = children.filter(isRecord).filter((child) => !isAttestation(child));
  const wanted = images.find((child) => isPlatform(child["platform"], platform ?? DEFAULT_PLATFORM));
  const chosen = wanted ?? (platform === undefined && images.length === 1 ? images[0] : undefined);
  const digest = chosen?.["digest"];
  return typeof digest === "string" ? parseDigest(digest) : undefined;
}

// BuildKit keeps provenance in an index as manifests of the platform `unknown/unknown`.
// https://github.com/moby/buildkit/blob/v0.12.0/docs/attestations/attestation-storage.md
function isAttestation({ annotations, platform }: Readonly<Record<string, unknown>>): boolean {
  if (isRecord(annotations) && annotations["vnd.docker.reference.type"] !== undefined) return true;
  return isRecord(platform) && platform["os"] === "unknown";
}

/** Whether a platform object is `os/arch[/variant]`; without a variant every variant will do. */
function isPlatform(value: unknown, wanted: string): boolean {
  if (!isRecord(value)) return false;
  const [os, architecture, variant] = wanted.split("/");
  if (value["os"] !== os || value["architecture"] !== architecture) return false;
  return variant === undefined || value["variant"] === variant || isOnlyVariant(value, variant);
}

// arm64 has no variant but v8, which is often left out.
function isOnlyVariant(value: Readonly<Record<string, unknown>>, variant: string): boolean {
  return value["architecture"] === "arm64" && variant === "v8" && value["variant"] === undefined;
}

async function readConfig(
  session: Session,
  image: string,
  name: string,
  tag: string,
  { json }: Manifest,
  platform: string | undefined,
  deadline: Deadline,
): Promise<Answer<number | "gone" | "no-such-platform">> {
  const config = json["config"];
  const text = isRecord(config) ? config["digest"] : undefined;
  const digest = typeof text === "string" ? parseDigest(text) : undefined;
  if (digest === undefined) return broken(session, image, tag, "has no image config");
  const request = {
    method: "GET",
    url: endpoint(session.address, `${name}/blobs/${digest}`),
    headers: { accept: "*/*" },
    maxBytes: session.limits.maxDocumentBytes,
  } as const;
  const answer = await ask(session, request, image, deadline);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 404) return { ok: true, value: "gone" };
  if (status !== 200) return { ok: false, failure: describeRefusal(session, answer.value, image) };
  if (hash(body, digest.startsWith("sha512:") ? "sha512" : "sha256") !== digest) {
    return broken(session, image, tag, `has an image config whose bytes do not have its digest ${digest}`);
  }
  const value = parseJson(body.toString());
  if (!isRecord(value)) return broken(session, image, tag, "has an image config that is no JSON object");
  if (platform !== undefined && !isPlatform(value, platform)) return { ok: true, value: "no-such-platform" };
  const created = value["created"];
  const time = typeof created === "string" ? Date.parse(created) : Number.NaN;
  if (Number.isNaN(time))
    return broken(session, image, tag, "has an image config without a date of creation");
  return { ok: true, value: time };
}

function broken(session: Session, image: string, tag: string, what: string): Answer<never> {
  const message = `image "${image}:${tag}" at ${session.address.host} ${what}`;
  return { ok: false, failure: { kind: "protocol", message, help: "choose by another policy than newest" } };
}
