import { BUILD_ARTIFACT, EXTERNAL_ARTIFACT, JOB, OPTIONS } from "./job.js";
import { MATERIAL } from "./material.js";
import { ENVIRONMENT, PIPELINE, TIMER, TRACKING_TOOL } from "./pipeline.js";
import type { Shape } from "./shape.js";
import { APPROVAL, STAGE } from "./stage.js";
import { TASKS } from "./task.js";

/** The versions of the format that the server accepts (JsonMessageHandler3_0). */
export const FORMAT_VERSIONS = { first: 1, last: 11 } as const;

/** The keys of a file, which are case-insensitive (RootTransform). */
export const ROOT_KEYS = ["format_version", "pipelines", "environments", "common"] as const;

/** A key of a file, in lower case. */
export type RootKey = (typeof ROOT_KEYS)[number];

/** Titles and descriptions of the keys of a file, for editors. */
export const ROOT_TEXTS: Readonly<Record<RootKey, { readonly title: string; readonly description: string }>> =
  {
    format_version: {
      title: "Format version",
      description: "The version of the format, 1 to 11. It must be the same in all files of a config repo.",
    },
    pipelines: {
      title: "Pipelines",
      description: "The pipelines, by name. Names are case-insensitive, and unique on the GoCD server.",
    },
    environments: {
      title: "Environments",
      description: "The environments, by name.",
    },
    common: {
      title: "Common",
      description:
        "Anything: GoCD ignores it. It is the place for anchors, and for the `package_repositories` of gocd-pin.",
    },
  };

/** The shapes that a misplaced key may belong to, the likeliest first. */
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
