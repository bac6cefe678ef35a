import type { Digest, Tag } from "./image.js";

/** Which of the matching tags is the latest. `extract` names a group of the tag filter: `$1`, `$name`, `${name}`. */
export type Policy =
  | { readonly kind: "natural"; readonly extract?: string; readonly pick?: Pick }
  | {
      readonly kind: "semver";
      readonly range?: string;
      readonly prereleases?: boolean;
      readonly extract?: string;
      readonly pick?: Pick;
    }
  | { readonly kind: "numerical"; readonly extract?: string; readonly pick?: Pick }
  | { readonly kind: "alphabetical"; readonly extract?: string; readonly pick?: Pick }
  | { readonly kind: "calver"; readonly format: string; readonly extract?: string; readonly pick?: Pick }
  | { readonly kind: "newest" };

export type Pick = "highest" | "lowest";

/** What is asked of a registry: which image, which tags count, which of them is the latest. */
export interface TagRule {
  /** Java regular expression, searched anywhere in the tag; empty means every tag. */
  readonly tagFilter: string;
  readonly policy: Policy;
  /** Whether the pin holds the digest of the tag's manifest. */
  readonly digest: boolean;
  /** `os/arch[/variant]`, where one was asked for. */
  readonly platform?: string;
}

/** What a rule chose. */
export interface Choice {
  readonly tag: Tag;
  readonly digest?: Digest;
}
