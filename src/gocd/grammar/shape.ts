/** The names that NameTypeValidator accepts: of pipelines, stages, groups, templates, materials and the like. */
export const NAME_PATTERN = "^[a-zA-Z0-9_-][a-zA-Z0-9_.-]{0,254}$";

/** The same, or an empty name: the group "" is the default group, a material "" has no name (ConfigConverter). */
export const NAME_OR_EMPTY_PATTERN = "^([a-zA-Z0-9_-][a-zA-Z0-9_.-]{0,254})?$";

/** The names that JobConfig accepts: unlike other names, they may start with `.`. */
export const JOB_NAME_PATTERN = "^[a-zA-Z0-9_.-]{1,255}$";

/** The names that GoCD gives the instances of a job with `run_instances`; a job may not have such a name (JobConfig). */
export const JOB_INSTANCE_PATTERN = "-(?:runOnAll|runInstance)-[0-9]+$";

/** The words that YamlUtils.getOptionalBoolean reads, in exactly these cases. */
export const BOOLEAN_PATTERN =
  "^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$";

/**
 * What GoCD's YAML plugin does with a value that is a list or mapping. `text`: it rejects one. `copied`: it silently
 * drops one (TaskTransform and MaterialTransform copy only strings). `boolean` and `integer`: it reads the text
 * (YamlUtils). `own`: a rule of this key decides.
 */
export type Reading = "text" | "copied" | "boolean" | "integer" | "own";

/** Text, which may be written as a number or boolean, since every scalar is text for GoCD. */
interface TextValue {
  readonly kind: "text";
  /** The only words that GoCD accepts. */
  readonly words?: readonly string[];
  /** A regular expression, in the syntax of JSON Schema, that the text must match. */
  readonly pattern?: string;
  readonly minLength?: number;
}

interface IntegerValue {
  readonly kind: "integer";
  readonly minimum?: number;
  /** For an integer in quotes. */
  readonly pattern: string;
}

/** A value with a form of its own: a list, or a mapping. */
export type Structure =
  | "approval"
  | "artifacts"
  | "externalConfiguration"
  | "ignored"
  | "jobs"
  | "materials"
  | "options"
  | "package"
  | "patterns"
  | "pluginConfiguration"
  | "scmConfiguration"
  | "stages"
  | "tabs"
  | "task"
  | "tasks"
  | "texts"
  | "timer"
  | "trackingTool"
  | "variables";

/** The value of a key. */
export type KeyValue =
  | TextValue
  | { readonly kind: "boolean" }
  | IntegerValue
  | { readonly kind: "structure"; readonly name: Structure };

/** One key of GoCD's YAML format, in one place of a file. */
export interface Key {
  /** For editors: a few words, and one sentence. */
  readonly title: string;
  readonly description: string;
  readonly reading: Reading;
  readonly value: KeyValue;
  /** Whether GoCD rejects the mapping without this key. */
  readonly isRequired?: true;
  /** Whether the key must have a value if it is there, although it is not required. */
  readonly needsValue?: true;
  /** The first `format_version` that documents the key. GoCD accepts it at every version. */
  readonly since?: number;
  /** The current name of a deprecated key. */
  readonly replacedBy?: string;
  /** Whether the plugin knows the key, but it never has an effect. Editors do not offer such keys. */
  readonly isIgnored?: true;
}

/** What a table may say about a key besides title and description. */
type Details = Omit<Key, "title" | "description" | "reading" | "value">;
type TextDetails = Details & Omit<TextValue, "kind">;

/** Returns a key with a text value; the plugin rejects a list or mapping (a ClassCastException). */
export function text(title: string, description: string, details: TextDetails = {}): Key {
  return textKey(title, description, "text", details);
}

/** Returns a key with a text value; the plugin silently drops a list or mapping. */
export function copied(title: string, description: string, details: TextDetails = {}): Key {
  return textKey(title, description, "copied", details);
}

/** Returns a key with a text value that a rule of its own reads. */
export function ownText(title: string, description: string, details: TextDetails = {}): Key {
  return textKey(title, description, "own", details);
}

/** Returns a key with a boolean value. */
export function boolean(title: string, description: string, details: Details = {}): Key {
  return { title, description, reading: "boolean", value: { kind: "boolean" }, ...details };
}

