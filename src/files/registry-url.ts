import { DOCKER_HUB, isDockerHub } from "../model/docker-hub.js";
import { errorAt, type Diagnostic } from "../model/diagnostic.js";
import type { Place, Span } from "../model/source.js";

/**
 * Returns the registry name of a repository with the `registry_url` `text`: the declared one, else `host[:port]` of the
 * URL, and `docker.io` for Docker Hub. Without a declared name, the URL may not have a path but `/v2/`, as image
 * references would lose it. Errors: `project-invalid`, `secret-in-clear`.
 */
export function registryNameOf(
  text: string,
  declared: string | undefined,
  place: Place,
): { readonly name?: string; readonly problem?: Diagnostic } {
  if (!URL.canParse(text)) {
    const help = "write a URL such as https://registry.example.com/v2/";
    return invalid(place, `"registry_url" is not a URL`, help);
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    const message = `"registry_url" contains a credential, which gocd-pin would write to the generated files`;
    const help = "remove it from the URL, and write username: ${NAME} and password: ${OTHER_NAME}";
    return { problem: errorAt(place, "secret-in-clear", message, { help, mask: [place.span] }) };
  }
  if (url.search !== "" || url.hash !== "") {
    return invalid(place, `"registry_url" must not have a query or fragment`, "remove it from the URL");
  }
  if (declared !== undefined) return { name: declared };
  // Requests to Docker Hub ignore the path, such as that of https://index.docker.io/v1/.
  if (isDockerHub(url.host)) return { name: DOCKER_HUB.name };
  const path = url.pathname
    .replace(/\/+$/, "")
    .replace(/(^|\/)v2$/, "")
    .replace(/\/+$/, "");
  if (path === "") return { name: url.host };
  const help = `write \`registry_name: ${likelyName(url.host, path)}\`, or remove the path from the URL if it is a part of the image names`;
  return invalid(place, `"registry_url" has the path "${path}", and there is no "registry_name"`, help);
}

/**
 * Returns how references of a registry below a path most likely begin. With Artifactory (`/artifactory/api/docker/KEY`)
 * and Nexus (`/repository/NAME`), docker pulls from `host/KEY`.
 */
function likelyName(host: string, path: string): string {
  const end = /^(?:(?:\/artifactory)?\/api\/docker|\/repository|\/v2)(\/[^/]+)$/.exec(path)?.[1];
  return `${host}${end ?? path}`;
}

function invalid(place: Place, message: string, help: string): { readonly problem: Diagnostic } {
  return { problem: errorAt(place, "project-invalid", message, { help, mask: credentialSpans(place) }) };
}

/**
 * Returns the spans of a written URL that may contain a credential: user name and password before an `@`, query and
 * fragment. The text may be no URL, such as one without a scheme. If it has an escape, these parts may be hidden in it, so
 * the complete text is returned.
 */
export function credentialSpans({ file, span }: Place): readonly Span[] {
  const text = file.text.slice(span.start, span.end);
  if (text.includes("\\")) return [span];
  const at = text.lastIndexOf("@");
  const user = /^["']?[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0].length ?? 0;
  const query = text.slice(at + 1).search(/[?#]/);
  return [
    ...(at === -1 ? [] : [{ start: span.start + user, end: span.start + at }]),
    ...(query === -1 ? [] : [{ start: span.start + at + 1 + query, end: span.end }]),
  ];
}
