import type { Answer, QueryFailure } from "../model/failure.js";
import { type Tag, parseTag } from "../model/image.js";
import { parseUrl } from "../http/url.js";
import { endpoint } from "./address.js";
import { sendAuthorized } from "./authorization.js";
import type { Deadline } from "../http/deadline.js";
import { headerValues, type HttpResponse } from "../http/message.js";
import { exceedsValues, isRecord, parseJson } from "../model/json.js";
import { describeStatus, describeUnexpectedBody } from "./response-failure.js";
import type { ImageQuery, RegistrySession } from "./session.js";

// Amazon's registry responded with 405 for more.
const PAGE_SIZE = 1000;

/**
 * Lists every tag of an image, each once, in no order: texts outside the tag grammar, nulls and duplicates
 * are skipped; an image without tags has an empty list. Fails as not-found if the image does not exist, as incomplete if
 * a page after the first fails or the list does not end, and like any request.
 */
export async function listTags({
  session,
  image,
  name,
  deadline,
}: ImageQuery): Promise<Answer<readonly Tag[]>> {
  const { limits, address, world, listed } = session;
  const tags = new Set<Tag>();
  const requested = new Set<string>();
  let url = endpoint(address, `${name}/tags/list?n=${PAGE_SIZE}`);
  let isProbe = false;
  let bytes = 0;

  function breakOff(why: string, help: string): Answer<never> {
    const message = `the tag list of "${image}" at ${address.host} is incomplete: ${why}`;
    return { ok: false, failure: { kind: "incomplete", message, help } };
  }

  function failPage(page: number, failure: QueryFailure): Answer<never> {
    if (page === 1) return { ok: false, failure };
    // The failure names what the previous pages left of the limit.
    if (failure.isTooLong === true) {
      return breakOff(
        `it has more than ${limits.maxListBytes} bytes, the limit`,
        "raise --max-bytes, or delete unused tags",
      );
    }
    return breakOff(`page ${page} failed: ${failure.message}`, failure.help);
  }

  for (let pages = 1; ; pages++) {
    if (requested.has(url.href)) {
      return breakOff(
        `page ${pages} is the same as a previous page`,
        "report to the registry's operator that its pages form a loop",
      );
    }
    if (pages > limits.maxPages) {
      return breakOff(
        `it has more than ${limits.maxPages} pages, the limit`,
        "raise --max-pages, or delete unused tags",
      );
    }
    requested.add(url.href);
    const answer = await askPage(session, image, url, limits.maxListBytes - bytes, deadline);
    if (!answer.ok) return failPage(pages, answer.failure);
    const response = answer.value;
    if (pages === 1 && (response.status === 400 || response.status === 405) && url.search !== "") {
      // Proxies in front of Amazon's registry reject `n` even if it is not too large.
      url = withQuery(url, {});
      pages--;
      continue;
    }
    // After the end of the list, a registry may answer 404.
    if (isProbe && response.status === 404) return { ok: true, value: [...tags] };
    if (exceedsValues(response.body, limits.maxPageValues)) {
      return breakOff(
        `page ${pages} has more than ${limits.maxPageValues} values, the limit`,
        "check that registry_url is the address of a registry",
      );
    }
    const page = readPage(session, response, image);
    if (!page.ok) return failPage(pages, page.failure);
    bytes += response.body.length;
    const before = tags.size;
    for (const text of page.value) {
      const tag = typeof text === "string" ? parseTag(text) : undefined;
      if (tag === undefined || tags.add(tag).size <= limits.maxTags) continue;
      return breakOff(`it has more than ${limits.maxTags} tags, the limit`, "delete unused tags");
    }
    listed.tags += tags.size - before;
    if (listed.tags > limits.maxAllTags) {
      return breakOff(
        `all tag lists of this run together have more than ${limits.maxAllTags} tags, the limit`,
        "delete unused tags, or name fewer packages in one run",
      );
    }
    world.onProgress?.({ host: address.host, image, pages, tags: tags.size });
    const next = nextPage(headerValues(response, "link"), url);
    if (next.kind === "elsewhere") {
      const place = session.redactor.show(next.text, 80);
      return breakOff(
        `the next page is at "${place}", which is another host`,
        "set registry_url to the address that the registry uses in its own links",
      );
    }
    if (next.kind === "page") {
      url = next.url;
      isProbe = false;
      continue;
    }
    // Only a new tag shows that the registry supports `last`: otherwise it sends the same page again.
    const probe = isProbe && tags.size === before ? undefined : urlAfterFull(url, page.value);
    if (probe === undefined) return { ok: true, value: [...tags] };
    url = probe;
    isProbe = true;
  }
}

// Nexus returns exactly `n` tags and no link although there are more. `last` asks for those after the last one.
function urlAfterFull(url: URL, page: readonly unknown[]): URL | undefined {
  const last = page.at(-1);
  const n = url.searchParams.get("n");
  if (n === null || page.length !== Number(n) || typeof last !== "string") return undefined;
  return withQuery(url, { n, last });
}

function withQuery(path: URL, query: Record<string, string>): URL {
  const url = new URL(path);
  url.search = new URLSearchParams(query).toString();
  return url;
}

function askPage(
  session: RegistrySession,
  image: string,
  url: URL,
  maxBytes: number,
  deadline: Deadline,
): Promise<Answer<HttpResponse>> {
  return sendAuthorized(
    session,
    { method: "GET", url, headers: { accept: "application/json" }, maxBytes },
    image,
    deadline,
  );
}

/** Returns the unchecked list of one page. */
function readPage(
  session: RegistrySession,
  response: HttpResponse,
  image: string,
): Answer<readonly unknown[]> {
  if (response.status !== 200) return { ok: false, failure: describeStatus(session, response, image) };
  const value = parseJson(response.body.toString());
  if (isRecord(value)) {
    const { tags, name } = value;
    if (Array.isArray(tags)) return { ok: true, value: tags };
    // Distribution writes null for an empty list; others omit the key.
    if (tags === null || (tags === undefined && typeof name === "string")) return { ok: true, value: [] };
  }
  const failure: QueryFailure = describeUnexpectedBody(session, response, "a tag list");
  return { ok: false, failure };
}

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
