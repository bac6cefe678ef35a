import { OPTION_HINTS, OPTIONS } from "./job.js";
import { boolean, copied, integer, structure, text, type Key, type Shape } from "./shape.js";

/** The plugin that runs a task. The YAML plugin copies the mapping as it is. */
export const PLUGIN: Shape = {
  title: "Task plugin",
  description: "The task plugin to run.",
  noun: "the configuration of a plugin task",
  home: "below `configuration` of `- plugin:`",
  keys: {
    id: text("Id", "The id of the plugin.", { isRequired: true }),
    version: text("Version", "The version of the plugin's configuration.", { isRequired: true }),
  },
};

/** The words of `run_if`. The server reads any other word as `passed`. */
export const RUN_IF_WORDS: readonly string[] = ["passed", "failed", "any"];

const EVERY_TASK = {
  run_if: copied(
    "Run if",
    "When the task runs: if all previous tasks have passed (the default), if one has failed, or in any case.",
    { words: RUN_IF_WORDS },
  ),
  on_cancel: structure("On cancel", "The task that runs if the job is cancelled.", "task"),
};

const WORKING_DIRECTORY = copied(
  "Working directory",
  "The folder to run in, relative to the working directory of the job.",
);

function buildTool(name: string, defaultFile: string, ofTool: Readonly<Record<string, Key>> = {}): Shape {
  return shapeOf(name.toLowerCase(), `${name} task`, `Runs ${name}.`, {
    ...EVERY_TASK,
    build_file: copied("Build file", `The build file of ${name}. The default is ${defaultFile}.`),
    target: copied("Target", `The target of ${name} to run.`),
    working_directory: WORKING_DIRECTORY,
    ...ofTool,
  });
}

/** The types of tasks that are a mapping. */
export type TaskType = "exec" | "ant" | "rake" | "nant" | "fetch" | "plugin";

/** TaskTransform and the CRTask types of the server, by the key that names the task. */
const TASK_SHAPES: readonly (readonly [type: TaskType, shape: Shape])[] = [
  [
    "exec",
    shapeOf("exec", "Exec task", "Runs a program.", {
      ...EVERY_TASK,
      command: copied("Command", "The program to run.", { isRequired: true }),
      arguments: structure("Arguments", "The arguments of the program, one in each item.", "texts"),
      working_directory: WORKING_DIRECTORY,
      timeout: integer("Timeout", "The seconds without output after which GoCD stops the program.", {
        reading: "copied",
      }),
    }),
  ],
  ["ant", buildTool("Ant", "build.xml")],
  ["rake", buildTool("Rake", "rakefile")],
  [
    "nant",
    buildTool("NAnt", "default.build", { nant_path: copied("NAnt path", "The folder that contains NAnt.") }),
  ],
  [
    "fetch",
    {
      ...shapeOf(
        "fetch",
        "Fetch task",
        "Downloads an artifact of an earlier stage or of an upstream pipeline.",
        {
          ...EVERY_TASK,
          artifact_origin: copied(
            "Artifact origin",
            "gocd (the default) for an artifact on the GoCD server, external for one in an artifact store.",
            { words: ["gocd", "external"], since: 3 },
          ),
          pipeline: copied(
            "Pipeline",
            "The upstream pipeline, or the path to it through other pipelines (ancestor/parent). The default is this pipeline.",
          ),
          stage: copied("Stage", "The stage that created the artifact.", { isRequired: true }),
          job: copied("Job", "The job that created the artifact.", { isRequired: true }),
          source: copied("Source", "The file or folder of the job's artifacts to download.", {
            minLength: 1,
          }),
          destination: copied(
            "Destination",
            "The folder to download to, relative to the working directory of the job.",
          ),
          is_file: boolean("Is file", "Whether `source` is a file, not a folder."),
          artifact_id: copied("Artifact id", "The id of the external artifact in its job.", { since: 3 }),
          configuration: structure(
            "Configuration",
            "The options of the artifact plugin.",
            "externalConfiguration",
            { since: 3 },
          ),
        },
      ),
      hints: OPTION_HINTS,
    },
  ],
  [
    "plugin",
    shapeOf("plugin", "Plugin task", "Runs a task plugin.", {
      ...EVERY_TASK,
      configuration: structure("Task plugin", "The task plugin to run.", "pluginConfiguration", {
        isRequired: true,
      }),
      ...OPTIONS.keys,
    }),
  ],
];

function shapeOf(name: string, title: string, description: string, keys: Shape["keys"]): Shape {
  return {
    title,
    description,
    noun: `a task of type ${name}`,
    home: `below \`- ${name}:\` of the job's \`tasks\``,
    keys,
  };
}

/** The keys of each type of task, by the key that names it. The task `script` holds text instead. */
export const TASKS: ReadonlyMap<TaskType, Shape> = new Map(TASK_SHAPES);

/** The keys of a fetch task that have an effect for one origin only; the first is required. */
export const FETCH_KEYS = {
  gocd: ["source", "destination", "is_file"],
  external: ["artifact_id", "configuration"],
} as const;
