import { stripVTControlCharacters } from "node:util";
import { BOUNDS } from "../../model/bounds.js";
import type { HelperLimits, HelperResult } from "../../model/helper-result.js";
import { isRecord, parseJson } from "../../model/json.js";
import { Secret } from "../../model/secret.js";
import type { FiledCredential } from "./credential.js";
import { createRedactor, shownText } from "../../http/redactor.js";
import type { ProcessEnvironment } from "../../model/program.js";

/** Runs `docker-credential-<name> get` with `key` on its standard input. */
export type RunHelper = (
  name: string,
  key: string,
  env: ProcessEnvironment,
  limits: HelperLimits,
) => Promise<HelperResult>;

/**
 * The answer of a helper for a key. `why` completes a sentence that starts with the helper, `detail` that it has no entry; both
 * contain no secret. `isMissing`: there is no such program.
 */
export type HelperAnswer =
  | { readonly kind: "credential"; readonly credential: FiledCredential }
  | { readonly kind: "no-entry"; readonly detail: string }
  | { readonly kind: "failed"; readonly why: string; readonly isMissing?: true };

const LIMITS: HelperLimits = {
  timeMs: 1000 * BOUNDS.helperSeconds.value,
  outputBytes: BOUNDS.helperBytes.value,
};

// A word of the standard output that may be a secret; a shorter one may be in any sentence.
const SHORTEST_SECRET = 8;

// A file name only: no folder, no space. The dot is for "desktop.exe", which Docker Desktop configures in WSL.
const HELPER_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

// https://github.com/docker/docker-credential-helpers/blob/master/credentials/error.go
const NOT_FOUND = "credentials not found in native keychain";

/**
 * Runs the credential helper `name` for `key`, with the protocol of
 * https://github.com/docker/docker-credential-helpers#development: the user name `<token>` marks an identity token,
 * and a helper that fails with the text `NOT_FOUND` has no entry. Every other failure is an error.
 */
export async function queryHelper(
  run: RunHelper,
  name: string,
  key: string,
  env: ProcessEnvironment,
): Promise<HelperAnswer> {
  if (!HELPER_NAME.test(name)) {
    return failed(
      "has a name with characters that are not allowed: only letters, digits, dots, dashes and underscores are",
    );
  }
  const result = await run(name, key, env, LIMITS);
  switch (result.kind) {
    case "exited":
      if (result.status === 0) return readCredential(result.stdout);
      if (result.stdout.reveal().trim() === NOT_FOUND) {
        return { kind: "no-entry", detail: describeOutput(result.stderr) };
      }
      return failed(
        `failed with exit status ${result.status}${describeOutput(result.stderr, result.stdout)}`,
      );
    case "signalled":
      return failed(`was stopped by ${result.signal}${describeOutput(result.stderr)}`);
    case "not-found":
      return { kind: "failed", why: "is not on the PATH", isMissing: true };
    case "not-started":
      return failed(`could not be started (${shownText(result.reason)})`);
    case "timed-out":
      return failed(`did not answer within ${LIMITS.timeMs / 1000} seconds`);
    case "flooded":
      return failed(`wrote more than ${LIMITS.outputBytes / 1024} KiB`);
  }
}

function readCredential(stdout: Secret): HelperAnswer {
  const answer = parseJson(stdout.reveal());
  if (answer === undefined) return failed("returned an answer that is not JSON");
  if (!isRecord(answer)) return failed("returned an answer that is not a JSON object");
  const { Username: username = "", Secret: secret = "" } = answer;
  if (typeof username !== "string" || typeof secret !== "string") {
    return failed('returned an answer whose "Username" or "Secret" is not text');
  }
  if (username === "" && secret === "") return { kind: "no-entry", detail: "" };
  if (username === "" || secret === "") return failed('returned an answer without a "Username" or "Secret"');
  const wrapped = new Secret(secret);
  if (username === "<token>") {
    return { kind: "credential", credential: { kind: "identity-token", token: wrapped } };
  }
  return { kind: "credential", credential: { kind: "basic", username, password: wrapped } };
}

/**
 * Returns the message of a helper as `: "line"`: the first line of its standard error, in which the text of its standard output
 * is hidden. If there is none, the first line of the standard output, where docker's own helpers write their errors, unless it
 * may be a credential.
 */
function describeOutput(stderr: string, stdout = new Secret("")): string {
  const redactor = createRedactor();
  const text = stdout.reveal();
  const parts = text.split(/[\s"{},]+/).filter((part) => part.length >= SHORTEST_SECRET);
  for (const secret of [text.trim(), ...parts]) redactor.hide(secret);
  const lines = stripVTControlCharacters(stderr).split(/[\r\n\u2028\u2029]+/);
  const line = redactor.show(lines.find((candidate) => shownText(candidate) !== "") ?? "");
  const shown = line === "" && isSentence(text) ? shownText(text.replace(POSSIBLE_TOKEN, "***")) : line;
  return shown === "" ? "" : `: "${shown}"`;
}

// Base64, hexadecimal and random words of some length.
const POSSIBLE_TOKEN = /(?=[\w+/=.-]*\d)[\w+/=.-]{12,}/g;

/** Whether an output is a message, and not JSON, a credential, or `user:password`. */
function isSentence(text: string): boolean {
  return !/["{}]/.test(text) && text.trim().split(/\s+/).length >= 3;
}

/**
 * Returns what to do if the helper `name` failed for `registry`; `isMissing` if there is no such program, which the file
 * `source` names.
 */
export function helperAdvice(name: string, registry: string, source: string, isMissing: boolean): string {
  const instead = 'or set "username" and "password" in the package repository';
  if (isMissing) {
    return `install docker-credential-${name} where gocd-pin runs, remove it from ${source}, ${instead}`;
  }
  return `${(ADVICE.get(name.replace(/\.exe$/, "")) ?? loginAdvice)(registry)}, ${instead}`;
}

function loginAdvice(registry: string): string {
  return `check that "docker login ${registry}" works for the user that runs gocd-pin`;
}

function storeAdvice(registry: string): string {
  return `run "docker login ${registry}" as the user that runs gocd-pin (this store needs a login session, which CI usually does not have)`;
}

function awsAdvice(): string {
  return "check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, or the role of this machine), and that AWS_REGION is the region of the registry";
}

function googleAdvice(): string {
  return 'run "gcloud auth login", or "gcloud auth activate-service-account" for a service account';
}

function azureAdvice(registry: string): string {
  const name = registry.split(".", 1)[0] ?? "";
  return `run "az acr login --name ${name}", or set AZURE_CLIENT_ID, AZURE_CLIENT_SECRET and AZURE_TENANT_ID`;
}

/** The login that each known helper needs. */
const ADVICE: ReadonlyMap<string, (registry: string) => string> = new Map([
  ["ecr-login", awsAdvice],
  ["gcr", googleAdvice],
  ["gcloud", googleAdvice],
  ["acr-env", azureAdvice],
  ["desktop", storeAdvice],
  ["osxkeychain", storeAdvice],
  ["secretservice", storeAdvice],
  ["wincred", storeAdvice],
  ["pass", storeAdvice],
]);

function failed(why: string): HelperAnswer {
  return { kind: "failed", why };
}
