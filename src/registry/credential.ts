import type { Answer } from "../model/failure.js";
import type { Repository } from "../model/repository.js";
import type { Secret } from "../model/secret.js";

/**
 * What a registry is shown. `identity-token` is the refresh token of an OAuth2 login, to be traded for an access
 * token (https://distribution.github.io/distribution/spec/auth/oauth/); `registry-token` goes on the wire as the
 * bearer token as it is.
 */
export type Credential =
  | { readonly kind: "anonymous" }
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "identity-token"; readonly token: Secret }
  | { readonly kind: "registry-token"; readonly token: Secret };

/** A credential that somebody filed: all but the anonymous one. */
export type FiledCredential = Exclude<Credential, { readonly kind: "anonymous" }>;

/** A credential and where it comes from, in words that fit into a sentence and never hold a value. */
export interface FoundCredential {
  readonly credential: Credential;
  /** `DOCKER_AUTH_CONFIG`, `the entry "ghcr.io" of ~/.docker/config.json`; `none` for the anonymous credential. */
  readonly source: string;
  /** The sources that were looked at before and had nothing, in order, each with why. */
  readonly passedOver: readonly string[];
}

/**
 * Finds the credential for one registry. `image` (without registry name) narrows the search to entries that are
 * filed for a part of a registry; without it only those for the whole registry count. Its failures are all
 * `unauthorized`: a source that is there but cannot be used is never passed over.
 */
export type FindCredential = (
  repository: Repository,
  image: string | undefined,
) => Promise<Answer<FoundCredential>>;
