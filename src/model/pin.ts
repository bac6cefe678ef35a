import type { Built } from "./build-time.js";
import type { Digest, Tag } from "./image.js";
import type { Package, TagRule } from "./declaration.js";
import { isSame } from "./is-same.js";

/**
 * The rule of a package and the tag that was chosen by it. A pin is valid until a refresh changes it or the rule
 * changes.
 */
export interface Pin {
  /** `<repository>/<name>`. */
  readonly key: string;
  readonly registryUrl: string;
  readonly image: string;
  readonly rule: TagRule;
  readonly tag: Tag;
  readonly digest?: Digest;
  /**
   * With the policy `newest`: when the images were built that its tags point to, by the digests of their manifests. The
   * image of a digest never changes, so a refresh queries only new digests.
   */
  readonly created?: ReadonlyMap<Digest, Built>;
  /**
   * With `min_age`: the days in UTC (`2026-11-26`) on which a refresh first listed the tags that wait. The key is the tag,
   * and `tag@digest` for a new digest of the pinned tag.
   */
  readonly seen?: ReadonlyMap<string, string>;
}

/** The pins of a config repo, by key; the lock file holds them. */
export type Pins = ReadonlyMap<string, Pin>;

/** Whether a pin is one of the image of a package. */
export function isOfImage(pin: Pin, { image, repository }: Package): boolean {
  return pin.image === image && pin.registryUrl === repository.registryUrl;
}

/** Whether a pin fits the declaration of the package: registry, image, rule, and the tag if the package holds one. */
export function fitsDeclaration(pin: Pin, pkg: Package): boolean {
  const { hold = pin.tag } = pkg.rule;
  return isOfImage(pin, pkg) && pin.tag === hold && isSame(pin.rule, pkg.rule);
}
