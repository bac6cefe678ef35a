import type { DatedImage, PlatformImage } from "./build-time.js";
import type { Digest, Tag } from "./image.js";
import type { Answer } from "./failure.js";
import type { Repository } from "./declaration.js";

/** The queries of registries that choosing a tag needs; the registry client answers them. */
export interface Lookup {
  /** The moment of the run, in milliseconds since 1970: ages of images are counted up to it. */
  readonly now: number;
  /** The maximum number of queries to one registry at a time. */
  readonly concurrency: number;
  /** Every tag of the image, in no order, each once. A partial list is a failure, never a value. */
  tags(repository: Repository, image: string): Promise<Answer<readonly Tag[]>>;
  /** The digest of the tag's manifest (the index, for a multi-platform image); "gone" when the tag has none. */
  digest(repository: Repository, image: string, tag: Tag): Promise<Answer<Digest | "gone">>;
  /**
   * When the image of a tag, or of a manifest's digest, was built for `platform` (`os/arch[/variant]`), the labels that
   * name its source, and the digest as above, which is in the answer anyway; "gone" as above.
   */
  created(
    repository: Repository,
    image: string,
    reference: Tag | Digest,
    platform: string | undefined,
  ): Promise<Answer<DatedImage | "gone">>;
  /**
   * The first of the platforms (`os/arch[/variant]`) that the image of a tag lacks, undefined if it has all, and the
   * digest as above; "gone" as above.
   */
  platforms(
    repository: Repository,
    image: string,
    tag: Tag,
    platforms: readonly string[],
  ): Promise<Answer<PlatformImage | "gone">>;
}
