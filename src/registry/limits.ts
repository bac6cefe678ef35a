import { HTTP_LIMITS, type HttpLimits } from "../http/http-limits.js";
import { BOUNDS } from "../model/bounds.js";

/** The limits of the registry client. Sizes are in bytes. */
export interface Limits extends HttpLimits {
  /** Pages of one tag list: the option `--max-pages`. */
  readonly maxPages: number;
  /** Tags of one image. */
  readonly maxTags: number;
  /** Tags of all images of a run, which all stay in memory. */
  readonly maxAllTags: number;
  /** JSON values of one page of a tag list. */
  readonly maxPageValues: number;
  /** All pages of one tag list together: the option `--max-bytes`. */
  readonly maxListBytes: number;
  /** A manifest, an image config, a token response. */
  readonly maxDocumentBytes: number;
}

/** The limits of a run without options. */
export const LIMITS: Limits = {
  ...HTTP_LIMITS,
  maxPages: BOUNDS.tagPages.value,
  maxTags: BOUNDS.tags.value,
  maxAllTags: BOUNDS.allTags.value,
  maxPageValues: BOUNDS.pageValues.value,
  maxListBytes: BOUNDS.tagListBytes.value,
  // The distribution spec requires registries to accept manifests of 4 MiB.
  maxDocumentBytes: BOUNDS.documentBytes.value,
};
