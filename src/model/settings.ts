import type { NameKind, Property } from "./variable.js";

/** What becomes of a Docker material in the enriched config. */
export type PackageMaterials = "auto" | "configrepo" | "remove" | "keep";

/** Where generated files go: a folder below the project folder, or into the sources themselves. */
export type Output =
  { readonly kind: "folder"; readonly path: string } | { readonly kind: "in-place"; readonly path: string };

/** The project file's settings, defaults filled in. */
export interface Settings {
  readonly sources: readonly string[];
  readonly output: Output;
  readonly packageMaterials: PackageMaterials;
  readonly names: readonly NameKind[];
  readonly properties: readonly Property[];
}
