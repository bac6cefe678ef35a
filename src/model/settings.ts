import type { WarningCode } from "./codes.js";

/** How a config repo can be laid out: generated files in a folder of their own, or the sources edited themselves. */
export const LAYOUTS = ["folder", "in-place"] as const;

/** One of `LAYOUTS`. */
export type Layout = (typeof LAYOUTS)[number];

/** What happens to a Docker material in the enriched config. */
export type PackageMaterials = "auto" | "configrepo" | "pipeline" | "remove" | "keep";

/** How the pipelines of packages are written, in the mode `pipeline`. */
export interface PackagePipelines {
  readonly group: string;
  /** The start of their names; may be empty. */
  readonly prefix: string;
  /** The resources of their jobs; empty if every agent may run them. */
  readonly resources: readonly string[];
  readonly elasticProfileId?: string;
}

/** The place of the generated files: a folder below the project folder, or the sources themselves. */
export type OutputTarget =
  { readonly kind: "folder"; readonly path: string } | { readonly kind: "in-place"; readonly path: string };

/** The limits of registry queries, if they are set. */
export interface AskedLimits {
  /** Concurrent queries per registry. */
  readonly concurrency?: number;
  /** The longest time of one query with all its retries, in ms. */
  readonly timeoutMs?: number;
  /** The maximum of pages of one tag list. */
  readonly maxPages?: number;
  /** The maximum of bytes of one tag list, all pages together. */
  readonly maxListBytes?: number;
}

/** The project file's settings, defaults filled in. */
export interface Settings {
  readonly sources: readonly string[];
  readonly output: OutputTarget;
  readonly packageMaterials: PackageMaterials;
  readonly packagePipelines: PackagePipelines;
  readonly names: readonly NameKind[];
  readonly properties: readonly Property[];
  readonly limits: AskedLimits;
  /** The codes of warnings that are not reported. */
  readonly accept: readonly WarningCode[];
}

/** The properties of a package that a variable can have; the values of `variables.properties`. */
export const PROPERTIES = [
  "registry_name",
  "image",
  "label",
  "digest",
  "reference",
  "registry_url",
  "tag_filter",
] as const;

/** One of `PROPERTIES`. */
export type Property = (typeof PROPERTIES)[number];

/** Which of a material's two names the names of variables contain. */
export type NameKind = "package" | "material";

/** An environment variable that is added to a pipeline. */
export interface Variable {
  readonly name: string;
  /** The value in a job. A `#` is not yet doubled for GoCD. */
  readonly value: string;
  /** The material's key. */
  readonly material: string;
  /** The package's key. */
  readonly package: string;
  readonly property: Property;
}
