import type { NameKind, Property } from "./variable.js";

/** What becomes of a Docker material in the enriched config. */
export type PackageMaterials = "auto" | "configrepo" | "remove" | "keep";

/** Where generated files go: a folder below the project folder, or into the sources themselves. */
export type OutputTarget =
  { readonly kind: "folder"; readonly path: string } | { readonly kind: "in-place"; readonly path: string };

/** How far registries are asked before a run gives up, as far as somebody said so. */
export interface AskedLimits {
  /** Questions at a time per registry. */
  readonly concurrency?: number;
  /** How long one question may take with all its retries, in ms. */
  readonly timeoutMs?: number;
  /** Pages of one tag list. */
  readonly maxPages?: number;
  /** Bytes of one tag list, all pages together. */
  readonly maxListBytes?: number;
}

/** The project file's settings, defaults filled in. */
export interface Settings {
  readonly sources: readonly string[];
  readonly output: OutputTarget;
  readonly packageMaterials: PackageMaterials;
  readonly names: readonly NameKind[];
  readonly properties: readonly Property[];
  readonly limits: AskedLimits;
}
