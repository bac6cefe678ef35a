import { DOCKER_HUB, isDockerHub } from "../../model/docker-hub.js";
import { join } from "node:path";
import type { Answer } from "../../model/failure.js";
import type { Repository } from "../../model/declaration.js";
import { Secret } from "../../model/secret.js";
import type { ProcessEnvironment } from "../../model/program.js";
import { shownPath } from "../../http/redactor.js";

/**
 * A credential for a registry. `identity-token` is the refresh token of an OAuth2 login, exchanged for an access
 * token (https://distribution.github.io/distribution/spec/auth/oauth/); `registry-token` is sent as the
 * bearer token unchanged.
 */
export type Credential =
  | { readonly kind: "anonymous" }
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "identity-token"; readonly token: Secret }
  | { readonly kind: "registry-token"; readonly token: Secret };

/** A credential that is stored somewhere: every kind but the anonymous one. */
export type FiledCredential = Exclude<Credential, { readonly kind: "anonymous" }>;

/** A credential and its source. */
export interface SourcedCredential {
  readonly credential: Credential;
  /** `DOCKER_AUTH_CONFIG`, `the entry "ghcr.io" of ~/.docker/config.json`; `none` for the anonymous credential. */
  readonly source: string;
  /** The previous sources, in order, each with the reason why it has no credential. */
  readonly passedOver: readonly string[];
}

/**
 * Finds the credential for one registry. `image` (without registry name) also finds entries for a part
 * of the registry; without it only those for the complete registry count. Every failure is `unauthorized`: a source that
 * exists but cannot be used is never skipped.
 */
export type FindCredential = (
  repository: Repository,
  image: string | undefined,
) => Promise<Answer<SourcedCredential>>;

/** The key to look up a credential: a registry, and an optional image in it. */
export interface CredentialScope {
  /** `host[:port]` in lower case, `docker.io` for all names of Docker Hub. */
  readonly registry: string;
  /** The key that `docker login` uses for this registry, in files and in credential stores. */
  readonly loginKey: string;
  readonly scheme: "http:" | "https:";
  /** `registry/a/b`, `registry/a`, `registry`: the scopes that cover the image, the narrowest first. */
  readonly scopes: readonly string[];
}

/**
 * Returns the scope of `image` in the registry at `registryUrl` (a valid http or https URL). The host is that of the
 * URL, which requests are sent to: a `registry_name` cannot get the credentials of another registry. An official image of
 * Docker Hub counts as `library/<image>`.
 */
export function credentialScope(registryUrl: string, image: string | undefined): CredentialScope {
  const { host, hostname, protocol } = new URL(registryUrl);
  const isHub = isDockerHub(hostname);
  const registry = isHub ? DOCKER_HUB.name : host;
  const path = image === undefined ? [] : image.split("/");
  if (isHub && path.length === 1) path.unshift("library");
  const scopes = path.map((_, index) => [registry, ...path.slice(0, index + 1)].join("/"));
  return {
    registry,
    loginKey: isHub ? DOCKER_HUB.loginKey : host,
    scheme: protocol === "http:" ? "http:" : "https:",
    scopes: [...scopes.reverse(), registry],
  };
}

/**
 * Returns the scope of a key of `auths` or `credHelpers`. A key with `http://` or `https://` means the complete
 * registry and ignores the path, one without includes the path
 * (https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md), and `/v1/` or `/v2/` is not a path
 * but the address that `docker login` was called with. A port that is the default of the key's scheme, or else of
 * `scheme`, is left out, as a URL leaves it out.
 */
export function scopeOfKey(key: string, scheme: CredentialScope["scheme"]): string {
  const bare = key.replace(/^https?:\/\//i, "");
  const [host = "", ...path] = bare.split("/").filter((segment) => segment !== "");
  const hasScheme = bare !== key;
  const isPlain = hasScheme ? /^http:/i.test(key) : scheme === "http:";
  const registry = hubName(host.toLowerCase().replace(isPlain ? /:80$/ : /:443$/, ""));
  const isApi = path.length === 1 && (path[0] === "v1" || path[0] === "v2");
  return hasScheme || isApi ? registry : [registry, ...path].join("/");
}

function hubName(host: string): string {
  return isDockerHub(host) ? DOCKER_HUB.name : host;
}

/** A place that may have credentials in Docker's JSON format. `shown` is its name in messages. */
export type CredentialSource =
  | { readonly kind: "absent"; readonly why: string }
  | { readonly kind: "variable"; readonly text: Secret; readonly shown: string }
  | { readonly kind: "file"; readonly path: string; readonly shown: string };

/** The answer of one source: a credential, nothing (and why), or a failure that ends the search. */
export type SourceAnswer =
  | { readonly kind: "credential"; readonly credential: FiledCredential; readonly source: string }
  | { readonly kind: "nothing"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string; readonly help: string };

/**
 * Returns the sources in their order of precedence: `DOCKER_AUTH_CONFIG`, docker's `config.json`,
 * `REGISTRY_AUTH_FILE`, podman's `auth.json` of the login session and of the user. An empty variable counts as one
 * that is not set. `homeDir` is absolute.
 */
export function credentialSources(env: ProcessEnvironment, homeDir: string): readonly CredentialSource[] {
  const file = (...parts: readonly [string, ...string[]]): CredentialSource => {
    const path = join(...parts);
    return { kind: "file", path, shown: shownPath(path, homeDir) };
  };
  const authConfig = setValue(env, "DOCKER_AUTH_CONFIG");
  const authFile = setValue(env, "REGISTRY_AUTH_FILE");
  const runtimeDir = setValue(env, "XDG_RUNTIME_DIR");
  return [
    authConfig === undefined
      ? unset("DOCKER_AUTH_CONFIG")
      : { kind: "variable", text: new Secret(authConfig), shown: "DOCKER_AUTH_CONFIG" },
    file(setValue(env, "DOCKER_CONFIG") ?? join(homeDir, ".docker"), "config.json"),
    authFile === undefined ? unset("REGISTRY_AUTH_FILE") : file(authFile),
    runtimeDir === undefined ? unset("XDG_RUNTIME_DIR") : file(runtimeDir, "containers", "auth.json"),
    file(setValue(env, "XDG_CONFIG_HOME") ?? join(homeDir, ".config"), "containers", "auth.json"),
  ];
}

function setValue(env: ProcessEnvironment, variable: string): string | undefined {
  const value = env[variable];
  return value === "" ? undefined : value;
}

function unset(variable: string): CredentialSource {
  return { kind: "absent", why: `${variable} is not set` };
}
