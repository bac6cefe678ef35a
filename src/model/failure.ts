import type { CertificateKey } from "./declaration.js";

/**
 * The reason why a query of a registry or of a GoCD server failed, classified once, where its answer is read. `message` is one
 * line in lower case that names the host and never contains a credential; `help` says what to do.
 */
export interface QueryFailure {
  readonly kind:
    | "unreachable" // DNS, refused, reset, proxy
    | "timeout"
    | "tls"
    | "unauthorized" // 401 after credentials were tried, or a credential helper that failed
    | "denied" // 403
    | "not-found" // 404: the registry or image does not exist
    | "rate-limited" // 429 after all retries
    | "incomplete" // part of a list
    | "protocol"; // not a registry, or a response that violates the spec
  readonly message: string;
  readonly help: string;
  /**
   * Set if the failure affects the complete server and not one image: the key of the package repository where it is
   * reported, once for all packages.
   */
  readonly blames?: "registry_url" | CertificateKey;
  /** The HTTP status, if there was a response. */
  readonly status?: number;
  /** Set if the response has more bytes than the request allows. */
  readonly isTooLong?: true;
}

/** The result of a query, complete, or the reason of its failure. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: QueryFailure };
