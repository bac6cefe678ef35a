declare const tagBrand: unique symbol;
declare const digestBrand: unique symbol;

/** A tag that follows the tag grammar of the distribution spec; made only by `parseTag`. */
export type Tag = string & { readonly [tagBrand]: true };

/** A digest `algorithm:hex` that follows the OCI grammar; made only by `parseDigest`. */
export type Digest = string & { readonly [digestBrand]: true };

// https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;
const IMAGE = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const HOST =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;

/** Returns `text` as a tag, or undefined if it is outside the tag grammar (128 characters at most). */
export function parseTag(text: string): Tag | undefined {
  return isTag(text) ? text : undefined;
}

/** Returns `text` as a digest (sha256 or sha512, lower-case hex), or undefined if it is not one. */
export function parseDigest(text: string): Digest | undefined {
  return isDigest(text) ? text : undefined;
}

/** Whether `text` may name an image (repository) by the distribution spec's grammar; 255 characters at most. */
export function isImageName(text: string): boolean {
  return text.length <= 255 && IMAGE.test(text);
}

/**
 * Whether `text` may be before an image name as `host[:port][/path]`, by the grammar of docker's references; a path is
 * that of a registry that serves several under one host.
 * https://github.com/distribution/reference/blob/v0.6.0/reference.go
 */
export function isRegistryName(text: string): boolean {
  const [host = "", ...path] = text.split("/");
  return HOST.test(host) && (path.length === 0 || isImageName(path.join("/")));
}

function isTag(text: string): text is Tag {
  return TAG.test(text);
}

function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/** Returns the algorithm of a digest and its first twelve digits, as Docker shows it. */
export function shortDigest(digest = ""): string {
  return digest.replace(/(?<=:.{12}).*/, "");
}
