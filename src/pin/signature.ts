// Cosign names a signature, an attestation and an SBOM after the digest of their image: `sha256-<hex>.sig`
// (https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md). The fallback tag of the OCI referrers API has
// no suffix, and at most 64 digits for any algorithm
// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#unavailable-referrers-api).
const SIGNATURE = /^(?:sha256|sha384|sha512|blake3)-[0-9a-f]{64}(?:\.(?:sig|att|sbom))?$/;

/** Whether a tag names a signature, an attestation, an SBOM or an index of referrers. It is never an image. */
export function isSignatureTag(tag: string): boolean {
  return SIGNATURE.test(tag);
}
