import type { Built } from "./build-time.js";
import type { Digest, Tag } from "./image.js";
import type { TagRule } from "./rule.js";

/** What was asked for a package and what was chosen. It holds until a refresh moves it or the question changes. */
export interface Pin {
  /** `<repository>/<name>`. */
  readonly key: string;
  readonly registryUrl: string;
  readonly image: string;
  readonly rule: TagRule;
  readonly tag: Tag;
  readonly digest?: Digest;
  /**
   * With the policy `newest`: when the images were built that its tags point to, by the digests of their manifests.
   * What a digest stands for never changes, so a refresh asks only for digests that are new.
   */
  readonly created?: ReadonlyMap<Digest, Built>;
}

/** The pins of a config repo, by key; the lock file holds them. */
export type Pins = ReadonlyMap<string, Pin>;
