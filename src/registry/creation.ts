import {
  parseBuildTime,
  type Built,
  type BuiltImage,
  type DatedImage,
  type PlatformImage,
} from "../model/build-time.js";
import type { Answer } from "../model/failure.js";
import { parseDigest, type Digest } from "../model/image.js";
import { endpoint } from "./address.js";
import { sendAuthorized } from "./authorization.js";
import { isRecord, parseJson } from "../model/json.js";
import { fetchManifest, hash, type ImageManifest } from "./manifest.js";
import { describeStatus } from "./response-failure.js";
import type { ImageQuery } from "./session.js";
import { readSourceLabels } from "./source-link.js";

// An index may contain an index; more than one level is unusual.
const DEEPEST = 3;
const DEFAULT_PLATFORM = "linux/amd64";

/** A query for the creation date of an image. */
interface CreationQuery extends ImageQuery {
  /** `os/arch[/variant]`; without one it is linux/amd64, or the only platform that the image has. */
  readonly platform: string | undefined;
}

/**
 * Returns when the image of a tag or digest was built: `created` of its image config, which may be absent; and the labels
 * of the config that name its source. Returns "gone" if the manifest or config does not exist. Fails as protocol if the
 * date is not valid or content does not match its digest. Each manifest is read once in a run.
 */
export async function findCreation(
  query: CreationQuery,
  reference: string,
): Promise<Answer<DatedImage | "gone">> {
  const manifest = await fetchManifest(query, reference);
  if (!manifest.ok) return manifest;
  const { value } = manifest;
  if (value === "gone") return { ok: true, value };
  const built = await once(query, value.digest, () => dateManifest(query, reference, value, 1));
  if (!built.ok) return built;
  return { ok: true, value: built.value === "gone" ? "gone" : { digest: value.digest, ...built.value } };
}

/**
 * Returns which of several platforms the image of a tag lacks; "gone" as above. One GET is enough for an index; without
 * one, the image config has the platform.
 */
export async function findPlatforms(
  query: ImageQuery,
  reference: string,
  platforms: readonly string[],
): Promise<Answer<PlatformImage | "gone">> {
  const manifest = await fetchManifest(query, reference);
  if (!manifest.ok) return manifest;
  if (manifest.value === "gone") return { ok: true, value: "gone" };
  const { digest, json } = manifest.value;
  const children = json["manifests"];
  if (Array.isArray(children)) {
    const missing = platforms.find((platform) => choosePlatform(children, platform) === undefined);
    return { ok: true, value: { digest, missing } };
  }
  const config = await fetchConfig(query, reference, manifest.value);
  if (!config.ok) return config;
  const { value } = config;
  if (value === "gone") return { ok: true, value };
  return { ok: true, value: { digest, missing: platforms.find((platform) => !isPlatform(value, platform)) } };
}

async function dateManifest(
  query: CreationQuery,
  reference: string,
  manifest: ImageManifest,
  depth: number,
): Promise<Answer<BuiltImage | "gone">> {
  const children = manifest.json["manifests"];
  if (!Array.isArray(children)) return readConfig(query, reference, manifest);
  const child = choosePlatform(children, query.platform);
  if (child === undefined) return { ok: true, value: { built: "no-such-platform" } };
  if (depth === DEEPEST) return broken(query, reference, `has indexes nested deeper than ${DEEPEST}`);
  return once(query, child, async () => {
    const fetched = await fetchManifest(query, child);
    if (!fetched.ok) return fetched;
    return fetched.value === "gone"
      ? { ok: true, value: "gone" }
      : dateManifest(query, reference, fetched.value, depth + 1);
  });
}

function once(
  { session, image, platform }: CreationQuery,
  digest: Digest,
  date: () => Promise<Answer<BuiltImage | "gone">>,
): Promise<Answer<BuiltImage | "gone">> {
  const key = JSON.stringify([image, digest, platform]);
  const built = session.builtImages.get(key) ?? date();
  session.builtImages.set(key, built);
  return built;
}

