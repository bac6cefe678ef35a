import type { Secret } from "./secret.js";

/** The longest run time of a credential helper (ms), and the largest size of its standard output (bytes). */
export interface HelperLimits {
  readonly timeMs: number;
  readonly outputBytes: number;
}

/**
 * The result of a run of a credential helper. Its standard output contains the credential, so it is wrapped; of its
 * standard error at most `outputBytes` are kept. `reason` is the system's name of an error (`EACCES`).
 */
export type HelperResult =
  | { readonly kind: "exited"; readonly status: number; readonly stdout: Secret; readonly stderr: string }
  | { readonly kind: "signalled"; readonly signal: string; readonly stderr: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-started"; readonly reason: string }
  | { readonly kind: "timed-out" }
  | { readonly kind: "flooded" };
