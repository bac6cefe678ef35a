import type { Answer } from "../model/failure.js";
import type { Repository } from "../model/repository.js";
import type { Secret } from "../model/secret.js";

/**
 * What a user holds for a registry. An identity token is exchanged at the token service by OAuth2; a registry
 * token is a bearer token as it is (both are fields of docker's `config.json`).
 */
export type Credential =
  | { readonly kind: "anonymous" }
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "identity-token"; readonly token: Secret }
  | { readonly kind: "registry-token"; readonly token: Secret };

/** A credential and where it was found, in words that messages can show. */
export interface FoundCredential {
  readonly credential: Credential;
  /** `environment variables "USER" and "PASSWORD"`, `DOCKER_AUTH_CONFIG`, `~/.docker/config.json`, `none`. */
  readonly source: string;
  /** Sources that were looked at before it and held nothing for this registry, in words. */
  readonly passedOver: readonly string[];
}

/**
 * Looks for the credential of an image, or of the registry as a whole when `image` is undefined. Finding none is
 * an anonymous credential, not a failure; a helper that fails or a malformed file is one.
 */
export type FindCredential = (
  repository: Repository,
  image: string | undefined,
) => Promise<Answer<FoundCredential>>;