function choosePlatform(children: readonly unknown[], platform: string | undefined): Digest | undefined {
  const images = children.filter(isRecord).filter((child) => !isAttestation(child));
  const match = images.find((child) => isPlatform(child["platform"], platform ?? DEFAULT_PLATFORM));
  const chosen = match ?? (platform === undefined && images.length === 1 ? images[0] : undefined);
  const digest = chosen?.["digest"];
  return typeof digest === "string" ? parseDigest(digest) : undefined;
}

// BuildKit stores provenance in an index as manifests of the platform `unknown/unknown`.
// https://github.com/moby/buildkit/blob/v0.12.0/docs/attestations/attestation-storage.md
function isAttestation({ annotations, platform }: Readonly<Record<string, unknown>>): boolean {
  if (isRecord(annotations) && annotations["vnd.docker.reference.type"] !== undefined) return true;
  return isRecord(platform) && platform["os"] === "unknown";
}

/** Whether a platform object is `os/arch[/variant]`; without a variant every variant matches. */
function isPlatform(value: unknown, platform: string): boolean {
  if (!isRecord(value)) return false;
  const [os, architecture, variant] = platform.split("/");
  if (value["os"] !== os || value["architecture"] !== architecture) return false;
  return variant === undefined || value["variant"] === variant || isOnlyVariant(value, variant);
}

// arm64 has no variant but v8, which is often left out.
function isOnlyVariant(value: Readonly<Record<string, unknown>>, variant: string): boolean {
  return value["architecture"] === "arm64" && variant === "v8" && value["variant"] === undefined;
}

async function fetchConfig(
  query: ImageQuery,
  reference: string,
  { json }: ImageManifest,
): Promise<Answer<Readonly<Record<string, unknown>> | "gone">> {
  const { session, image, name, deadline } = query;
  const config = json["config"];
  const text = isRecord(config) ? config["digest"] : undefined;
  const digest = typeof text === "string" ? parseDigest(text) : undefined;
  if (digest === undefined) return broken(query, reference, "has no image config");
  const request = {
    method: "GET",
    url: endpoint(session.address, `${name}/blobs/${digest}`),
    headers: { accept: "*/*" },
    maxBytes: session.limits.maxDocumentBytes,
  } as const;
  const answer = await sendAuthorized(session, request, image, deadline);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 404) return { ok: true, value: "gone" };
  if (status !== 200) return { ok: false, failure: describeStatus(session, answer.value, image) };
  if (hash(body, digest.startsWith("sha512:") ? "sha512" : "sha256") !== digest) {
    return broken(query, reference, `has an image config that does not match its digest ${digest}`);
  }
  const value = parseJson(body.toString());
  return isRecord(value)
    ? { ok: true, value }
    : broken(query, reference, "has an image config that is not a JSON object");
}

async function readConfig(
  query: CreationQuery,
  reference: string,
  manifest: ImageManifest,
): Promise<Answer<BuiltImage | "gone">> {
  const { platform } = query;
  const config = await fetchConfig(query, reference, manifest);
  if (!config.ok || config.value === "gone") return config.ok ? { ok: true, value: "gone" } : config;
  if (platform !== undefined && !isPlatform(config.value, platform)) {
    return { ok: true, value: { built: "no-such-platform" } };
  }
  const labels = readSourceLabels(config.value);
  const withLabels = (built: Built): BuiltImage => ({ built, ...(labels && { labels }) });
  // https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#properties: the date is optional, and signatures
  // and other artifacts among the tags have none.
  const created = config.value["created"] ?? "";
  if (created === "") return { ok: true, value: withLabels("no-date") };
  const built = typeof created === "string" ? parseBuildTime(created) : undefined;
  if (built !== undefined) return { ok: true, value: withLabels(built) };
  return broken(query, reference, 'has an image config whose date "created" is not an RFC 3339 time');
}

function broken({ session, image }: ImageQuery, reference: string, what: string): Answer<never> {
  const name = `${image}${reference.includes(":") ? "@" : ":"}${reference}`;
  const message = `image "${name}" at ${session.address.host} ${what}`;
  const help = "use another policy than newest, or remove min_age or platform";
  return { ok: false, failure: { kind: "protocol", message, help } };
}
