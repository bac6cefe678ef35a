import { integer, structure, text, type Shape, VARIABLE_HINTS, variablesOf, NAME_PATTERN } from "./shape.js";

/** What to write instead of options that are not below `configuration`, where GoCD drops them. */
export const OPTION_HINTS: Readonly<Record<string, string>> = {
  options: "write it below `configuration:`",
  secure_options: "write it below `configuration:`",
};

/** The keys of a job (JobTransform). The plugin reads `properties`, and the server removed them. */
export const JOB: Shape = {
  title: "Job",
  description: "Tasks that run one after another on one agent.",
  noun: "a job",
  home: "below the job's name under `jobs`, next to its `tasks`",
  keys: {
    ...variablesOf("job"),
    timeout: integer(
      "Timeout",
      "The minutes without output after which GoCD cancels the job. 0 is the default of the server.",
      { minimum: 0, pattern: "^[+]?[0-9]+$" },
    ),
    run_instances: integer(
      "Run instances",
      "How many instances of the job run: a number, or `all` for one on every matching agent.",
      { reading: "own", minimum: 1, pattern: "^([aA][lL][lL]|0*[1-9][0-9]*)$" },
    ),
    resources: structure(
      "Resources",
      "The resources that an agent must have to run the job. It cannot be used together with `elastic_profile_id`.",
      "texts",
    ),
    elastic_profile_id: text(
      "Elastic agent profile",
      "The id of the elastic agent profile that runs the job. It cannot be used together with `resources`.",
      { minLength: 1 },
    ),
    tabs: structure(
      "Tabs",
      "Artifacts that are shown as tabs on the page of the job: the name of each tab, and the path of its artifact.",
      "tabs",
    ),
    properties: structure("Properties", "Job properties, which GoCD no longer supports.", "ignored", {
      isIgnored: true,
    }),
    artifacts: structure(
      "Artifacts",
      "Files that the job uploads to the GoCD server, or to an artifact store.",
      "artifacts",
    ),
    tasks: structure(
      "Tasks",
      "The tasks of the job, which run one after another. Lists in the list are flattened.",
      "tasks",
      {
        isRequired: true,
      },
    ),
  },
  hints: VARIABLE_HINTS,
};

/** The keys of a property of a job (JobTransform.addProperties), which has no effect. */
export const PROPERTY: Shape = {
  title: "Property",
  description: "A job property, which GoCD no longer supports.",
  noun: "a property",
  home: "below the property's name",
  keys: {
    source: text("Source", "The artifact to read.", { isRequired: true }),
    xpath: text("XPath", "The XPath of the value.", { isRequired: true }),
  },
};

/** The keys of a build or test artifact (JobTransform.addArtifacts). */
export const BUILD_ARTIFACT: Shape = {
  title: "Artifact",
  description: "Files that the job uploads to the GoCD server.",
  noun: "a build or test artifact",
  home: "below `- build:` of the job's `artifacts`",
  keys: {
    source: text(
      "Source",
      "The files or folders to upload, relative to the working directory: a path or a pattern.",
      {
        isRequired: true,
      },
    ),
    destination: text("Destination", "The folder of the job's artifacts to upload to."),
  },
};

/** The keys of an external artifact (JobTransform.addArtifacts). */
export const EXTERNAL_ARTIFACT: Shape = {
  title: "External artifact",
  description: "An artifact that an artifact plugin publishes to its store.",
  noun: "an external artifact",
  home: "below `- external:` of the job's `artifacts`",
  keys: {
    id: text("Id", "The id of the artifact, which fetch tasks refer to.", {
      pattern: NAME_PATTERN,
      isRequired: true,
      since: 3,
    }),
    store_id: text("Artifact store", "The id of an artifact store of the GoCD server.", {
      isRequired: true,
      since: 3,
    }),
    configuration: structure(
      "Configuration",
      "The options of the artifact plugin.",
      "externalConfiguration",
      {
        since: 3,
      },
    ),
  },
  hints: OPTION_HINTS,
};

/** The types of artifacts, by the key that names them, which is case-insensitive (JobTransform.addArtifacts). */
export const ARTIFACTS = {
  build: BUILD_ARTIFACT,
  test: BUILD_ARTIFACT,
  external: EXTERNAL_ARTIFACT,
} as const;

/** The name of a type of artifacts. */
export type ArtifactType = keyof typeof ARTIFACTS;

/** All types of artifacts. */
export const ARTIFACT_TYPES: readonly ArtifactType[] = ["build", "test", "external"];

/** The keys of a configuration of an external artifact or its fetch task (ConfigurationTransform). */
export const OPTIONS: Shape = {
  title: "Configuration",
  description: "The options of a plugin.",
  noun: "a configuration",
  home: "below `configuration`",
  keys: {
    options: structure(
      "Options",
      'Options of the plugin, by name. Write "##" for a "#" in a value.',
      "options",
    ),
    secure_options: structure(
      "Secure options",
      "Options of the plugin whose values are encrypted by the GoCD server (AES:...).",
      "options",
    ),
  },
};
