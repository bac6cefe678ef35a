/**
 * Why a registry did not give an answer, classified once at the edge of `registry/`. `message` is one line,
 * lower case, names the host and never holds a credential; `help` says what to try.
 */
export interface RegistryFailure {
  readonly kind:
    | "unreachable" // DNS, refused, reset, proxy
    | "timeout"
    | "tls"
    | "unauthorized" // 401 after credentials were tried, or a credential helper that failed
    | "denied" // 403
    | "not-found" // 404: the registry or image does not exist
    | "rate-limited" // 429 after all retries
    | "incomplete" // part of a list
    | "protocol"; // not a registry, or an answer that breaks the spec
  readonly message: string;
  readonly help?: string;
  /** HTTP status, where one was received. */
  readonly status?: number;
}

/** A registry's answer: the whole truth, or why there is none. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: RegistryFailure };
