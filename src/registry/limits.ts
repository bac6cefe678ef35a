/** How far the client goes before it gives up. Times are in ms, sizes in bytes. */
export interface Limits {
  /** Questions at a time per registry: the option `--concurrency`. */
  readonly concurrency: number;
  /** One question with all its pages, tokens and retries: the option `--timeout`. */
  readonly timeoutMs: number;
  readonly connectMs: number;
  /** From the request sent to the first byte of the answer; grows with a longer `timeoutMs`. */
  readonly headersMs: number;
  /** The longest silence inside an answer's body; grows with a longer `timeoutMs`. */
  readonly bodyMs: number;
  /** How often a request is repeated after a passing fault. */
  readonly retries: number;
  /** The wait before the first repetition; it doubles with each, and is shortened at random by up to a half. */
  readonly backoffMs: number;
  /** The longest wait that a `Retry-After` can ask for. */
  readonly maxWaitMs: number;
  readonly maxRedirects: number;
  /** Pages of one tag list. */
  readonly maxPages: number;
  /** All pages of one tag list together. */
  readonly maxListBytes: number;
  /** A manifest, an image config, a token reply. */
  readonly maxDocumentBytes: number;
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
  maxRedirects: 10,
  maxPages: 10_000,
  maxListBytes: 64 * 1024 * 1024,
  // The distribution spec asks registries to take manifests of 4 MiB at least.
  maxDocumentBytes: 8 * 1024 * 1024,
};

/**
 * The limits as they are kept: who allows more time for a question than usual, allows more for each of its answers,
 * or `--timeout` would not help with a registry that is slow to begin.
 */
export function stretchLimits(limits: Limits): Limits {
  const factor = Math.max(1, limits.timeoutMs / LIMITS.timeoutMs);
  return { ...limits, headersMs: limits.headersMs * factor, bodyMs: limits.bodyMs * factor };
}
