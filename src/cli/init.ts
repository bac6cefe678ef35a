import { posix } from "node:path";
import { Option, type Command } from "commander";
import type { FileMove, InitResult } from "../commands/init.js";
import { LAYOUTS, type Layout } from "../model/settings.js";
import { FORMATS } from "../report/format.js";
import { makeVisible } from "../report/visible.js";
import { formatOption } from "./formats.js";
import { run, type Session } from "./run.js";
import { examples } from "./help.js";

/** Adds `gocd-pin init`: its options, examples and output. */
export function addInit(program: Command, session: Session): void {
  const layout = new Option(
    "--layout <layout>",
    "write generated pipelines to a folder, or edit the pipelines in place",
  ).choices(LAYOUTS);
  program
    .command("init")
    .description(
      "Write a commented gocd-pin.yaml, a first source and .gitattributes. Existing files are never overwritten.",
    )
    .addOption(layout)
    .addOption(formatOption(FORMATS))
    .option("--registry-url <url>", "URL of the first registry (default: Docker Hub)")
    .addHelpText(
      "after",
      examples([
        "gocd-pin init",
        "gocd-pin init --registry-url https://registry.example.com/v2/",
        "gocd-pin init --layout folder",
      ]),
    )
    .action(async (options: { layout?: Layout; registryUrl?: string }, command: Command) => {
      await run<InitResult>(
        session,
        command,
        ({ result }) => initText(result),
        async (common) => {
          const { init } = await import("../commands/init.js");
          return init({ ...common, layout: options.layout, registryUrl: options.registryUrl });
        },
      );
    });
}

/** A command to run next, with its purpose. */
type Step = readonly [command: string, about: string];

const PROJECT_FILE = "gocd-pin.yaml";

/** Returns the first steps for a project file at the path `project`. */
function firstSteps(project: string, about: string): Step[] {
  const program = project === PROJECT_FILE ? "gocd-pin" : `gocd-pin -c ${shellWord(project)}`;
  return [
    [`edit ${makeVisible(project)}`, `name the registry and its packages${about}`],
    [`${program} verify`, "check the connections"],
    [`${program} build`, "pin the newest tags and write the variables"],
  ];
}

function initText({ written, layout, found: gocdFiles, moves }: InitResult): string {
  if (layout === null) return gocdFiles.length === 0 ? "" : layoutsText(gocdFiles, moves);
  const [project = PROJECT_FILE] = written;
  const files = written.map((path) => `wrote ${makeVisible(path)}\n`).join("");
  if (layout === "in-place") {
    const look: Step = ["git diff", "review the changes, and commit them"];
    const first = firstSteps(project, ", each with the `id` that it has on the GoCD server");
    return `${files}\nNext:\n${stepsText([...first, look])}`;
  }
  const commit: Step = ["git add --all", "then commit: project file, sources, lock and gocd/"];
  const first = firstSteps(project, "; use one in a material as `package: Docker/<package>`");
  const steps = stepsText([...first, commit]);
  if (moves.length === 0) return `${files}\nNext:\n${steps}`;
  return `${files}\nMove the pipeline files that GoCD reads today, so that it reads only the generated files:\n${movesText(moves)}\nNext:\n${steps}`;
}

function layoutsText(gocdFiles: readonly string[], moves: readonly FileMove[]): string {
  return `GoCD reads these files already:
${gocdFiles.map((path) => `  ${makeVisible(path)}\n`).join("")}
--layout folder
  You edit the sources in pipelines/, which GoCD does not read. gocd-pin writes the files that GoCD reads to gocd/.
  Nothing is installed on the GoCD server. Move the files once:
${movesText(moves)}
--layout in-place
  The files stay where they are, and gocd-pin sets the variables in them. Docker materials stay packages of the GoCD
  server, which still needs the Docker poller plugin. Use this to move away from the plugin step by step.

`;
}

function stepsText(steps: readonly Step[]): string {
  const width = Math.max(...steps.map(([command]) => command.length));
  return steps.map(([command, about]) => `  ${command.padEnd(width)}  ${about}\n`).join("");
}

/** Returns shell commands; the folders come first, because `git mv` creates none. */
function movesText(moves: readonly FileMove[]): string {
  const folders = Array.from(new Set(moves.map(({ to }) => posix.dirname(to))), shellWord);
  const commands = moves.map(({ from, to }) => `  git mv ${shellWord(from)} ${shellWord(to)}\n`);
  return `  mkdir -p ${folders.join(" ")}\n${commands.join("")}`;
}

function shellWord(path: string): string {
  const word = makeVisible(path.startsWith("-") ? `./${path}` : path);
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
