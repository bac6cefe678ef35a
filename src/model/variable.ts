/** What a variable tells of a package; the words of `variables.properties`. */
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

/** Which of a material's two names variables are made of. */
export type NameKind = "package" | "material";

/** An environment variable that a pipeline gets. */
export interface Variable {
  readonly name: string;
  /** The value a job sees: a `#` is not yet doubled for GoCD. */
  readonly value: string;
  /** The material's key. */
  readonly material: string;
  /** The package's key. */
  readonly package: string;
  readonly property: Property;
}
