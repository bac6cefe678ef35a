import { Secret } from "../model/secret.js";
import type { FiledCredential } from "./credential.js";
import { shownText } from "./shown-text.js";

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How long a credential helper may take (ms), and how much it may write to each of its outputs (bytes). */
export interface HelperLimits {
  readonly timeMs: number;
  readonly outputBytes: number;
}

/** How a run of a helper ended. Its standard output holds the credential, so it is wrapped. */
export type HelperResult =
  | { readonly kind: "exited"; readonly status: number; readonly stdout: Secret; readonly stderr: string }
  | { readonly kind: "signalled"; readonly signal: string; readonly stderr: string }
  | { readonly kind: "not-found" }
  | { readonly kind: "not-started"; readonly reason: string }
  | { readonly kind: "timed-out" }
  | { readonly kind: "flooded" };

/** Runs `docker-credential-<name> get` with `key` on its standard input. */
export type RunHelper = (
  name: string,
  key: string,
  env: Environment,
  limits: HelperLimits,
) => Promise<HelperResult>;

/** What a helper has for a key. `why` completes a sentence that starts with the helper, and holds no value. */
export type HelperAnswer =
  | { readonly kind: "credential"; readonly credential: FiledCredential }
  | { readonly kind: "no-entry" }
  | { readonly kind: "failed"; readonly why: string };

const LIMITS: HelperLimits = { timeMs: 10_000, outputBytes: 64 * 1024 };

// A file name and nothing more: no folder, no space. The dot is for "desktop.exe", which Docker Desktop names in WSL.
const HELPER_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

// https://github.com/docker/docker-credential-helpers/blob/master/credentials/error.go
const NOT_FOUND = "credentials not found in native keychain";

/**
 * Asks the credential helper `name` for `key`, by the protocol of
 * https://github.com/docker/docker-credential-helpers#development: the user name `<token>` marks an identity token,
 * and a helper that fails with one certain text has no entry. Every other failure is one.
 */
export async function askHelper(
  run: RunHelper,
  name: string,
  key: string,
  env: Environment,
): Promise<HelperAnswer> {
  if (!HELPER_NAME.test(name)) {
    return failed("has a name that is not a bare word of letters, digits, dots, dashes and underscores");
  }
  const result = await run(name, key, env, LIMITS);
  switch (result.kind) {
    case "exited":
      if (result.status === 0) return readCredential(result.stdout);
      if (result.stdout.reveal().trim() === NOT_FOUND) return { kind: "no-entry" };
      return failed(`failed with exit status ${result.status}${said(result.stderr)}`);
    case "signalled":
      return failed(`was ended by ${result.signal}${said(result.stderr)}`);
    case "not-found":
      return failed("is not on the PATH");
    case "not-started":
      return failed(`could not be started (${shownText(result.reason)})`);
    case "timed-out":
      return failed(`did not answer within ${LIMITS.timeMs / 1000} seconds`);
    case "flooded":
      return failed(`wrote more than ${LIMITS.outputBytes / 1024} KiB`);
  }
}

function readCredential(stdout: Secret): HelperAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout.reveal());
  } catch {
    return failed("gave an answer that is not JSON");
  }
  if (typeof answer !== "object" || answer === null)
    return failed("gave an answer that is not a JSON object");
  const username = "Username" in answer ? answer.Username : "";
  const secret = "Secret" in answer ? answer.Secret : "";
  if (typeof username !== "string" || typeof secret !== "string") {
    return failed('gave an answer whose "Username" or "Secret" is not text');
  }
  if (username === "" && secret === "") return { kind: "no-entry" };
  if (username === "" || secret === "") return failed('gave an answer without a "Username" or "Secret"');
  const wrapped = new Secret(secret);
  if (username === "<token>") {
    return { kind: "credential", credential: { kind: "identity-token", token: wrapped } };
  }
  return { kind: "credential", credential: { kind: "basic", username, password: wrapped } };
}

function said(stderr: string): string {
  const line = shownText(stderr);
  return line === "" ? "" : ` and said "${line}"`;
}

function failed(why: string): HelperAnswer {
  return { kind: "failed", why };
}
