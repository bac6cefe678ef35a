/** Which of the matching tags is the latest. */
export type Policy =
  | ({ readonly kind: "natural" } & Comparison)
  | ({ readonly kind: "semver"; readonly range?: string; readonly prereleases?: boolean } & Comparison)
  | ({ readonly kind: "numerical" } & Comparison)
  | ({ readonly kind: "alphabetical" } & Comparison)
  | ({ readonly kind: "calver"; readonly format: string } & Comparison)
  | { readonly kind: "newest" };

/** What is compared, and which end of the order wins. */
export interface Comparison {
  /** A group of the tag filter, `$1`, `$name` or `${name}`; absent, the whole tag is compared. */
  readonly extract?: string;
  /** Absent means highest. */
  readonly pick?: "highest" | "lowest";
}

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
