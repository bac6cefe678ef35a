import {
  boolean,
  integer,
  ownText,
  structure,
  text,
  type Shape,
  VARIABLE_HINTS,
  variablesOf,
  NAME_OR_EMPTY_PATTERN,
  NAME_PATTERN,
} from "./shape.js";

/** The keys of an environment (EnvironmentsTransform). GoCD replaces no parameters there. */
export const ENVIRONMENT: Shape = {
  title: "Environment",
  description: "Pipelines that belong together, and the agents that run their jobs.",
  noun: "an environment",
  home: "below the environment's name under `environments`",
  keys: {
    environment_variables: structure(
      "Environment variables",
      "Environment variables of the jobs that run in this environment, by name.",
      "variables",
    ),
    secure_variables: structure(
      "Secure environment variables",
      "Environment variables of the jobs that run in this environment whose values are encrypted by the GoCD server (AES:...).",
      "variables",
    ),
    pipelines: structure(
      "Pipelines",
      "The names of the pipelines in this environment. A pipeline can be in one environment only.",
      "texts",
    ),
    agents: structure("Agents", "The UUIDs of the agents in this environment.", "texts"),
  },
};

/** The keys of a pipeline (PipelineTransform). The plugin never copied `mingle`, and the server removed it. */
export const PIPELINE: Shape = {
  title: "Pipeline",
  description: "Stages that run one after another when a material changes.",
  noun: "a pipeline",
  home: "next to the pipeline's `materials`",
  keys: {
    group: text("Pipeline group", 'The pipeline group that contains the pipeline. "" is the default group.', {
      pattern: NAME_OR_EMPTY_PATTERN,
      isRequired: true,
    }),
    label_template: text(
      "Label template",
      "The label of each pipeline run: text with at least one of ${COUNT}, ${material}, ${material[:8]} and ${env:NAME}.",
    ),
    template: text(
      "Template",
      "The template on the GoCD server that defines the stages. It replaces `stages`.",
      {
        pattern: NAME_PATTERN,
      },
    ),
    lock_behavior: text(
      "Lock behavior",
      "Whether only one run of the pipeline is allowed at a time, and when the lock is released.",
      { words: ["lockOnFailure", "unlockWhenFinished", "none"], since: 2 },
    ),
    display_order: integer(
      "Display order",
      "The position of the pipeline in its group on the dashboard. Lower numbers come first.",
      { since: 4 },
    ),
    locking: boolean(
      "Locking",
      "Whether only one run of the pipeline is allowed at a time. It has an effect in format_version 1 only.",
      { replacedBy: "lock_behavior" },
    ),
    mingle: structure("Mingle", "Settings of Mingle, which GoCD no longer supports.", "ignored", {
      isIgnored: true,
    }),
    tracking_tool: structure(
      "Tracking tool",
      "Turns issue numbers in commit messages into links to the issue tracker.",
      "trackingTool",
    ),
    timer: structure("Timer", "Triggers the pipeline at fixed times.", "timer"),
    ...variablesOf("pipeline"),
    parameters: structure(
      "Parameters",
      "Values by name. GoCD replaces #{name} by the value in the settings of this pipeline and of its template.",
      "variables",
    ),
    materials: structure(
      "Materials",
      "The repositories, packages and upstream pipelines that trigger the pipeline, by name.",
      "materials",
      { isRequired: true },
    ),
    stages: structure(
      "Stages",
      "The stages of the pipeline, which run one after another. They are required if there is no `template`.",
      "stages",
    ),
  },
  hints: VARIABLE_HINTS,
};

/** The keys of a timer (PipelineTransform). */
export const TIMER: Shape = {
  title: "Timer",
  description: "Triggers the pipeline at fixed times.",
  noun: "a timer",
  home: "below the pipeline's `timer`",
  keys: {
    spec: text(
      "Cron expression",
      'A Quartz cron expression, which starts with the seconds: "0 0 22 ? * MON-FRI". Write "##" for "#".',
      { isRequired: true },
    ),
    only_on_changes: boolean(
      "Only on changes",
      "Whether the timer triggers the pipeline only if a material has changed since the last run.",
    ),
  },
};

/** The keys of a tracking tool. The plugin copies the mapping as it is; the server reads it (CRTrackingTool). */
export const TRACKING_TOOL: Shape = {
  title: "Tracking tool",
  description: "Turns issue numbers in commit messages into links to the issue tracker.",
  noun: "a tracking tool",
  home: "below the pipeline's `tracking_tool`",
  keys: {
    link: ownText("Link", "The URL of an issue, with http:// or https:// and ${ID} for its number.", {
      pattern: "^https?://.*\\$\\{ID\\}",
      isRequired: true,
    }),
    regex: ownText(
      "Pattern",
      "A regular expression for issue numbers in commit messages. Its first group is the number.",
      { minLength: 1, isRequired: true },
    ),
  },
};
