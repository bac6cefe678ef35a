import { createHash } from "node:crypto";

/** One tag, as a script describes it. Without `digest` the manifest's own digest is served. */
export interface FakeTag {
  /** The digest that the registry claims for it. */
  readonly digest?: string;
  /** RFC 3339, of the image config. */
  readonly created?: string;
  /** The labels of the image config, in addition to those that every image has. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Several make an index of one image each: `linux/amd64`, `linux/arm64/v8`; `unknown/unknown` an attestation. */
  readonly platforms?: readonly string[];
  /** Listed, but its manifest does not exist. */
  readonly ghost?: boolean;
  /** A document served as it is, instead of all the above. */
  readonly manifest?: { readonly type: string; readonly body: string };
}

/** One image of the registry. */
export interface FakeImage {
  /** In the order in which they are listed. `null` is sent as `"tags": null`. */
  readonly tags: Readonly<Record<string, FakeTag>> | null;
  /** Items of the list in addition to the tags: nulls, numbers, texts that are not tags. */
  readonly rubbish?: readonly unknown[];
}

/** Bytes that the registry serves under a digest. */
interface FakeDocument {
  readonly type: string;
  readonly body: string;
  readonly digest: string;
}

const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

/** The manifests (by tag and by digest) and blobs (by digest) of an image. */
export interface FakeContent {
  readonly manifests: ReadonlyMap<string, FakeDocument>;
  readonly blobs: ReadonlyMap<string, FakeDocument>;
}

/** Makes the documents of an image. The same script results in the same bytes on every machine. */
export function makeContent(name: string, image: FakeImage): FakeContent {
  const manifests = new Map<string, FakeDocument>();
  const blobs = new Map<string, FakeDocument>();

  function makeImage(tag: string, { created, labels }: FakeTag, platform: string): FakeDocument {
    const [os = "", architecture = "", variant] = platform.split("/");
    const config = document(OCI_CONFIG, {
      os,
      architecture,
      ...(variant !== undefined && { variant }),
      ...(created !== undefined && { created }),
      config: { Labels: { name, tag, ...labels } },
    });
    blobs.set(config.digest, config);
    return document(OCI_MANIFEST, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: OCI_CONFIG, digest: config.digest, size: config.body.length },
      layers: [],
    });
  }

  function makeManifest(tag: string, script: FakeTag): FakeDocument {
    const { manifest, platforms } = script;
    const described = { created: "2024-01-02T03:04:05Z", ...script };
    if (manifest !== undefined) return { ...manifest, digest: digestOf(manifest.body) };
    if (platforms === undefined) return makeImage(tag, described, "linux/amd64");
    const children = platforms.map((platform) => {
      const child = makeImage(tag, described, platform);
      manifests.set(child.digest, child);
      const [os, architecture, variant] = platform.split("/");
      return {
        mediaType: child.type,
        digest: child.digest,
        size: child.body.length,
        platform: { os, architecture, ...(variant !== undefined && { variant }) },
        ...(os === "unknown" && { annotations: { "vnd.docker.reference.type": "attestation-manifest" } }),
      };
    });
    return document(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests: children });
  }

  for (const [tag, script] of Object.entries(image.tags ?? {})) {
    if (script.ghost === true) continue;
    const manifest = makeManifest(tag, script);
    manifests.set(manifest.digest, manifest);
    manifests.set(tag, { ...manifest, digest: script.digest ?? manifest.digest });
  }
  return { manifests, blobs };
}

/** The sha256 digest of a text's UTF-8 bytes. */
export function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function document(type: string, value: unknown): FakeDocument {
  const body = JSON.stringify(value);
  return { type, body, digest: digestOf(body) };
}
