import type { ImageLabels } from "../model/build-time.js";
import { isRecord } from "../model/json.js";
import { parseUrl } from "../http/url.js";

/** A link to the source of an image; `isComparison` if it shows the changes between two images. */
export interface SourceLink {
  readonly url: string;
  readonly isComparison: boolean;
}

// The page with the changes between two commits or git tags, by the name of the host.
const COMPARISONS: readonly (readonly [host: RegExp, path: (from: string, to: string) => string])[] = [
  [/^(?:www\.)?github\./, (from, to) => `/compare/${from}...${to}`],
  [/^gitlab\./, (from, to) => `/-/compare/${from}...${to}`],
  [/^(?:gitea\.|codeberg\.org$)/, (from, to) => `/compare/${from}...${to}`],
  [/^bitbucket\.org$/, (from, to) => `/branches/compare/${to}%0D${from}`],
];

// The page of a folder of a repository, below which there are no comparisons.
const FOLDER = /\/(?:tree|blob|src|-)\//;

const LABELS = ["source", "url", "revision", "version"].map((name) => `org.opencontainers.image.${name}`);
// No URL or name of a commit is as long; an image config may have megabytes of labels.
const MAX_LABEL_LENGTH = 2000;

/** Returns the labels of an image config that name the source of the image; undefined if it has none of them. */
export function readSourceLabels(config: Readonly<Record<string, unknown>>): ImageLabels | undefined {
  const settings = config["config"];
  const labels = isRecord(settings) ? settings["Labels"] : undefined;
  if (!isRecord(labels)) return undefined;
  const entries = LABELS.flatMap((name): [string, string][] => {
    const value = labels[name];
    return typeof value === "string" && value.length <= MAX_LABEL_LENGTH ? [[name, value]] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * Returns the link to the source of the image `after`, from its labels: a comparison with `before` if both images have the same
 * source on a known host and name their commits, or else their versions; undefined if no label is an http or https URL. The
 * author of an image chooses its labels, so the link has no credentials, query or fragment, and no characters of Markdown.
 */
export function findSourceLink(before: ImageLabels | undefined, after: ImageLabels): SourceLink | undefined {
  const source = sourceOf(after);
  if (source === undefined) return undefined;
  const page: SourceLink = { url: source.href, isComparison: false };
  const comparison = COMPARISONS.find(([host]) => host.test(source.hostname));
  if (FOLDER.test(source.pathname)) return page;
  if (before === undefined || comparison === undefined || sourceOf(before)?.href !== source.href) return page;
  for (const label of ["revision", "version"]) {
    const [from, to] = [before, after].map((labels) => labels[`org.opencontainers.image.${label}`] ?? "");
    if (from === undefined || to === undefined || from === to || !isName(from) || !isName(to)) continue;
    return { url: source.href + comparison[1](from, to), isComparison: true };
  }
  return page;
}

function sourceOf(labels: ImageLabels): URL | undefined {
  for (const label of ["source", "url"]) {
    const url = parseUrl(labels[`org.opencontainers.image.${label}`] ?? "");
    if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) continue;
    url.username = "";
    url.password = "";
    url.search = "";
    url.hash = "";
    const path = url.pathname.replace(/\/+$/, "").replace(/\.git$/, "");
    url.pathname = path.replace(/[()[\]<>|*_`\\&$]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
    return url;
  }
  return undefined;
}

/** Whether a text is a commit or a git tag that can be in a URL unchanged. */
function isName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text);
}
