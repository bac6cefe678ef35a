/** What a credential is looked up by: one registry, and perhaps an image in it. */
export interface CredentialScope {
  /** `host[:port]` in lower case, `docker.io` for Docker Hub whatever it is called by. */
  readonly registry: string;
  /** The name under which `docker login` files this registry, and asks a credential store for it. */
  readonly loginKey: string;
  readonly scheme: "http:" | "https:";
  /** `registry/a/b`, `registry/a`, `registry`: the scopes that cover the image, the narrowest first. */
  readonly scopes: readonly string[];
}

const HUB = "docker.io";
// Docker Hub's names for one and the same registry; the last is the API's own host.
const HUB_HOSTS = new Set([HUB, "index.docker.io", "registry-1.docker.io"]);
// https://github.com/docker/cli: Hub logins are still filed under the address of its retired v1 index.
const HUB_LOGIN_KEY = "https://index.docker.io/v1/";

/**
 * Gives the scope of `image` in the registry at `registryUrl` (a valid http or https URL). The host is that of the
 * URL, which requests go to: a `registry_name` cannot borrow another registry's credentials. An official image of
 * Docker Hub counts as `library/<image>`.
 */
export function credentialScope(registryUrl: string, image: string | undefined): CredentialScope {
  const { host, hostname, protocol } = new URL(registryUrl);
  const isHub = HUB_HOSTS.has(hostname);
  const registry = isHub ? HUB : host;
  const path = image === undefined ? [] : image.split("/");
  if (isHub && path.length === 1) path.unshift("library");
  const scopes = path.map((_, index) => [registry, ...path.slice(0, index + 1)].join("/"));
  return {
    registry,
    loginKey: isHub ? HUB_LOGIN_KEY : host,
    scheme: protocol === "http:" ? "http:" : "https:",
    scopes: [...scopes.reverse(), registry],
  };
}

/**
 * Gives the scope that a key of `auths` or `credHelpers` stands for. A key with `http://` or `https://` means the
 * whole registry whatever path follows, one without means the path too
 * (https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md), and `/v1/` or `/v2/` is no path
 * but what `docker login` was given. A port that is the default of the key's scheme, or else of `scheme`, is left
 * out, as a URL leaves it out.
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
  return HUB_HOSTS.has(host) ? HUB : host;
}
