import { isRecord } from "../../model/json.js";
import { Secret } from "../../model/secret.js";
import { scopeOfKey, type CredentialScope, type FiledCredential } from "./credential.js";

/**
 * The part of Docker's `config.json` and podman's `auth.json` that is about credentials
 * (https://docs.docker.com/reference/cli/docker/login/#credential-stores). Values are wrapped as they are read.
 */
export interface DockerConfig {
  /** `auths`, in the order of the file. */
  readonly entries: readonly ConfigEntry[];
  /** `credHelpers`, in the order of the file: `name` is empty if the plain entries are used. */
  readonly helpers: readonly { readonly key: string; readonly name: string }[];
  /** `credsStore`; empty if there is none. */
  readonly store: string;
}

/** One entry of `auths`. A malformed entry is a failure only for its own registry. */
interface ConfigEntry {
  readonly key: string;
  readonly content: FiledCredential | { readonly kind: "empty" } | MalformedEntry;
}

/** `why` completes a sentence that starts with the entry: `has a "password" but no "username"`. */
interface MalformedEntry {
  readonly kind: "malformed";
  readonly why: string;
}

/** The login that a config has for a registry. `scope` is the registry or the path in it that the entry is for. */
export type ConfigLogin =
  | { readonly kind: "helper"; readonly name: string; readonly key: string }
  | { readonly kind: "entry"; readonly scope: string; readonly content: FiledCredential | MalformedEntry }
  | { readonly kind: "none"; readonly why: string };

/** `why` completes a sentence that starts with the file, and never quotes the text. */
export type ParsedConfig =
  { readonly ok: true; readonly config: DockerConfig } | { readonly ok: false; readonly why: string };

/**
 * Reads `text` as a Docker config; unknown keys are ignored. Empty text is a config without entries, as for
 * Docker.
 */
export function parseDockerConfig(text: string): ParsedConfig {
  if (text.trim() === "") return { ok: true, config: { entries: [], helpers: [], store: "" } };
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    return malformed(`is not valid JSON${placeOf(error, text)}`);
  }
  if (!isRecord(root)) return malformed("is not a JSON object");
  const auths = root["auths"] ?? {};
  const credHelpers = root["credHelpers"] ?? {};
  const store = root["credsStore"] ?? "";
  if (!isRecord(auths)) return malformed('has an "auths" that is not an object');
  if (!isRecord(credHelpers)) return malformed('has a "credHelpers" that is not an object');
  if (typeof store !== "string") return malformed('has a "credsStore" that is not text');
  const helpers: { key: string; name: string }[] = [];
  for (const [key, name] of Object.entries(credHelpers)) {
    if (typeof name !== "string") return malformed('has a name in "credHelpers" that is not text');
    helpers.push({ key, name });
  }
  const entries = Object.entries(auths).map(([key, entry]) => ({ key, content: parseEntry(entry) }));
  return { ok: true, config: { entries, helpers, store } };
}

/**
 * Returns the login of `config` for `scope`. A helper, for the registry or for all registries, hides the plain entries,
 * as for Docker; else the narrowest entry that is not empty counts, and of several for one scope the one with Docker's
 * own key.
 */
export function findLogin(config: DockerConfig, scope: CredentialScope): ConfigLogin {
  const helper = preferLoginKey(config.helpers, scope).find(
    (entry) => scopeOfKey(entry.key, scope.scheme) === scope.registry,
  );
  // podman passes the key of the file to the helper; Docker finds a helper only by its own key.
  if (helper !== undefined && helper.name !== "") {
    return { kind: "helper", name: helper.name, key: helper.key };
  }
  if (helper === undefined && config.store !== "") {
    return { kind: "helper", name: config.store, key: scope.loginKey };
  }
  return findEntry(config, scope);
}

/** Like `findLogin`, but with the plain entries only. */
export function findEntry(config: DockerConfig, scope: CredentialScope): ConfigLogin {
  const entries = preferLoginKey(config.entries, scope);
  let emptyScope: string | undefined;
  for (const covering of scope.scopes) {
    for (const { key, content } of entries) {
      if (scopeOfKey(key, scope.scheme) !== covering) continue;
      if (content.kind !== "empty") return { kind: "entry", scope: covering, content };
      emptyScope ??= covering;
    }
  }
  if (emptyScope !== undefined) return { kind: "none", why: `has an empty entry for "${emptyScope}"` };
  return { kind: "none", why: `has no entry for "${scope.registry}"` };
}

/** Whether `config` has a credential helper for any registry. */
export function namesHelper(config: DockerConfig): boolean {
  return config.store !== "" || config.helpers.some((entry) => entry.name !== "");
}

function preferLoginKey<T extends { readonly key: string }>(
  keyed: readonly T[],
  scope: CredentialScope,
): readonly T[] {
  const isLoginKey = (entry: T): boolean => entry.key === scope.loginKey;
  return [...keyed.filter(isLoginKey), ...keyed.filter((entry) => !isLoginKey(entry))];
}

function parseEntry(entry: unknown): ConfigEntry["content"] {
  if (entry === null) return { kind: "empty" };
  if (!isRecord(entry)) return { kind: "malformed", why: "is not an object" };
  const fields = new Map<string, string>();
  for (const name of ["registrytoken", "identitytoken", "auth", "username", "password"]) {
    const value = entry[name] ?? "";
    if (typeof value !== "string") return { kind: "malformed", why: `has a "${name}" that is not text` };
    if (value !== "") fields.set(name, value);
  }
  // A token comes first: Docker stores an "auth" without a usable password together with an identity token.
  const registryToken = fields.get("registrytoken");
  if (registryToken !== undefined) return { kind: "registry-token", token: new Secret(registryToken) };
  const identityToken = fields.get("identitytoken");
  if (identityToken !== undefined) return { kind: "identity-token", token: new Secret(identityToken) };
  const auth = fields.get("auth");
  if (auth !== undefined) return decodeAuth(auth);
  const username = fields.get("username");
  const password = fields.get("password");
  if (username === undefined && password === undefined) return { kind: "empty" };
  if (username === undefined) return { kind: "malformed", why: 'has a "password" but no "username"' };
  if (password === undefined) return { kind: "malformed", why: 'has a "username" but no "password"' };
  return { kind: "basic", username, password: new Secret(password) };
}

/** Decodes base64 of `user:password`. Docker pads it; other programs that write the file do not. */
function decodeAuth(auth: string): FiledCredential | MalformedEntry {
  const digits = auth.replace(/\s/g, "").replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) {
    return { kind: "malformed", why: 'has an "auth" that is not base64' };
  }
  const decoded = Buffer.from(digits, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (colon < 1) return { kind: "malformed", why: 'has an "auth" that is not base64 of "user:password"' };
  // Old versions of Docker encoded trailing NUL bytes.
  const password = decoded.slice(colon + 1).replace(/\0+$/, "");
  return { kind: "basic", username: decoded.slice(0, colon), password: new Secret(password) };
}

/** Returns ` (line L, column C)` if the error of `JSON.parse` has a position. Its message is never shown: it quotes the text. */
function placeOf(error: unknown, text: string): string {
  const position = error instanceof SyntaxError ? / at position (\d+)/.exec(error.message)?.[1] : undefined;
  if (position === undefined) return "";
  const before = text.slice(0, Number(position)).split("\n");
  return ` (line ${before.length}, column ${(before.at(-1) ?? "").length + 1})`;
}

function malformed(why: string): ParsedConfig {
  return { ok: false, why };
}
