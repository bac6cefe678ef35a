import { BOUNDS } from "../model/bounds.js";

/** The limits of a query over HTTP. Times are in ms, sizes in bytes. */
export interface HttpLimits {
  /** Queries at a time per server: the option `--concurrency`. */
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
  /** All headers of a response. */
  readonly maxHeaderBytes: number;
}

/** The limits of a run without options. */
export const HTTP_LIMITS: HttpLimits = {
  concurrency: 16,
  timeoutMs: 30_000,
  connectMs: 10_000,
  headersMs: 20_000,
  bodyMs: 10_000,
  retries: 3,
  backoffMs: 400,
  maxWaitMs: 120_000,
  maxRedirects: BOUNDS.redirects.value,
  maxHeaderBytes: BOUNDS.headerBytes.value,
};

/**
 * Returns the limits with longer waits for each answer if `--timeout` is longer than the default, since a slow server
 * may need all of it for one answer.
 */
export function stretchLimits<Limits extends HttpLimits>(limits: Limits): Limits {
  const factor = Math.max(1, limits.timeoutMs / HTTP_LIMITS.timeoutMs);
  return { ...limits, headersMs: limits.headersMs * factor, bodyMs: limits.bodyMs * factor };
}
