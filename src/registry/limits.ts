import { BOUNDS } from "../model/bounds.js";

/** The limits of the registry client. Times are in ms, sizes in bytes. */
export interface Limits {
  /** Queries at a time per registry: the option `--concurrency`. */
  readonly concurrency: number;
  /** One query with all its pages, tokens and retries: the option `--timeout`. */
  readonly timeoutMs: number;
  readonly connectMs: number;
  /** From the request sent to the first byte of the answer; grows with a longer `timeoutMs`. */
  readonly headersMs: number;
  /** The longest silence inside an answer's body; grows with a longer `timeoutMs`. */
  readonly bodyMs: number;
  /** How often a request is repeated after a temporary error. */
  readonly retries: number;
  /** The wait before the first repetition; it doubles with each, and is shortened at random by up to a half. */
  readonly backoffMs: number;
  /** The longest wait after a `Retry-After`. */
  readonly maxWaitMs: number;
  readonly maxRedirects: number;
  /** Pages of one tag list: the option `--max-pages`. */
  readonly maxPages: number;
  /** Tags of one image. */
  readonly maxTags: number;
  /** All pages of one tag list together: the option `--max-bytes`. */
  readonly maxListBytes: number;
  /** A manifest, an image config, a token response. */
  readonly maxDocumentBytes: number;
  /** All headers of a response. */
  readonly maxHeaderBytes: number;
}

/** The limits of a run without options. */
export const LIMITS: Limits = {
  concurrency: 16,
  timeoutMs: 30_000,
  connectMs: 10_000,
  headersMs: 20_000,
  bodyMs: 10_000,
  retries: 3,
  backoffMs: 400,
  maxWaitMs: 120_000,
  maxRedirects: BOUNDS.redirects.value,
  maxPages: BOUNDS.tagPages.value,
  maxTags: BOUNDS.tags.value,
  maxListBytes: BOUNDS.tagListBytes.value,
  // The distribution spec requires registries to accept manifests of 4 MiB.
  maxDocumentBytes: BOUNDS.documentBytes.value,
  maxHeaderBytes: BOUNDS.headerBytes.value,
};

/**
 * Returns the limits with longer waits for each answer if `--timeout` is longer than the default, since a slow registry
 * may need all of it for one answer.
 */
export function stretchLimits(limits: Limits): Limits {
  const factor = Math.max(1, limits.timeoutMs / LIMITS.timeoutMs);
  return { ...limits, headersMs: limits.headersMs * factor, bodyMs: limits.bodyMs * factor };
}