/** Returns a key with an integer value. */
export function integer(
  title: string,
  description: string,
  {
    reading = "integer",
    minimum,
    pattern = "^[+-]?[0-9]+$",
    ...details
  }: Details & Partial<Omit<IntegerValue, "kind">> & { readonly reading?: Reading } = {},
): Key {
  const value: KeyValue = { kind: "integer", pattern, ...(minimum !== undefined && { minimum }) };
  return { title, description, reading, value, ...details };
}

/** Returns a key whose value is a list or mapping. */
export function structure(title: string, description: string, name: Structure, details: Details = {}): Key {
  return { title, description, reading: "own", value: { kind: "structure", name }, ...details };
}

function textKey(
  title: string,
  description: string,
  reading: Reading,
  { words, pattern, minLength, ...details }: TextDetails,
): Key {
  const value: KeyValue = {
    kind: "text",
    ...(words && { words }),
    ...(pattern !== undefined && { pattern }),
    ...(minLength !== undefined && { minLength }),
  };
  return { title, description, reading, value, ...details };
}

/** A mapping in a GoCD file: the keys that GoCD reads there. */
export interface Shape {
  /** For editors: a few words, and one sentence. */
  readonly title: string;
  readonly description: string;
  /** What has these keys, as messages say it: "a job". */
  readonly noun: string;
  /** Where such a key is written: "below the job's name". */
  readonly home: string;
  readonly keys: Readonly<Record<string, Key>>;
  /** What to write instead of keys that are often taken for known ones. */
  readonly hints?: Readonly<Record<string, string>>;
}

/** What a reader asks about the keys of every mapping. A config repo has 200,000 mappings, and there are 20 shapes. */
interface ShapeIndex {
  readonly readings: ReadonlyMap<string, Reading>;
  readonly required: readonly string[];
}

const indexes = new WeakMap<Shape, ShapeIndex>();

function indexOf(shape: Shape): ShapeIndex {
  const known = indexes.get(shape);
  if (known !== undefined) return known;
  const keys = Object.entries(shape.keys);
  const index = {
    readings: new Map(keys.map(([name, key]) => [name, key.reading])),
    required: keys.flatMap(([name, key]) => (key.isRequired ? [name] : [])),
  };
  indexes.set(shape, index);
  return index;
}

/** Returns how GoCD reads the value of a key of a shape; undefined if the key is unknown there. */
export function readingOf(shape: Shape, key: string): Reading | undefined {
  return indexOf(shape).readings.get(key);
}

/** Returns the keys without which GoCD rejects a mapping of this shape. */
export function requiredKeys(shape: Shape): readonly string[] {
  return indexOf(shape).required;
}

/** Returns the only words that GoCD accepts as the value of a key; none if it accepts others. */
export function wordsOf({ keys }: Shape, key: string): readonly string[] {
  const value = keys[key]?.value;
  return (value?.kind === "text" ? value.words : undefined) ?? [];
}

/** Returns the keys to offer for a misspelt one: those that have an effect. */
export function offeredKeys({ keys }: Shape): readonly string[] {
  return Object.keys(keys).filter((key) => !keys[key]?.isIgnored);
}

const WRITE_VARIABLES = "write `environment_variables:`";

/** What to write instead of keys that look like `environment_variables`. */
export const VARIABLE_HINTS: Readonly<Record<string, string>> = {
  env: WRITE_VARIABLES,
  environment: WRITE_VARIABLES,
  env_variables: WRITE_VARIABLES,
  variables: WRITE_VARIABLES,
};

/** The two keys for variables of an environment, pipeline, stage or job (EnvironmentVariablesTransform). */
export function variablesOf(
  owner: string,
): Readonly<Record<"environment_variables" | "secure_variables", Key>> {
  return {
    environment_variables: structure(
      "Environment variables",
      `Environment variables of the jobs in this ${owner}, by name. Write "##" for a "#" in a value.`,
      "variables",
    ),
    secure_variables: structure(
      "Secure environment variables",
      `Environment variables of the jobs in this ${owner} whose values are encrypted by the GoCD server (AES:...).`,
      "variables",
    ),
  };
}
