import type { Policy } from "./policies.js";

/** How the tag of a package is chosen: which tags match, and which of them is the latest. */
export interface TagRule {
  /** A Java regular expression, searched anywhere in the tag; if it is empty, every tag matches. */
  readonly tagFilter: string;
  readonly policy: Policy;
  /** Whether the pin has the digest of the tag's manifest. */
  readonly digest: boolean;
  /** `os/arch[/variant]`, if one is required. */
  readonly platform?: string;
}
