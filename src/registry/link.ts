import { parseUrl } from "./address.js";

/** The next page: none, at a URL, or on another host. */
export type NextPage =
  | { readonly kind: "none" }
  | { readonly kind: "page"; readonly url: URL }
  | { readonly kind: "elsewhere"; readonly text: string };

const TARGET = /[\s,]*<([^>]*)>/y;
const PARAMETER = /\s*;\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/y;

/**
 * Reads the `Link` values of a page (RFC 8288) that was fetched from `current`. Only the query of the next link is
 * used, on the path of the request: Artifactory omits its repository key in the link's path, Nexus names its internal
 * host. The link's origin must be that of the request, except for `http` with the same host: proxies that terminate TLS
 * do this.
 */
export function nextPage(values: readonly string[], current: URL): NextPage {
  const target = values.map((value) => nextTarget(value)).find((text) => text !== undefined);
  if (target === undefined) return { kind: "none" };
  const link = parseUrl(target, current);
  if (link === undefined || !isRegistryOrigin(link, current)) return { kind: "elsewhere", text: target };
  const url = new URL(current);
  url.search = link.search;
  return { kind: "page", url };
}

function isRegistryOrigin(link: URL, current: URL): boolean {
  if (link.origin === current.origin) return true;
  const isUpgrade = link.protocol === "http:" && current.protocol === "https:";
  return isUpgrade && link.hostname === current.hostname && (link.port === current.port || link.port === "");
}

function nextTarget(value: string): string | undefined {
  let at = 0;
  for (;;) {
    TARGET.lastIndex = at;
    const target = TARGET.exec(value);
    if (target === null) return undefined;
    at = TARGET.lastIndex;
    let relations: readonly string[] | undefined;
    for (;;) {
      PARAMETER.lastIndex = at;
      const parameter = PARAMETER.exec(value);
      if (parameter === null) break;
      at = PARAMETER.lastIndex;
      // Only the first `rel` of a link counts (RFC 8288, section 3.3).
      if (parameter[1]?.toLowerCase() === "rel") {
        relations ??= (parameter[2] ?? parameter[3] ?? "").toLowerCase().split(/\s+/);
      }
    }
    if (relations?.includes("next") === true) return target[1];
  }
}
