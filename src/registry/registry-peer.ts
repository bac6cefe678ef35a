import { isRecord } from "../model/json.js";
import type { Peer } from "../http/peer.js";

/** How messages name a registry, and the keys of its package repository. */
export const REGISTRY: Peer = {
  noun: "registry",
  setting: "registry_url",
  leads: "which the registry redirects to or names as its token service",
  trust: (certificate) => `set ca_file of the package repository to ${certificate}`,
  clientCertificate: {
    keys: "cert_file, key_file",
    help: "set cert_file and key_file of the package repository",
  },
  tooLarge: "check that registry_url is the address of a registry, or raise --max-bytes for a long tag list",
  throttled: "try again later, log in for a higher limit, or lower --concurrency",
  // Docker Hub's abuse limit sends header lines that end with a bare LF, which strict parsers reject.
  notHttp: "; Docker Hub does this if it gets too many requests",
  explain: explainErrors,
};

/** Returns `CODE: message` of the first error in the JSON of the spec. Both texts come from the registry. */
function explainErrors(json: unknown): string | undefined {
  // https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
  const errors = isRecord(json) ? json["errors"] : undefined;
  const first: unknown = Array.isArray(errors) ? errors.find(isRecord) : undefined;
  if (!isRecord(first)) return undefined;
  const texts = [first["code"], first["message"]].filter((text) => typeof text === "string");
  return texts.filter((text) => text !== "").join(": ");
}
