import { parseUrl } from "../http/url.js";
import { DOCKER_HUB, isDockerHub } from "../model/docker-hub.js";
import { isImageName } from "../model/image.js";

/** Where a registry's API is. */
export interface Address {
  /** `host[:port]`, for messages. */
  readonly host: string;
  /** The API's root without `/v2/` and without a trailing slash: `https://host/artifactory/api/docker/repo`. */
  readonly base: string;
  readonly origin: string;
  /** Host without port, IPv6 in brackets. */
  readonly hostname: string;
  readonly isDockerHub: boolean;
}

/**
 * Reads a `registry_url`, with or without `/v2/`, with or without a path in front of it. Returns undefined when it
 * is not an http or https URL. Credentials, query and fragment of the URL are not taken over.
 */
export function parseAddress(registryUrl: string): Address | undefined {
  const url = parseUrl(registryUrl);
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  if (isDockerHub(url.hostname)) {
    const { apiHost } = DOCKER_HUB;
    const origin = `https://${apiHost}`;
    return { host: apiHost, base: origin, origin, hostname: apiHost, isDockerHub: true };
  }
  const prefix = url.pathname.replace(/\/+$/, "").replace(/(^|\/)v2$/, "");
  return {
    host: url.host,
    base: url.origin + prefix.replace(/\/+$/, ""),
    origin: url.origin,
    hostname: url.hostname,
    isDockerHub: false,
  };
}

/**
 * The image's name as the API and token scopes know it: Docker Hub keeps one-segment names under `library/`.
 * Returns undefined when it is not a valid image name, so that no text gets into a path unchecked.
 */
export function wireName(address: Address, image: string): string | undefined {
  if (!isImageName(image)) return undefined;
  return address.isDockerHub && !image.includes("/") ? `library/${image}` : image;
}

/** An endpoint of the API: `path` is below `/v2/`. */
export function endpoint(address: Address, path: string): URL {
  return new URL(`${address.base}/v2/${path}`);
}
