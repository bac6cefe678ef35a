import { JOB } from "./job.js";
import { boolean, structure, text, type Shape, VARIABLE_HINTS, variablesOf } from "./shape.js";

/** The keys of a stage (StageTransform). */
export const STAGE: Shape = {
  title: "Stage",
  description: "Jobs that run in parallel. The next stage runs when all of them have passed.",
  noun: "a stage",
  home: "below the stage's name, next to its `jobs`",
  keys: {
    fetch_materials: boolean(
      "Fetch materials",
      "Whether the agent checks out the materials before each job. The default is true.",
    ),
    keep_artifacts: boolean(
      "Keep artifacts",
      "Whether GoCD never deletes the artifacts of this stage when it frees disk space.",
    ),
    clean_workspace: boolean(
      "Clean workspace",
      "Whether the agent deletes everything in the working directory before each job.",
    ),
    approval: structure(
      "Approval",
      "Whether the stage starts when the previous one has passed, or somebody must start it.",
      "approval",
    ),
    ...variablesOf("stage"),
    jobs: structure("Jobs", "The jobs of the stage, by name. They run in parallel.", "jobs", {
      isRequired: true,
    }),
  },
  hints: VARIABLE_HINTS,
};

/** The keys of a stage without `jobs`, which is its own only job (StageTransform). */
export const STAGE_WITH_JOB: Shape = {
  ...STAGE,
  title: "Stage with one job",
  description:
    "A stage without `jobs`: it has the keys of its only job, whose name is the name of the stage.",
  keys: { ...STAGE.keys, ...JOB.keys, ...variablesOf("stage") },
};

/** The short forms of an approval: the plugin replaces `auto` by `success` (StageTransform). */
export const APPROVAL_WORDS: readonly string[] = ["manual", "success", "auto"];

/** The keys of an approval (StageTransform). */
export const APPROVAL: Shape = {
  title: "Approval",
  description: "Whether the stage starts when the previous one has passed, or somebody must start it.",
  noun: "an approval",
  home: "below the stage's `approval`",
  keys: {
    type: text(
      "Type",
      "success: the stage starts when the previous one has passed. manual: somebody must start it.",
      { words: ["success", "manual"], isRequired: true },
    ),
    allow_only_on_success: boolean(
      "Allow only on success",
      "Whether the stage can be started by hand only if the previous one has passed.",
      { since: 6 },
    ),
    users: structure("Users", "The users who may start the stage.", "texts"),
    roles: structure("Roles", "The roles whose members may start the stage.", "texts"),
  },
};
