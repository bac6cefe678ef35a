/**
 * What GoCD wants of a value. `copied`: taken if it is text, dropped in silence if it is a list or mapping. `own`: a
 * rule of its own looks at it.
 */
export type Kind = "text" | "copied" | "boolean" | "integer" | "own";

/** The keys that GoCD reads in one place of a file. */
export interface Shape {
  /** What has these keys: "a job". */
  readonly noun: string;
  /** Where such a key is written: "below the job's name". */
  readonly home: string;
  readonly keys: Readonly<Record<string, Kind>>;
  /** What to write instead of keys that are often taken for known ones. */
  readonly hints?: Readonly<Record<string, string>>;
}

const WRITE_VARIABLES = "write `environment_variables:`";
const VARIABLE_HINTS = {
  env: WRITE_VARIABLES,
  environment: WRITE_VARIABLES,
  env_variables: WRITE_VARIABLES,
  variables: WRITE_VARIABLES,
};
const IN_CONFIGURATION = {
  options: "write it below `configuration:`",
  secure_options: "write it below `configuration:`",
};
const VARIABLES = { environment_variables: "own", secure_variables: "own" } as const;

/** EnvironmentsTransform */
export const ENVIRONMENT: Shape = {
  noun: "an environment",
  home: "below the environment's name under `environments`",
  keys: { ...VARIABLES, pipelines: "own", agents: "own" },
};

/** PipelineTransform; `mingle` was never copied, and the server has forgotten it. */
export const PIPELINE: Shape = {
  noun: "a pipeline",
  home: "beside the pipeline's `materials`",
  keys: {
    group: "text",
    label_template: "text",
    template: "text",
    lock_behavior: "text",
    display_order: "integer",
    locking: "boolean",
    mingle: "own",
    tracking_tool: "own",
    timer: "own",
    ...VARIABLES,
    parameters: "own",
    materials: "own",
    stages: "own",
  },
  hints: VARIABLE_HINTS,
};

/** The keys of a timer. */
export const TIMER: Shape = {
  noun: "a timer",
  home: "below the pipeline's `timer`",
  keys: { spec: "text", only_on_changes: "boolean" },
};

/** The keys of a tracking tool. */
export const TRACKING_TOOL: Shape = {
  noun: "a tracking tool",
  home: "below the pipeline's `tracking_tool`",
  keys: { link: "own", regex: "own" },
};

/** StageTransform */
export const STAGE: Shape = {
  noun: "a stage",
  home: "below the stage's name, beside its `jobs`",
  keys: {
    fetch_materials: "boolean",
    keep_artifacts: "boolean",
    clean_workspace: "boolean",
    approval: "own",
    ...VARIABLES,
    jobs: "own",
  },
  hints: VARIABLE_HINTS,
};

/** The keys of an approval. */
export const APPROVAL: Shape = {
  noun: "an approval",
  home: "below the stage's `approval`",
  keys: { type: "text", allow_only_on_success: "boolean", users: "own", roles: "own" },
};

/** JobTransform; the server has forgotten `properties`. */
export const JOB: Shape = {
  noun: "a job",
  home: "below the job's name under `jobs`, beside its `tasks`",
  keys: {
    ...VARIABLES,
    timeout: "integer",
    run_instances: "own",
    resources: "own",
    elastic_profile_id: "text",
    tabs: "own",
    properties: "own",
    artifacts: "own",
    tasks: "own",
  },
  hints: VARIABLE_HINTS,
};

/** The keys of a property of a job. */
export const PROPERTY: Shape = {
  noun: "a property",
  home: "below the property's name",
  keys: { source: "text", xpath: "text" },
};

/** A stage without `jobs` is its own only job. */
export const STAGE_WITH_JOB: Shape = { ...STAGE, keys: { ...STAGE.keys, ...JOB.keys } };

/** The keys of a build or test artifact. */
export const BUILD_ARTIFACT: Shape = {
  noun: "a build or test artifact",
  home: "below `- build:` of the job's `artifacts`",
  keys: { source: "text", destination: "text" },
};

/** The keys of an external artifact. */
export const EXTERNAL_ARTIFACT: Shape = {
  noun: "an external artifact",
  home: "below `- external:` of the job's `artifacts`",
  keys: { id: "text", store_id: "text", configuration: "own" },
  hints: IN_CONFIGURATION,
};

/** ConfigurationTransform */
export const OPTIONS: Shape = {
  noun: "a configuration",
  home: "below `configuration`",
  keys: { options: "own", secure_options: "own" },
};

/** The plugin that runs a task: copied to the server as it stands. */
export const PLUGIN: Shape = {
  noun: "the configuration of a plugin task",
  home: "below `configuration` of `- plugin:`",
  keys: { id: "text", version: "text" },
};

const EVERY_TASK = { run_if: "copied", on_cancel: "own" } as const;
const BUILD_TOOL = {
  ...EVERY_TASK,
  build_file: "copied",
  target: "copied",
  working_directory: "copied",
} as const;

/** TaskTransform and the server's CRTask types, by the key that names them. */
export const TASKS: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    exec: {
      ...EVERY_TASK,
      command: "copied",
      arguments: "own",
      working_directory: "copied",
      timeout: "copied",
    },
    ant: BUILD_TOOL,
    rake: BUILD_TOOL,
    nant: { ...BUILD_TOOL, nant_path: "copied" },
    fetch: {
      ...EVERY_TASK,
      artifact_origin: "copied",
      pipeline: "copied",
      stage: "copied",
      job: "copied",
      source: "copied",
      destination: "copied",
      is_file: "boolean",
      artifact_id: "copied",
      configuration: "own",
    },
    plugin: { ...EVERY_TASK, configuration: "own", options: "own", secure_options: "own" },
  } as const).map(([name, keys]) => [
    name,
    {
      noun: `a task of type ${name}`,
      home: `below \`- ${name}:\` of the job's \`tasks\``,
      keys,
      ...(name === "fetch" && { hints: IN_CONFIGURATION }),
    },
  ]),
);

/** MaterialTransform; which keys do something depends on the kind of material. */
export const MATERIAL: Shape = {
  noun: "a material",
  home: "below the material's name under `materials`",
  keys: {
    type: "text",
    name: "own",
    git: "text",
    svn: "text",
    hg: "text",
    pipeline: "text",
    scm: "text",
    package: "own",
    p4: "text",
    url: "copied",
    branch: "copied",
    port: "copied",
    view: "copied",
    project: "copied",
    domain: "copied",
    stage: "copied",
    destination: "copied",
    username: "copied",
    password: "copied",
    encrypted_password: "copied",
    auto_update: "boolean",
    shallow_clone: "boolean",
    check_externals: "boolean",
    use_tickets: "boolean",
    ignore_for_scheduling: "boolean",
    ignore: "own",
    blacklist: "own",
    includes: "own",
    whitelist: "own",
    plugin_configuration: "own",
    options: "own",
    secure_options: "own",
    scm_id: "own",
    package_id: "own",
  },
  hints: {
    filter: "write `ignore:` or `includes:` with a list of patterns, without `filter:` around it",
    exclude: "write `ignore:`",
    excludes: "write `ignore:`",
    include: "write `includes:`",
  },
};

/** Where a key may belong that stands elsewhere, the likeliest place first. */
export const SHAPES: readonly Shape[] = [
  PIPELINE,
  STAGE,
  JOB,
  APPROVAL,
  TIMER,
  ENVIRONMENT,
  MATERIAL,
  ...TASKS.values(),
  BUILD_ARTIFACT,
  EXTERNAL_ARTIFACT,
  OPTIONS,
  TRACKING_TOOL,
];
