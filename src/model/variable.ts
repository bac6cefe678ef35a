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
